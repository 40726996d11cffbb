import type { Office } from '#adapters/crm/fields.ts';
import { secondsFrom } from '#adapters/crm/time-text.ts';
import type { E164 } from '#domain/call/caller.ts';
import type { Conditions } from './mapping.ts';
import { dateTextOf, type Row } from './odata-text.ts';

const TEXT_LENGTH_MAX = 200;
const PHONES_MAX = 50;

/** Text of a field, '' where there is none; what is longer than any name is cut. */
export function textOf(row: Row, field: string | null): string {
  const value = field === null ? undefined : row[field];
  return typeof value === 'string' ? value.trim().slice(0, TEXT_LENGTH_MAX) : '';
}

/** A date field as unix seconds; null for the empty date. The infobase tells times of `zone`. */
export function secondsOf(row: Row, field: string, zone: string): number | null {
  const text = dateTextOf(row[field]);
  return text === null ? null : secondsFrom(text, zone);
}

/** Whether all conditions hold. No conditions: `whenNone`. */
export function holds(row: Row, conditions: Conditions, whenNone: boolean): boolean {
  const wanted = Object.entries(conditions);
  if (wanted.length === 0) return whenNone;
  return wanted.every(([field, values]) => [values].flat().some((value) => row[field] === value));
}

export interface Phones {
  readonly numbers: readonly E164[];
  /** The first number of 2 to 4 digits. */
  readonly extension: string | null;
}

/** The telephones in a table part of contact information (`Тип`, `НомерТелефона`, `Представление`). */
export function phonesOf(
  row: Row,
  part: string | null,
  types: readonly string[],
  office: Pick<Office, 'parseE164'>,
): Phones {
  const rows = part === null ? [] : row[part];
  const numbers = new Set<E164>();
  let extension: string | null = null;
  if (!Array.isArray(rows)) return { numbers: [], extension };
  for (const one of rows.slice(0, PHONES_MAX) as readonly unknown[]) {
    if (typeof one !== 'object' || one === null) continue;
    const info = one as Row;
    if (!types.includes(textOf(info, 'Тип'))) continue;
    // `НомерТелефона` holds digits only, and often not the country's; the presentation is what a person typed.
    const spellings = [textOf(info, 'Представление'), textOf(info, 'НомерТелефона')];
    extension ??= spellings.find((text) => /^\d{2,4}$/.test(text)) ?? null;
    const number = spellings.map((text) => office.parseE164(text)).find((found) => found !== null);
    if (number !== undefined && number !== null) numbers.add(number);
  }
  return { numbers: [...numbers], extension };
}
