import { Failure } from '#ports/failure.ts';
import type { Flag } from './schema.ts';

/** The one place that turns values of the domain into what both engines can bind, and back. */

export function flag(value: boolean): Flag {
  return value ? 1 : 0;
}

export function isSet(value: Flag): boolean {
  return value === 1;
}

export function unixSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

const KEY_LENGTH_MAX = 200;
const TEXT_LENGTH_MAX = 1000;

/**
 * Text that both engines can store: PostgreSQL refuses NUL and half surrogate pairs, SQLite would keep them.
 * What is longer than any name is cut.
 */
export function storableText(text: string): string {
  return text.slice(0, TEXT_LENGTH_MAX).replaceAll('\0', '').toWellFormed();
}

/** An id. A longer one than an index of PostgreSQL can hold is no id: fails with `invalid`, never cut. */
export function storableKey(text: string): string {
  if (text.length > KEY_LENGTH_MAX) {
    throw new Failure('invalid', `an id has ${text.length} characters, allowed: ${KEY_LENGTH_MAX}`);
  }
  return storableText(text);
}

export function storableKeyOrNull(text: string | null): string | null {
  return text === null ? null : storableKey(text);
}

/** A whole number that survives the way through both engines; fails with `invalid`. */
export function storableInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Failure('invalid', `${value} is not a whole number`);
  return value;
}
