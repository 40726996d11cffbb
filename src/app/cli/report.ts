import { clockIn } from './table.ts';
import { hitReport } from '#domain/report/hits.ts';
import { alarmReport, holdoutReport, trialReport } from '#domain/report/learning.ts';
import { positionReport } from '#domain/report/positions.ts';
import { reportInWords, type LearningReport } from './report-words.ts';
import { UsageError, wholeNumber, type Verb } from './verb.ts';

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
    ru: 'Звонки обычного режима (live) или режима shadow; доли - от звонков, в которых ответил сотрудник. Дальше, если такие звонки были: веса на пробе (canary) против основных, какое место в меню выбирают, что изменил жребий (learning.swap_share), кого хотели без подсказки (learning.holdout_share), и предупреждение, если во второй половине срока первое место выбирают чаще, а толку не больше (--days 14 или 28: в половинах одни и те же дни недели).',
    en: 'Of the calls in live mode or in shadow mode; shares are of the calls that an employee answered. Then, if there were such calls: the ranking on trial (canary) against the main one, which place of the menu is taken, what drawing lots changed (learning.swap_share), whom callers wanted when nobody was named (learning.holdout_share), and a warning when in the later half of the time the first place is taken more and no more calls end well (--days 14 or 28: both halves have the same weekdays).',
  },
  async run(asked, house) {
    const [mode] = asked.operands;
    if (mode !== 'shadow' && mode !== 'live')
      throw new UsageError({ ru: 'нужно shadow или live', en: 'shadow or live is needed' });
    const days = wholeNumber('days', asked.text('days') ?? '7', 1, 3650);
    await using records = await house.openRecords();
    const toMs = house.now().getTime();
    const fromMs = toMs - days * DAY_MS;
    const calls = await records.journal.offeredCalls(fromMs, mode);
    const report: LearningReport = {
      hits: hitReport(calls),
      trial: trialReport(calls),
      positions: positionReport(calls),
      holdout: holdoutReport(calls),
      alarm: alarmReport(calls, fromMs, toMs),
    };
    const { hits, ...rest } = report;
    if (asked.asJson) asked.out.print(JSON.stringify({ mode, days, ...hits, ...rest }));
    else
      for (const line of reportInWords(report, asked.language, clockIn(records.zone)))
        asked.out.print(line);
    return 0;
  },
};
