import type { BacktestReport } from '#domain/ranking/backtest/backtest.ts';
import type { Interval } from '#domain/ranking/backtest/bootstrap.ts';
import type { Honesty } from '#domain/ranking/backtest/calibration-report.ts';
import type { PartReport, Quality } from '#domain/ranking/backtest/part-report.ts';
import type { Met } from '#domain/ranking/backtest/policy-report.ts';
import type { Slice } from '#domain/ranking/backtest/slices.ts';
import { EVIDENCE, SAID } from './backtest-said.ts';
import { percent, signed, table } from './table.ts';
import type { Language, Said } from './verb.ts';

const MONTHS_MAX = 12;

/** The report as an administrator reads it: first whether it is worth it at all, then how good it is, then where. */
export function backtestInWords(report: BacktestReport, language: Language): readonly string[] {
  const say = (said: Said): string => said[language];
  if (report.n === 0) return [say(SAID.nothing)];
  return [
    say(SAID.head(report)),
    '',
    say(SAID.ceiling(report)),
    ...clientsLines(report, language),
    '',
    ...qualityTable(report, language),
    '',
    // Of nothing there is nothing to be sure of.
    ...(report.warm.n === 0
      ? []
      : [...intervalLines(report, language), '', ...betterTable(report.warm, language), '']),
    say(SAID.honest),
    ...table([
      honesty(say(SAID.first), report.calibration.first, language),
      honesty(say(SAID.sumOfThree), report.calibration.sumOfThree, language),
    ]),
    '',
    say(SAID.policy),
    ...table([
      met(say(SAID.direct), report.policy.direct, language),
      met(say(SAID.menu), report.policy.menu, language),
      met(say(SAID.default), report.policy.default, language),
    ]),
    '',
    say(SAID.thresholds(report.policy.threshold)),
    ...table(
      report.policy.thresholds.map(({ threshold, share, hit3 }) => [
        threshold.toFixed(1).padStart(5),
        percent(share).padStart(8),
        hit3 === null ? '' : `hit@3 ${percent(hit3)}`,
      ]),
    ),
    ...(report.clients === null
      ? []
      : sliceTable(say(SAID.byEvidence), byEvidence(report, language), language)),
    ...sliceTable(say(SAID.byHistory), report.byHistory, language),
    ...sliceTable(say(SAID.byLastType), report.byLastType, language),
    ...sliceTable(say(SAID.byMonth), report.byMonth.slice(-MONTHS_MAX), language),
  ];
}

function qualityTable(report: BacktestReport, language: Language): readonly string[] {
  const row = (name: string, all: Quality, warm: Quality): string[] => [
    name,
    ...qualityCells(all),
    '',
    ...qualityCells(warm),
  ];
  const heads = ['hit@1', 'hit@3', 'MRR'].map((head) => head.padStart(6));
  const [head = '', ...lines] = table([
    ['', ...heads, '', ...heads],
    row(SAID.yours[language], report, report.warm),
    ...Object.entries(report.baselines).map(([name, quality]) =>
      row(name, quality, report.warm.baselines[name]!),
    ),
  ]);
  // Each title stands over its three columns, and may be longer than the first of them.
  const [first, second] = [head.indexOf('hit@1'), head.lastIndexOf('hit@1')];
  const all = `${SAID.all[language]} (n = ${report.n})`;
  const warm = `${SAID.warm[language]} (n = ${report.warm.n})`;
  return [`${' '.repeat(first)}${all.padEnd(second - first)}${warm}`, head, ...lines];
}

function clientsLines({ clients }: BacktestReport, language: Language): readonly string[] {
  return clients === null ? [] : [SAID.clients(clients)[language]];
}

function byEvidence(report: BacktestReport, language: Language): readonly Slice[] {
  return report.byEvidence.map((slice) => ({
    ...slice,
    name: EVIDENCE[slice.name]?.[language] ?? slice.name,
  }));
}

/** How sure the figures of our own row are, and that no single client makes them. */
function intervalLines({ warm }: BacktestReport, language: Language): readonly string[] {
  const { n, ...each } = warm.perClient;
  const bounds = ({ low, high }: Interval): string => `[${share(low)}, ${share(high)}]`;
  const { hit1, hit3, mrr } = warm.intervals;
  return [
    `${SAID.sure[language]}: hit@1 ${bounds(hit1)}, hit@3 ${bounds(hit3)}, MRR ${bounds(mrr)}`,
    `${SAID.perClient(n)[language]}: hit@1 ${share(each.hit1)}, hit@3 ${share(each.hit3)}, MRR ${share(each.mrr)}`,
  ];
}

/** Whether the difference is more than chance. */
function betterTable({ better }: PartReport, language: Language): readonly string[] {
  return [
    SAID.better[language],
    ...table(
      Object.entries(better).map(([name, { mrr }]) => [
        `  ${name}`,
        intervalText(mrr),
        verdict(mrr)[language],
      ]),
    ),
  ];
}

function verdict({ low, high }: Interval): Said {
  if (low > 0) return { ru: 'лучше', en: 'better' };
  return high < 0
    ? { ru: 'ХУЖЕ', en: 'WORSE' }
    : { ru: 'в пределах случайности', en: 'within chance' };
}

export function intervalText({ value, low, high }: Interval): string {
  return `${signed(value)} [${signed(low)}, ${signed(high)}]`;
}

export function qualityCells({ hit1, hit3, mrr }: Quality): string[] {
  return [hit1, hit3, mrr].map((value) => share(value).padStart(6));
}

/** 0.3360 → `.3360` */
function share(value: number): string {
  return value.toFixed(4).replace(/^0/, '');
}

function honesty(name: string, { ece, eceCorrected }: Honesty, language: Language): string[] {
  const told = (error: number | null): string => (error === null ? '-' : percent(error));
  return [`  ${name}`, told(ece), SAID.corrected[language], told(eceCorrected)];
}

function met(name: string, { n, share, precision }: Met, language: Language): string[] {
  return [
    `  ${name}`,
    String(n).padStart(7),
    percent(share).padStart(8),
    precision === null ? '' : `${SAID.precision[language]} ${percent(precision)}`,
  ];
}

function sliceTable(name: string, slices: readonly Slice[], language: Language): readonly string[] {
  return [
    '',
    name,
    ...table(
      slices.map((slice) => [
        `  ${slice.name || SAID.none[language]}`,
        String(slice.n).padStart(7),
        ...qualityCells(slice),
      ]),
    ),
  ];
}
