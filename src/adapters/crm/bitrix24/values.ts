import type { E164 } from '#domain/call/caller.ts';
import type { Office } from '../fields.ts';
import { isObject } from '../fields.ts';
import { secondsFrom } from '../time-text.ts';

/** One record as the portal tells it: any field may be missing or of another kind than it should be. */
export type Row = Readonly<Record<string, unknown>>;

const TEXT_LENGTH_MAX = 200;
const PHONES_MAX = 50;

/** A positive whole number, written as one or as a text; null where there is none; undefined for nonsense. */
export function idOf(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === '' || value === 0 || value === '0')
    return null;
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0
    ? number
    : undefined;
}

/** The same where nonsense is as good as nothing. */
export function idOrNull(value: unknown): number | null {
  return idOf(value) ?? null;
}

/** Unix seconds; null where there is no time, undefined for nonsense. */
export function secondsOf(value: unknown, { zone }: Office): number | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || value.startsWith('0000')) return undefined;
  return secondsFrom(value.trim(), zone) ?? undefined;
}

/** For people to read: '' for everything that is no text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, TEXT_LENGTH_MAX) : wordOf(value);
}

/** For comparing with the mapping, which knows texts only. */
export function wordOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Y' : 'N';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** PHP writes a list with gaps, and sometimes an empty one, as an object. */
export function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : null;
}

/** Numbers of these fields: multi-fields (a list of `VALUE`) and plain texts. What is no number is left out. */
export function numbersOf(
  row: Row,
  fields: readonly string[],
  { parseE164 }: Office,
): readonly E164[] {
  const values = fields.flatMap((field) => listOf(row[field]) ?? [row[field]]);
  const numbers = values.slice(0, PHONES_MAX).flatMap((value) => {
    const text = textOf(isObject(value) ? value['VALUE'] : value);
    return text === '' ? [] : (parseE164(text) ?? []);
  });
  return [...new Set(numbers)];
}

/** As filters take it. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, '+00:00');
}
