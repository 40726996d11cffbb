import type { Judgement } from '#domain/menu/plan.ts';
import { percent } from './table.ts';
import type { Language, Said } from './verb.ts';

/** How well the caller was known, against the settings that decided: lines without indent. */
export function judgementInWords(judged: Judgement, language: Language): readonly string[] {
  return [
    WORDS.known(judged)[language],
    ...(judged.known < judged.threshold
      ? []
      : [WORDS.named(judged)[language], WORDS.direct(judged)[language]]),
  ];
}

/** Why somebody without an obstacle was left out all the same. */
export function leftOut(judged: Judgement, offered: number): Said {
  if (judged.known < judged.threshold) return WORDS.tooLittleKnown;
  if (offered >= judged.peopleMax) return WORDS.noPlace;
  return WORDS.tooImprobable;
}

const WORDS = {
  known: ({ known, peopleMax, threshold }: Judgement): Said => {
    const isEnough = known >= threshold;
    const sign = isEnough ? '≥' : '<';
    return {
      ru: `первые ${peopleMax} вместе: ${percent(known)} ${sign} menu.threshold ${percent(threshold)}: ${isEnough ? 'знаем достаточно, называем людей' : 'знаем слишком мало, людей не называем'}`,
      en: `the first ${peopleMax} together: ${percent(known)} ${sign} menu.threshold ${percent(threshold)}: ${isEnough ? 'enough is known to name people' : 'too little is known to name people'}`,
    };
  },
  named: ({ peopleMax, slotProbabilityMin, savedSeconds, listenCostSeconds }: Judgement): Said => ({
    ru: `называем не больше ${peopleMax} (menu.people_max), каждого от ${percent(slotProbabilityMin)} (menu.slot_probability_min), пока вероятность × ${savedSeconds} с больше, чем ещё не названное × ${listenCostSeconds} с; кого позвать нельзя, из расчёта долей исключён`,
    en: `named are at most ${peopleMax} (menu.people_max), each from ${percent(slotProbabilityMin)} (menu.slot_probability_min), while probability × ${savedSeconds} s exceeds what is not named yet × ${listenCostSeconds} s; who cannot be had is left out of these shares`,
  }),
  direct: ({ directFrom, directLead }: Judgement): Said => ({
    ru: `без меню - от ${percent(directFrom)} (menu.direct_from) и в ${directLead} раза вероятнее следующего (menu.direct_lead)`,
    en: `without a menu: from ${percent(directFrom)} (menu.direct_from), and ${directLead} times the next one (menu.direct_lead)`,
  }),
  tooLittleKnown: { ru: 'знаем слишком мало', en: 'too little is known' },
  noPlace: { ru: 'не поместился', en: 'no place left' },
  tooImprobable: { ru: 'вероятность мала', en: 'too improbable' },
} satisfies Record<string, unknown>;
