import { transliterated } from './transliteration.ts';

/** config: `caller_name`. */
export interface CallerNamePolicy {
  readonly isSet: boolean;
  /** For telephones that show no Cyrillic letters. */
  readonly transliterates: boolean;
  /** In characters as a reader counts them. */
  readonly lengthMax: number;
}

/**
 * What CALLERID(name) should become, or null to leave it alone. A name that somebody gave already is better than
 * ours: only an empty one, or one that repeats a number, is replaced (docs/asterisk.md, H30).
 */
export function callerNameFor(
  current: string,
  known: { readonly clientName: string; readonly companyName: string | null },
  policy: CallerNamePolicy,
): string | null {
  if (!policy.isSet || !saysNothing(current)) return null;
  const name = readable(nameOf(known));
  const shown = policy.transliterates ? transliterated(name) : name;
  return cut(shown, policy.lengthMax) || null;
}

/** Empty, a number in any writing, or a word that trunks send when they know no name. */
function saysNothing(name: string): boolean {
  const text = name.trim();
  return !/\p{L}/u.test(text) || /^(?:anonymous|unknown|unavailable|asterisk)$/i.test(text);
}

function nameOf({ clientName, companyName }: { clientName: string; companyName: string | null }) {
  const [client, company] = [clientName.trim(), companyName?.trim() ?? ''];
  if (client === '' || company === '' || client === company) return client || company;
  return `${client}, ${company}`;
}

/** Without what would end a quoted string, forge a SIP header or stay invisible; runs of blanks become one. */
function readable(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, ' ')
    .replaceAll(/["“”„«»<>\\;|`$]/g, '')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** By code points: half a surrogate pair is no letter. */
function cut(text: string, lengthMax: number): string {
  return [...text]
    .slice(0, lengthMax)
    .join('')
    .replace(/[\s,]+$/, '');
}
