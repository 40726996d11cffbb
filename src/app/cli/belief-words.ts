import type { Belief, Believed } from '#domain/learning/belief.ts';
import { percent } from './table.ts';
import type { Said } from './verb.ts';

/** How sure the ranking was, as it said and as it came true so far: `one of them 60.0 % → 72.0 % (n = 412)`. */
export function beliefInWords({ evidence, first, sum }: Belief): Said {
  const kind = KINDS[evidence];
  return {
    ru: `${kind.ru}: первый ${figures(first)}, один из них ${figures(sum)}`,
    en: `${kind.en}: the first ${figures(first)}, one of them ${figures(sum)}`,
  };
}

const KINDS: Readonly<Record<Belief['evidence'], Said>> = {
  own: { ru: 'по своим событиям', en: 'by own events' },
  company: { ru: 'по событиям фирмы', en: "by the company's events" },
};

/** `n`: how many calls taught the correction; where it did not correct anything there is one figure. */
function figures({ raw, calibrated, labels }: Believed): string {
  return raw === calibrated
    ? percent(raw)
    : `${percent(raw)} → ${percent(calibrated)} (n = ${labels})`;
}
