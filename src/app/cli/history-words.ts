import type { LabelCount } from '#domain/ranking/backtest/labels.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import { nearestWord } from '#domain/spelling.ts';
import type { Language, Said } from './verb.ts';

const TOLD_MAX = 20;

/** Types that the data have and the weights do not: they count for nothing, so they are named. */
export function unknownTypesInWords(
  unknown: Readonly<Record<string, number>>,
  { eventTypes }: Weights,
  language: Language,
): readonly string[] {
  const types = Object.entries(unknown);
  if (types.length === 0) return [];
  const known = [...eventTypes.keys()];
  const lines = types.slice(0, TOLD_MAX).map(([type, count]) => {
    const meant = nearestWord(type, known);
    return `  ${type}: ${count}${meant === null ? '' : ` (${MEANT[language]} ${meant}?)`}`;
  });
  return ['', UNKNOWN[language], ...lines];
}

const MEANT = { ru: 'возможно,', en: 'perhaps' } as const;
const UNKNOWN = {
  ru: 'Этих типов событий нет в весах, они не считаются:',
  en: 'These event types have no weight and count for nothing:',
} as const;

/** An import that came after the calls taught nobody anything about them. */
export function unseenInWords(count: number, language: Language): readonly string[] {
  return count === 0 ? [] : ['', SAID.unseen(count)[language]];
}

/** Which calls of the journal say who dealt with them, and why the others do not. */
export function labelsInWords(count: LabelCount | null, language: Language): readonly string[] {
  if (count === null) return [];
  const left = REASONS.filter(([reason]) => count[reason] > 0).map(
    ([reason, said]) => `${said[language]} ${count[reason]}`,
  );
  const { calls, labelled, transferred } = count;
  return [
    `${SAID.labelled(calls, labelled, transferred)[language]}${left.length === 0 ? '' : ` ${SAID.left[language]}: ${left.join(', ')}.`}`,
    '',
  ];
}

const REASONS: readonly (readonly [
  Exclude<keyof LabelCount, 'calls' | 'labelled' | 'transferred'>,
  Said,
])[] = [
  ['unknownOutcome', { ru: 'чем кончился, неизвестно', en: 'the end is not known' }],
  ['nobody', { ru: 'никто из сотрудников не говорил', en: 'no employee talked' }],
  [
    'passedOn',
    {
      ru: 'после перевода ни с кем из сотрудников не было 30 с разговора',
      en: 'no 30 s with an employee after a transfer',
    },
  ],
  ['shortTalk', { ru: 'разговор короче 30 с', en: 'less than 30 s of talk' }],
  ['redialled', { ru: 'перезвонили за 10 минут', en: 'called again within 10 minutes' }],
  ['strangers', { ru: 'номер не наш', en: 'a stranger' }],
];

const SAID = {
  labelled: (calls: number, labelled: number, transferred: number): Said => ({
    ru: `В журнале звонков ${calls}; кто занимался, известно в ${labelled} (после перевода - ${transferred}).`,
    en: `The journal has ${calls} calls; of ${labelled} it says who dealt with them (${transferred} after a transfer).`,
  }),
  unseen: (count: number): Said => ({
    ru: `Событий, о которых узнали только после последнего звонка: ${count}; они не видны. Загруженная поздно история начнёт считаться с новых звонков.`,
    en: `Events that became known only after the last call: ${count}; they are not seen. A history that was imported late counts from new calls on.`,
  }),
  left: { ru: 'Не в счёт', en: 'Left out' },
};
