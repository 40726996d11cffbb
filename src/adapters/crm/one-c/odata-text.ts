import { quoteOf, jsonOf } from '#adapters/plumbing/http/json.ts';
import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';

/** A row as it came: field → anything. */
export type Row = Readonly<Record<string, unknown>>;

const ZERO_GUID = '00000000-0000-0000-0000-000000000000';
const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Key of a reference; null for an empty one (all zeros) and for what is none. */
export function guidOf(value: unknown): string | null {
  if (typeof value !== 'string' || !GUID.test(value) || value === ZERO_GUID) return null;
  return value.toLowerCase();
}

/** The entity of a composite reference: `StandardODATA.Catalog_Партнеры` → `Catalog_Партнеры`. */
export function entityOfType(value: unknown): string | null {
  return typeof value === 'string'
    ? (/^StandardODATA\.(\S{1,120})$/.exec(value)?.[1] ?? null)
    : null;
}

/** The empty date of 1C is the first day of our era. */
const EMPTY_DATE = /^0001-01-01/;

/** A date as the infobase's clock shows it; null for the empty one and for what is none. */
export function dateTextOf(value: unknown): string | null {
  if (typeof value !== 'string' || EMPTY_DATE.test(value)) return null;
  return /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?/.exec(value)?.[0] ?? null;
}

/** `datetime'2026-11-20T00:00:00'` of a moment on the infobase's clock, given as if that were UTC; seconds. */
export function dateLiteral(wallSeconds: number): string {
  return `datetime'${new Date(wallSeconds * 1000).toISOString().slice(0, 19)}'`;
}

/** Query of an address: Cyrillic encoded, spaces as %20 (a plus is a plus to some publications). */
export function queryOf(options: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&');
}

/** An error in one of the three forms in which 1C tells it. */
export interface OneCError {
  /** 8: no such entity, 9: no such record, 14: filter, 20: rights, -1: the business's own. Null: it says none. */
  readonly code: string | null;
  readonly message: string;
}

/** The error in an answer, whatever its status; null when the answer is none that we know. */
export function errorOf(response: HttpResponse): OneCError | null {
  const json = jsonOf(response);
  if (json !== undefined) return errorOfJson(json);
  const text = response.body.subarray(0, 65_536).toString('utf8');
  if (!/<(?:\w+:)?error[\s>]/.test(text)) return null;
  const code = /<(?:\w+:)?code>\s*([-\d]{1,10})\s*</.exec(text)?.[1] ?? null;
  const message = /<(?:\w+:)?message[^>]*>([^<]{0,1000})</.exec(text)?.[1] ?? '';
  return { code, message: message.trim() };
}

function errorOfJson(json: unknown): OneCError | null {
  const told = part(json, 'odata.error') ?? part(json, 'error');
  if (told !== undefined) {
    const message = part(part(told, 'message'), 'value') ?? part(told, 'message');
    return { code: textOrNull(part(told, 'code')), message: textOrNull(message) ?? '' };
  }
  // The application server's own.
  const exception = part(part(json, 'exception'), 'descr') ?? part(json, 'descr');
  return exception === undefined ? null : { code: null, message: textOrNull(exception) ?? '' };
}

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function textOrNull(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.slice(0, 1000) : null;
}

export function quotedError(response: HttpResponse): string {
  const told = errorOf(response);
  return told === null ? quoteOf(response) : told.message.slice(0, 200);
}
