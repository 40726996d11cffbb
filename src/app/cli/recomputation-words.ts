import { explanationText } from '#domain/ranking/explain-text.ts';
import type { Disagreement } from '#domain/ranking/reproduction.ts';
import type { Recomputation } from '#ports/explaining.ts';
import { notCountedInWords, type Reader } from './number-words.ts';
import { percentIn, table } from './table.ts';
import type { Said } from './verb.ts';

/** The ranking of a call made again, and whether it comes out as it was: lines without indent. */
export function recomputationInWords(again: Recomputation, reader: Reader): readonly string[] {
  const { language } = reader;
  if (again.kind === 'weights-unknown') return [WORDS.weightsUnknown[language]];
  const { explanation, disagreements } = again;
  const verdict =
    disagreements.length === 0
      ? [`${WORDS.again[language]} ${explanation.weights.version}: ${WORDS.same[language]}`]
      : [
          `${WORDS.again[language]} ${explanation.weights.version}: ${WORDS.other[language]}`,
          ...table(disagreements.map((one) => difference(one, reader))),
          ...doubts(again, reader).map((line) => `  ${line}`),
        ];
  return [...verdict, '', ...explanationText(explanation, reader).split('\n')];
}

function difference(
  { employeeId, stored, recomputed }: Disagreement,
  { language, nameOf }: Reader,
): readonly string[] {
  const share = (value: number | null): string =>
    value === null ? WORDS.nobody[language] : percentIn(language, value);
  return [
    `  ${nameOf(employeeId)}`,
    `${WORDS.stored[language]}: ${share(stored)}`,
    `${WORDS.recomputed[language]}: ${share(recomputed)}`,
  ];
}

/** Why it may differ. What cannot be known (another client's event, say) is named as such. */
function doubts(
  again: Extract<Recomputation, { kind: 'done' }>,
  { language }: Reader,
): readonly string[] {
  return [
    `${WORDS.why[language]}:`,
    ...notCountedInWords(again.notCounted, again.isCut, language),
    ...(again.companyChanged ? [WORDS.companyChanged[language]] : []),
    WORDS.others[language],
  ];
}

const WORDS = {
  weightsUnknown: {
    ru: 'Пересчитать нельзя: веса этой версии не сохранились (звонок был до того, как их стали хранить).',
    en: 'It cannot be made again: the weights of this version were not kept (the call is older than that).',
  },
  again: { ru: 'Пересчёт по весам версии', en: 'Made again with the weights of version' },
  same: { ru: 'сходится с тем, что решено в звонке', en: 'the same as was decided in the call' },
  other: {
    ru: 'НЕ сходится с тем, что решено в звонке',
    en: 'NOT the same as was decided in the call',
  },
  stored: { ru: 'было', en: 'was' },
  recomputed: { ru: 'пересчитано', en: 'made again' },
  nobody: { ru: 'не кандидат', en: 'no candidate' },
  why: { ru: 'Возможные причины', en: 'What may be the cause' },
  companyChanged: {
    ru: 'клиент с тех пор в другой компании',
    en: 'the client is with another company since',
  },
  others: {
    ru: 'события других клиентов исправлены или удалены, или у компании другие люди: прежний вид не хранится',
    en: 'events of other clients were corrected or deleted, or the company has other people: what was before is not kept',
  },
} satisfies Record<string, Said>;
