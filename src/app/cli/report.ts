import { shadowReport, type ShadowReport } from '#domain/report/shadow.ts';
import { percent, table } from './table.ts';
import { UsageError, wholeNumber, type Language, type Said, type Verb } from './verb.ts';

const DAY_MS = 86_400_000;

export const report: Verb = {
  name: 'report',
  operands: ['shadow'],
  flags: { days: { value: 'N', said: { ru: 'за сколько дней, 7', en: 'of how many days, 7' } } },
  printsData: true,
  summary: {
    ru: 'отчёт: shadow - угадали бы мы, если бы предлагали',
    en: 'a report: shadow - would we have been right',
  },
  details: {
    ru: 'Считаются звонки в режиме shadow; доли - от звонков, в которых ответил сотрудник.',
    en: 'Of the calls in shadow mode; shares are of the calls that an employee answered.',
  },
  async run(asked, house) {
    if (asked.operands[0] !== 'shadow')
      throw new UsageError({ ru: 'есть один отчёт: shadow', en: 'there is one report: shadow' });
    const days = wholeNumber('days', asked.text('days') ?? '7', 1, 3650);
    await using records = await house.openRecords();
    const told = shadowReport(
      await records.journal.shadowCalls(house.now().getTime() - days * DAY_MS),
    );
    if (asked.asJson) asked.out.print(JSON.stringify({ days, ...told }));
    else for (const line of inWords(told, asked.language)) asked.out.print(line);
    return 0;
  },
};

function inWords(told: ShadowReport, language: Language): readonly string[] {
  const rows: [Said, number, number | null, number][] = [
    [{ ru: 'звонков', en: 'calls' }, told.calls, null, 0],
    [{ ru: 'мы бы кого-то назвали', en: 'we would have named somebody' }, told.offered, null, 0],
    [{ ru: 'ответил сотрудник', en: 'an employee answered' }, told.reached, null, 0],
    [
      { ru: '… первый из названных', en: '… the first we would have named' },
      told.hit1,
      told.hit1Share,
      told.reached,
    ],
    [
      { ru: '… один из трёх названных', en: '… one of the three' },
      told.hit3,
      told.hit3Share,
      told.reached,
    ],
  ];
  return table(
    rows.map(([what, count, share, whole]) => [
      what[language],
      String(count).padStart(6),
      share === null ? '' : `${percent(share)} (n = ${whole})`,
    ]),
  );
}
