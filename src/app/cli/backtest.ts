import { backtest as runBacktest } from '#domain/ranking/backtest/backtest.ts';
import { unknownTypes } from '#domain/ranking/backtest/unknown-types.ts';
import { unseenEvents } from '#domain/ranking/backtest/unseen-events.ts';
import { backtestInWords } from './backtest-words.ts';
import { fourDigits } from './four-digits.ts';
import { historyFlags, readAll, sinceInWords } from './history-source.ts';
import { labelsInWords, unknownTypesInWords, unseenInWords } from './history-words.ts';
import { UsageError, type Verb } from './verb.ts';

export const backtest: Verb = {
  name: 'backtest',
  operands: [],
  flags: {
    ...historyFlags,
    split: {
      value: 'SHARE',
      said: {
        ru: 'доля первых звонков, которые только учат; 0.6',
        en: 'share of the first calls that only teach; 0.6',
      },
    },
  },
  printsData: true,
  summary: {
    ru: 'насколько верны веса: проверка на ваших прошлых звонках',
    en: 'how right the weights are, on your own past calls',
  },
  details: {
    ru: `Для каждого звонка видно только то, что было раньше; рядом - простые правила, которые веса должны обойти.
events: CSV ts,client_id,employee_id,event_type; calls: CSV ts,client_id,employee_id (кто в итоге занимался);
ts - целые секунды Unix, можно .gz. hit@1, hit@3: доля звонков, где нужный сотрудник первый, среди первых трёх;
MRR: среднее от 1 ÷ место. Без --ranking берётся ranking.yaml из настроек. С --clients звонящий без своей истории
получает историю компании, а закреплённый менеджер - ещё одно простое правило; оба - какими они значатся сейчас.
${sinceInWords.ru}`,
    en: `Each call sees only what happened before it; beside it stand simple rules that the weights must beat.
events: CSV ts,client_id,employee_id,event_type; calls: CSV ts,client_id,employee_id (who in the end dealt with it);
ts in whole unix seconds, also .gz. hit@1, hit@3: share of calls with the right employee first, among the first three;
MRR: mean of 1 ÷ place. Without --ranking the settings' own ranking.yaml is used. With --clients a caller without a
history has his company's, and the assigned manager is one more simple rule; both as they are on record now.
${sinceInWords.en}`,
  },
  async run(asked, house) {
    const split = splitFrom(asked.text('split') ?? '0.6');
    const { history, labels, weights, menu } = await readAll(asked, house);
    const report = runBacktest(history, { weights, policy: menu, split });
    const unknown = unknownTypes(history.events, weights);
    const unseen = unseenEvents(history);
    if (asked.asJson) {
      const journal = labels === null ? {} : { journal: labels, unseen_events: unseen };
      asked.out.print(
        JSON.stringify(fourDigits({ ...report, ...journal, unknown_types: unknown })),
      );
      return 0;
    }
    for (const line of labelsInWords(labels, asked.language)) asked.out.print(line);
    for (const line of backtestInWords(report, asked.language)) asked.out.print(line);
    for (const line of unseenInWords(unseen, asked.language)) asked.out.print(line);
    for (const line of unknownTypesInWords(unknown, weights, asked.language)) asked.out.print(line);
    return 0;
  },
};

function splitFrom(text: string): number {
  const split = Number(text);
  if (text.trim() !== '' && split >= 0 && split < 1) return split;
  throw new UsageError({
    ru: '--split: нужна доля от 0 до 1, единица не годится',
    en: '--split: a share from 0 to 1 is needed, and not 1 itself',
  });
}
