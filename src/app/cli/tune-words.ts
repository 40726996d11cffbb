import type { Quality } from '#domain/ranking/backtest/part-report.ts';
import type { Named } from '#domain/ranking/backtest/product.ts';
import type { ClientBefore } from '#domain/ranking/tune/known-clients.ts';
import type { TuneReport } from '#domain/ranking/tune/tune.ts';
import { intervalText, qualityCells } from './backtest-words.ts';
import type { RankingEdit } from './house.ts';
import { percent, signed, table } from './table.ts';
import type { Language, Said } from './verb.ts';

const DEPARTMENTS_MAX = 10;

interface Told {
  readonly report: TuneReport;
  readonly changes: RankingEdit['changes'];
  readonly clients: readonly ClientBefore[];
  readonly rankingFile: string;
  readonly out: string | null;
}

/** First the answer, then what it rests on, then what would change. */
export function tuneInWords(told: Told, language: Language, isBrief: boolean): readonly string[] {
  const { report, changes, clients, rankingFile, out } = told;
  const verdict = VERDICTS[report.why][language];
  if (isBrief) return [[verdict, ...losers(report, language)].join(' ')];
  const lines = [verdict, '', SAID.fitted(report)[language], ...guardLines(report, language)];
  if (report.verdict === 'keep') return lines;
  return [
    ...lines,
    '',
    SAID.judged(report)[language],
    ...judgedTable(report, language),
    '',
    SAID.changes[language],
    ...table(
      changes.map(({ key, line, from, to }) => [
        `  ${rankingFile}:${line}`,
        key,
        `${from} → ${to}`,
      ]),
    ),
    '',
    SAID.clients[language],
    ...clients.flatMap((client) => clientLines(client, language)),
    '',
    out === null ? SAID.notWritten[language] : `${SAID.written[language]} ${out}`,
  ];
}

function losers({ guard }: TuneReport, language: Language): readonly string[] {
  const names = (guard?.departments ?? [])
    .filter(({ losesTooMuch }) => losesTooMuch)
    .map(({ department }) => department);
  return names.length === 0 ? [] : [`${SAID.department[language]}: ${names.join(', ')}.`];
}

function guardLines({ guard }: TuneReport, language: Language): readonly string[] {
  if (guard === null) return [];
  const { calls, gain, tenthPercentile, departments } = guard;
  return [
    SAID.guard(calls, gain, tenthPercentile)[language],
    ...(departments.length === 0 ? [] : ['', SAID.departments[language]]),
    ...table(
      departments
        .slice(0, DEPARTMENTS_MAX)
        .map((one) => [
          `  ${one.department}`,
          String(one.calls).padStart(6),
          signed(one.gain),
          one.losesTooMuch ? SAID.loses[language] : '',
        ]),
    ),
  ];
}

function judgedTable(
  { present, proposal, gain }: TuneReport,
  language: Language,
): readonly string[] {
  if (proposal === null || gain === null) return [];
  const baselines = Object.entries(present.warm.baselines);
  const best = baselines.reduce((a, b) => (b[1].mrr > a[1].mrr ? b : a));
  const row = (name: string, quality: Quality) => [`  ${name}`, ...qualityCells(quality)];
  return [
    ...table([
      ['', ' hit@1', ' hit@3', '   MRR'],
      row(SAID.yours[language], present.warm),
      row(SAID.proposal[language], proposal.warm),
      row(`${SAID.best[language]}: ${best[0]}`, best[1]),
    ]),
    `  ${SAID.gain[language]}: ${intervalText(gain.warm)} ${(gain.warm.low > 0 ? SAID.sure : SAID.unsure)[language]}`,
    `  ${SAID.gainOfAll(present.n)[language]}: ${intervalText(gain.all)}`,
  ];
}

function clientLines({ clientId, calls, present, proposed }: ClientBefore, language: Language) {
  const [before, after] = [namesOf(present), namesOf(proposed)];
  const isSame = present.map(idOf).join() === proposed.map(idOf).join();
  return isSame
    ? [`  ${clientId} (${calls}): ${after} ${SAID.sameOrder[language]}`]
    : [`  ${clientId} (${calls}): ${before}`, `  ${' '.repeat(clientId.length)} → ${after}`];
}

function namesOf(named: readonly Named[]): string {
  return named
    .map(({ employeeId, probability }) => `${employeeId} ${percent(probability)}`)
    .join(', ');
}

function idOf({ employeeId }: Named): string {
  return employeeId;
}

const VERDICTS: Readonly<Record<TuneReport['why'], Said>> = {
  better: { ru: 'Есть веса лучше ваших.', en: 'There are better weights than yours.' },
  noise: {
    ru: 'Надёжно лучших весов не нашлось: оставьте свои.',
    en: 'No reliable improvement was found: keep yours.',
  },
  'department-loses': {
    ru: 'Лучшие в среднем веса нашлись, но один из отделов теряет больше 2 пунктов: оставьте свои.',
    en: 'Weights that are better on average were found, but a department loses more than 2 points: keep yours.',
  },
  'few-calls': {
    ru: 'Звонков слишком мало, чтобы что-то утверждать: оставьте свои веса.',
    en: 'There are too few calls to tell anything: keep your weights.',
  },
  'nothing-to-change': {
    ru: 'Лучшие веса совпали с вашими: менять нечего.',
    en: 'The best weights are yours: there is nothing to change.',
  },
};

const SAID = {
  fitted: ({ fittedCalls, free }: TuneReport): Said => ({
    ru: `Подбор по первым ${fittedCalls} звонкам: ${free.weights ? 'веса, сроки и prior' : free.halfLives ? 'сроки и prior (для весов звонков мало)' : 'только prior (звонков мало)'}.`,
    en: `Fitted to the first ${fittedCalls} calls: ${free.weights ? 'weights, half-lives and prior' : free.halfLives ? 'half-lives and prior (too few calls for weights)' : 'the prior only (few calls)'}.`,
  }),
  guard: (calls: number, gain: number, tenth: number): Said => ({
    ru: `Проверка на следующих ${calls} звонках: выигрыш ${gain.toFixed(4)} (1 ÷ место в первой тройке), в девяти повторных выборках из десяти больше ${tenth.toFixed(4)}; принимается, если это больше нуля.`,
    en: `Checked on the next ${calls} calls: a gain of ${gain.toFixed(4)} (1 ÷ place among the first three), above ${tenth.toFixed(4)} in nine redrawn samples of ten; accepted when that is above zero.`,
  }),
  departments: {
    ru: 'По отделам того, кто занимался: звонков, выигрыш (сначала кто теряет; меньше 30 звонков не судим):',
    en: 'By the department of who dealt with the call: calls, gain (losers first; fewer than 30 calls are not judged):',
  },
  department: { ru: 'Отдел', en: 'Department' },
  loses: { ru: 'ТЕРЯЕТ больше 2 пунктов', en: 'LOSES more than 2 points' },
  judged: ({ present }: TuneReport): Said => ({
    ru: `Последние звонки, которых подбор не видел (клиенты с историей, n = ${present.warm.n}):`,
    en: `The last calls, which the fit never saw (clients with a history, n = ${present.warm.n}):`,
  }),
  yours: { ru: 'ваши веса', en: 'your weights' },
  proposal: { ru: 'предложение', en: 'the proposal' },
  best: { ru: 'лучшее простое правило', en: 'the best simple rule' },
  gain: { ru: 'выигрыш, MRR, 95 %', en: 'gain, MRR, 95 %' },
  gainOfAll: (n: number): Said => ({
    ru: `то же по всем звонкам (n = ${n})`,
    en: `the same of all calls (n = ${n})`,
  }),
  sure: { ru: '- больше случайности', en: '- more than chance' },
  unsure: {
    ru: '- в пределах случайности: здесь подтверждения нет',
    en: '- within chance: these calls do not confirm it',
  },
  changes: { ru: 'Что изменится в файле:', en: 'What would change in the file:' },
  clients: {
    ru: 'Кого услышали бы клиенты, которые звонят чаще всех (в скобках - звонков):',
    en: 'Whom the clients who call most would hear of (calls in brackets):',
  },
  sameOrder: { ru: '(порядок прежний)', en: '(the order stays)' },
  notWritten: {
    ru: 'Записать предложение в файл: --out FILE. Ваш файл не меняется.',
    en: 'To write the proposal to a file: --out FILE. Your file is not changed.',
  },
  written: { ru: 'Предложение записано:', en: 'The proposal is written:' },
} as const;
