import { hitReport, type HitReport } from '#domain/report/hits.ts';
import { percent, table } from './table.ts';
import { UsageError, wholeNumber, type Language, type Said, type Verb } from './verb.ts';

const DAY_MS = 86_400_000;

export const report: Verb = {
  name: 'report',
  operands: ['shadow|live'],
  flags: { days: { value: 'N', said: { ru: 'за сколько дней, 7', en: 'of how many days, 7' } } },
  printsData: true,
  summary: {
    ru: 'отчёт: live - угадываем ли мы, shadow - угадали бы, если бы предлагали',
    en: 'a report: live - are we right, shadow - would we have been',
  },
  details: {
    ru: 'Звонки обычного режима (live) или режима shadow; доли - от звонков, в которых ответил сотрудник.',
    en: 'Of the calls in live mode or in shadow mode; shares are of the calls that an employee answered.',
  },
  async run(asked, house) {
    const [mode] = asked.operands;
    if (mode !== 'shadow' && mode !== 'live')
      throw new UsageError({ ru: 'нужно shadow или live', en: 'shadow or live is needed' });
    const days = wholeNumber('days', asked.text('days') ?? '7', 1, 3650);
    await using records = await house.openRecords();
    const told = hitReport(
      await records.journal.offeredCalls(house.now().getTime() - days * DAY_MS, mode),
    );
    if (asked.asJson) asked.out.print(JSON.stringify({ mode, days, ...told }));
    else for (const line of inWords(told, asked.language)) asked.out.print(line);
    return 0;
  },
};

function inWords(told: HitReport, language: Language): readonly string[] {
  const rows: [Said, number, number | null, number][] = [
    [{ ru: 'звонков', en: 'calls' }, told.calls, null, 0],
    [{ ru: 'с именами в меню', en: 'with names in the menu' }, told.offered, null, 0],
    [{ ru: 'ответил сотрудник', en: 'an employee answered' }, told.reached, null, 0],
    [
      { ru: '… первый из названных', en: '… the first of the names' },
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
