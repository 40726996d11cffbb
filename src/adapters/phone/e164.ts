import {
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import type { E164 } from '#domain/call/caller.ts';

/** A country of the phone tables: `RU`. */
export type Region = CountryCode;

export function isRegion(text: string): text is Region {
  return isSupportedCountry(text);
}

/** Longer texts are no phone numbers; the tables would search them for one. */
const TEXT_LENGTH_MAX = 64;
/** From here on digits without a plus may be a whole international number. */
const INTERNATIONAL_DIGITS_MIN = 11;

/**
 * The number that people, CRMs and trunks of `region` mean by `text`, or null for what is no number of any country.
 * An extension («доб. 12») is left out. Needs the tables of `/max`: `/min` finds 7916123456 valid in Kazakhstan.
 */
export function parseE164(text: string, region: Region): E164 | null {
  if (text.length > TEXT_LENGTH_MAX) return null;
  const readings = readingsOf(withoutScheme(text.trim()));
  for (const reading of readings) {
    const number = parsePhoneNumberFromString(reading, region);
    if (number?.isValid() && isStable(number)) return e164(number);
  }
  return newlyIssued(readings[0], region);
}

/** What the text may mean, most likely first. */
function readingsOf(text: string): readonly [string, ...string[]] {
  // Who writes 00 means a plus, also in countries that dial 810.
  if (/^00\D*[1-9]/.test(text)) return readingsOf(`+${text.slice(2).trim()}`);
  // Trunks put a plus before national numbers, too: +8 916 …
  if (text.startsWith('+')) return [text, text.slice(1)];
  const digits = text.replaceAll(/\D/g, '');
  return digits.length >= INTERNATIONAL_DIGITS_MIN ? [text, `+${digits}`] : [text];
}

/** Tables lag behind what operators issue: with a plus and a right length the country is beyond doubt. */
function newlyIssued(text: string, region: Region): E164 | null {
  if (!text.startsWith('+')) return null;
  const number = parsePhoneNumberFromString(text, region);
  const isAsWritten = number?.number === `+${text.replaceAll(/\D/g, '')}`;
  return number?.isPossible() && isAsWritten ? e164(number) : null;
}

/**
 * With zeros too many (+353 00 6463681) the tables take one away at each reading: a number that is another one
 * when it is read again names nobody.
 */
function isStable({ number }: PhoneNumber): boolean {
  return parsePhoneNumberFromString(number)?.number === number;
}

function e164({ number }: PhoneNumber): E164 {
  return number as E164;
}

/** `sip:+7916…@pbx;user=phone` → `+7916…` */
function withoutScheme(text: string): string {
  return /^(?:sips?|tel):([^@;]*)/i.exec(text)?.[1] ?? text;
}
