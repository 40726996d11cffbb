/** A phone number in E.164, with the plus: `+79161234567`. */
export type E164 = `+${string}`;

/** Who is on the line, as far as the number tells. */
export type Caller =
  | { readonly kind: 'external'; readonly number: E164 }
  /** One of our own short numbers, 2 to 6 digits. */
  | { readonly kind: 'internal'; readonly extension: string }
  | { readonly kind: 'withheld' }
  /** Something that is no phone number: letters, 30 digits. */
  | { readonly kind: 'unreadable' };

/** Words that trunks send in place of a withheld number. */
const WITHHELD = new Set([
  '',
  'anonymous',
  'asterisk',
  'blocked',
  'private',
  'restricted',
  'unavailable',
  'unknown',
  'withheld',
  'null',
  's',
]);

const NUMBER_LENGTH_MAX = 40;

/**
 * The one place where a caller's number gets its canonical form.
 * `parseE164` wraps the phone tables (adapters/phone); it answers null for what is no number of any country.
 */
export function callerFrom(raw: string, parseE164: (text: string) => E164 | null): Caller {
  const text = raw.trim();
  if (WITHHELD.has(text.toLowerCase())) return { kind: 'withheld' };
  if (text.length > NUMBER_LENGTH_MAX) return { kind: 'unreadable' };
  // The phone tables would read 112 or 1234 as +7112, +71234: short numbers are ours, whatever the country says.
  if (/^\d{2,6}$/.test(text)) return { kind: 'internal', extension: text };
  const number = parseE164(text);
  return number === null ? { kind: 'unreadable' } : { kind: 'external', number };
}
