import { MADE_BY_CRM } from '#domain/menu/ready.ts';
import type { VisitExplained } from '#ports/explaining.ts';
import type { JournalCandidate } from '#ports/journal.ts';
import { ON_TRIAL } from './belief-words.ts';
import { leftOut } from './judgement-words.ts';
import type { Said } from './verb.ts';
import { inPlainWords, NO_EMPLOYEE } from './why-words.ts';

/** What besides the probabilities decided what the caller heard. */
export function remarksOn({ shadow, lesson, weightsVersion }: VisitExplained): readonly Said[] {
  return [
    ...(shadow ? [WORDS.shadow] : []),
    ...(weightsVersion === MADE_BY_CRM ? [WORDS.madeByCrm] : []),
    ...(lesson?.arm === 'canary' ? [ON_TRIAL] : []),
    ...(lesson?.holdout ? [WORDS.heldOut] : []),
    ...(lesson?.swapped ? [WORDS.swapped] : []),
  ];
}

/** Why a visit that judged its offer did not offer this candidate; empty: a visit that did not. */
export function whyNotOffered(
  { employeeId, notOffered }: JournalCandidate,
  { judged, lesson, policy, offered }: VisitExplained,
  isEmployee: (id: string) => boolean,
): readonly Said[] {
  if (notOffered !== null) return [inPlainWords(notOffered)];
  if (!isEmployee(employeeId)) return [NO_EMPLOYEE];
  if (judged === undefined || judged === null) return [];
  const planned = lesson?.planned ?? offered.map((one) => one.employeeId);
  if (planned.includes(employeeId))
    return [lesson?.holdout ? WORDS.byLot : inPlainWords('no-speech')];
  return [leftOut(judged, policy, planned.length)];
}

const WORDS = {
  shadow: { ru: 'теневой режим', en: 'shadow mode' },
  heldOut: {
    ru: 'по жребию без имён, learning.holdout_share',
    en: 'no names, by lot: learning.holdout_share',
  },
  swapped: {
    ru: 'первые двое поменялись местами по жребию, learning.swap_share',
    en: 'the first two swapped by lot: learning.swap_share',
  },
  madeByCrm: { ru: 'меню составила CRM, crm_menu', en: 'the CRM made the menu: crm_menu' },
  byLot: { ru: 'по жребию', en: 'by lot' },
} satisfies Record<string, Said>;
