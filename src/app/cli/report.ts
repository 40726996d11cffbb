import { hitReport } from '#domain/report/hits.ts';
import { alarmReport, holdoutReport, trialReport } from '#domain/report/learning.ts';
import { positionReport } from '#domain/report/positions.ts';
import { reportInWords, type LearningReport } from './report-words.ts';
import { clockIn } from './table.ts';
import { UsageError, wholeNumber, type Said, type Verb } from './verb.ts';

const DAY_MS = 86_400_000;
/** So much is read and counted in one go; a larger company reports on fewer days. */
const CALLS_MAX = 100_000;

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
    const told = await records.journal.offeredCalls(fromMs, mode, CALLS_MAX);
    const { calls, cutBeforeMs } = told;
    const report: LearningReport = {
      hits: hitReport(calls),
      trial: trialReport(calls),
      positions: positionReport(calls),
      holdout: holdoutReport(calls),
      alarm: alarmReport(calls, cutBeforeMs ?? fromMs, toMs),
    };
    const { hits, ...rest } = report;
    if (asked.asJson) {
      asked.out.print(JSON.stringify({ mode, days, cutBeforeMs, ...hits, ...rest }));
      return 0;
    }
    const timeOf = clockIn(records.zone);
    if (cutBeforeMs !== null) {
      const since = timeOf(Math.floor(cutBeforeMs / 1000));
      // First of all, for every figure below is of these calls only.
      asked.out.print(`${CUT(since)[asked.language]}\n`);
    }
    for (const line of reportInWords(report, asked.language, timeOf)) asked.out.print(line);
    return 0;
  },
};

const CUT = (since: string): Said => ({
  ru: `Звонков больше, чем считается за раз: здесь только последние ${CALLS_MAX}, с ${since}. Чтобы срок вошёл целиком, уменьшите --days.`,
  en: `There are more calls than are counted in one go: these are the last ${CALLS_MAX} only, since ${since}. For the whole of the time give fewer --days.`,
});
