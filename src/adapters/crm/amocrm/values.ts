import { isObject } from '../fields.ts';

/** Values of answers, each checked: what is of another kind than the manual says is null. */

export type Row = Readonly<Record<string, unknown>>;

const TEXT_LENGTH_MAX = 200;

/** amoCRM's numbers of things, as text. */
export function idFrom(value: unknown): string | null {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value > 0 ? `${value}` : null;
  return typeof value === 'string' && /^[1-9]\d{0,15}$/.test(value) ? value : null;
}

export function secondsFrom(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Empty for what is no text; cut where no name is that long. */
export function textFrom(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, TEXT_LENGTH_MAX) : '';
}

/** The objects of a list; no list has none. */
export function rowsFrom(value: unknown): readonly Row[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** `_embedded.NAME` of a row. */
export function embedded(row: Row, name: string): readonly Row[] {
  const { _embedded: parts } = row;
  return isObject(parts) ? rowsFrom(parts[name]) : [];
}

export const employeeId = (user: string): string => `user:${user}`;
export const contactId = (contact: string): string => `contact:${contact}`;
export const companyId = (company: string): string => `company:${company}`;
export const eventId = (event: string): string => `${EVENT_PREFIX}${event}`;
export const EVENT_PREFIX = 'event:';
