import type { Judgement } from '#domain/menu/plan.ts';
import type { VisitRecord } from '#ports/journal.ts';
import { percentIn } from './table.ts';
import type { Language, Said } from './verb.ts';

/** How well the caller was known, against the settings that decided: lines without indent. */
export function judgementInWords(judged: Judgement, language: Language): readonly string[] {
  return [
    WORDS.known(judged)[language],
    ...(judged.known < judged.threshold
      ? []
      : [WORDS.named(judged), WORDS.worth(judged), WORDS.direct(judged)].map(
          (said) => said[language],
        )),
  ];
}

/** Why somebody without an obstacle was left out of such an offer all the same. */
export function leftOut(judged: Judgement, policy: VisitRecord['policy'], offered: number): Said {
  if (judged.known < judged.threshold) return WORDS.tooLittleKnown;
  if (policy === 'direct') return WORDS.straightThrough;
  if (offered >= judged.peopleMax) return WORDS.noPlace;
  return WORDS.tooImprobable;
}

const ru = (share: number): string => percentIn('ru', share);
const en = (share: number): string => percentIn('en', share);

const WORDS = {
  known: ({ known, peopleMax, threshold }: Judgement): Said => {
    const isEnough = known >= threshold;
    const sign = isEnough ? '≥' : '<';
    return {
      ru: `первые ${peopleMax} вместе: ${ru(known)} ${sign} menu.threshold ${ru(threshold)}: ${isEnough ? 'знаем достаточно, называем людей' : 'знаем слишком мало, людей не называем'}`,
      en: `the first ${peopleMax} together: ${en(known)} ${sign} menu.threshold ${en(threshold)}: ${isEnough ? 'enough is known to name people' : 'too little is known to name people'}`,
    };
  },
  named: ({ peopleMax, slotProbabilityMin }: Judgement): Said => ({
    ru: `называем не больше ${peopleMax} (menu.people_max), с долей от ${ru(slotProbabilityMin)} (menu.slot_probability_min) среди тех, кого можно позвать,`,
    en: `named are at most ${peopleMax} (menu.people_max), with a share from ${en(slotProbabilityMin)} (menu.slot_probability_min) among those who can be had,`,
  }),
  worth: ({ savedSeconds, listenCostSeconds }: Judgement): Said => ({
    ru: `и пока доля × ${savedSeconds} с (menu.saved_seconds) больше, чем ещё не названное × ${listenCostSeconds} с (menu.listen_cost_seconds)`,
    en: `and while share × ${savedSeconds} s (menu.saved_seconds) exceeds what is not named yet × ${listenCostSeconds} s (menu.listen_cost_seconds)`,
  }),
  direct: ({ directFrom, directLead, firstOwn }: Judgement): Said => ({
    ru: `без меню соединяем от ${ru(directFrom)} (menu.direct_from), если это в ${directLead} раза больше, чем у следующего (menu.direct_lead); у первого ${ru(firstOwn)}`,
    en: `straight through from ${en(directFrom)} (menu.direct_from), if that is ${directLead} times the next one's (menu.direct_lead); the first has ${en(firstOwn)}`,
  }),
  tooLittleKnown: { ru: 'знаем слишком мало', en: 'too little is known' },
  straightThrough: { ru: 'соединяем сразу с первым', en: 'straight through to the first' },
  noPlace: { ru: 'не поместился', en: 'no place left' },
  tooImprobable: { ru: 'доля мала', en: 'too small a share' },
} satisfies Record<string, unknown>;
