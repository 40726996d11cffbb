import type { Belief, Believed } from '#domain/learning/belief.ts';
import { percentIn } from './table.ts';
import type { Language, Said } from './verb.ts';

/** What earlier calls taught about these probabilities; null: nothing yet, and the ranking's own figures count. */
export function beliefInWords({ evidence, first, sum }: Belief): Said | null {
  if (!isCorrected(first) && !isCorrected(sum)) return null;
  const kind = KINDS[evidence];
  return {
    ru: `поправка по прежним звонкам (${kind.ru}): один из них ${figures(sum, 'ru')}, между ними делится как в весах; первый сам по себе ${figures(first, 'ru')}, для соединения без меню`,
    en: `corrected by earlier calls (${kind.en}): one of them ${figures(sum, 'en')}, shared out as the ranking has it; the first alone ${figures(first, 'en')}, for straight through`,
  };
}

/** `60.0 %`, and where the offer went by another figure `60.0 % → 80.3 %`. */
export function believedInWords(raw: number, believed: number, language: Language): string {
  const [told, trusted] = [percentIn(language, raw), percentIn(language, believed)];
  return told === trusted ? told.padStart(7) : `${told.padStart(7)} → ${trusted}`;
}

/** Which ranking decides, where it is not the usual one. */
export const ON_TRIAL: Said = {
  ru: 'решают веса на пробе (canary)',
  en: 'the ranking on trial (canary) decides',
};

const KINDS: Readonly<Record<Belief['evidence'], Said>> = {
  own: { ru: 'по своим событиям', en: 'by own events' },
  company: { ru: 'по событиям компании', en: "by the company's events" },
};

function isCorrected({ raw, calibrated }: Believed): boolean {
  return raw !== calibrated;
}

/** With how many calls taught the correction; where it did not correct anything there is one figure. */
function figures(believed: Believed, language: Language): string {
  const { raw, calibrated, labels } = believed;
  if (!isCorrected(believed)) return percentIn(language, raw);
  const count = language === 'ru' ? `звонков: ${labels}` : `calls: ${labels}`;
  return `${percentIn(language, raw)} → ${percentIn(language, calibrated)} (${count})`;
}
