import type { BacktestReport, ClientsReport } from '#domain/ranking/backtest/backtest.ts';
import { percent } from './table.ts';
import type { Said } from './verb.ts';

export const EVIDENCE: Readonly<Record<string, Said>> = {
  own: { ru: 'своя история', en: 'own history' },
  company: { ru: 'только история компании', en: "the company's history alone" },
  nothing: { ru: 'никакой', en: 'none' },
};

/** The sentences of the report. */
export const SAID = {
  nothing: {
    ru: 'Звонков для проверки нет: их нет в данных, или --split не оставил ни одного.',
    en: 'There are no calls to check: the data have none, or --split left none.',
  },
  head: ({ events, calls, n, from, to }: BacktestReport): Said => ({
    ru: `Событий ${events}, звонков ${calls}. Проверены последние ${n}: с ${day(from)} по ${day(to)}.`,
    en: `${events} events, ${calls} calls. The last ${n} are checked: from ${day(from)} to ${day(to)}.`,
  }),
  ceiling: ({ ceiling, coverage }: BacktestReport): Said => ({
    ru: `Потолок ${percent(ceiling)}: в стольких звонках нужный сотрудник вообще есть в истории клиента. Кого-то назвать можно в ${percent(coverage)}.`,
    en: `The ceiling is ${percent(ceiling)}: in so many calls the right employee is in the client's history at all. Somebody can be named in ${percent(coverage)}.`,
  }),
  clients: ({ companyKnown, managerKnown, ceilingWithCompany }: ClientsReport): Said => ({
    ru: `Компания известна в ${percent(companyKnown)} звонков, с её историей потолок ${percent(ceilingWithCompany)}; закреплённый менеджер известен в ${percent(managerKnown)}.`,
    en: `The company is known in ${percent(companyKnown)} of the calls, with its history the ceiling is ${percent(ceilingWithCompany)}; an assigned manager is known in ${percent(managerKnown)}.`,
  }),
  sure: {
    ru: 'Ваши веса, клиенты с историей, 95 %',
    en: 'Your weights, clients with a history, 95 %',
  },
  perClient: (n: number): Said => ({
    ru: `Каждый клиент один раз (n = ${n})`,
    en: `Each client counted once (n = ${n})`,
  }),
  byEvidence: {
    ru: 'По тому, чья история есть: звонков, hit@1, hit@3, MRR',
    en: 'By whose history there is: calls, hit@1, hit@3, MRR',
  },
  all: { ru: 'все звонки', en: 'all calls' },
  warm: { ru: 'клиент с историей', en: 'clients with a history' },
  yours: { ru: 'ваши веса', en: 'your weights' },
  better: {
    ru: 'Ваши веса минус простое правило, MRR, клиенты с историей; в скобках 95 %:',
    en: 'Your weights minus the simple rule, MRR, clients with a history; 95 % in brackets:',
  },
  honest: {
    ru: 'Насколько вероятности честны (средняя ошибка; рядом - после поправки по прошлым звонкам):',
    en: 'How honest the probabilities are (mean error; beside it: corrected by earlier calls):',
  },
  first: { ru: 'первого', en: 'of the first' },
  sumOfThree: { ru: 'первых трёх вместе', en: 'of the first three' },
  corrected: { ru: '→', en: '→' },
  policy: {
    ru: 'Что услышали бы звонящие (по исправленным вероятностям, если бы все были свободны):',
    en: 'What callers would have met (by corrected probabilities, were everybody free):',
  },
  direct: { ru: 'соединение сразу', en: 'straight through' },
  menu: { ru: 'меню с именами', en: 'a menu with names' },
  default: { ru: 'общее меню', en: 'the default menu' },
  precision: { ru: 'нужный назван в', en: 'the right one named in' },
  thresholds: (threshold: number): Said => ({
    ru: `Порог menu.threshold (сейчас ${threshold}): в какой доле звонков прозвучат имена и как часто верно:`,
    en: `menu.threshold (now ${threshold}): in what share of calls names are said, and how often rightly:`,
  }),
  byHistory: {
    ru: 'По длине истории клиента (событий): звонков, hit@1, hit@3, MRR',
    en: "By the length of the client's history (events): calls, hit@1, hit@3, MRR",
  },
  byLastType: {
    ru: 'По типу последнего события: звонков, hit@1, hit@3, MRR',
    en: 'By the type of the last event: calls, hit@1, hit@3, MRR',
  },
  byMonth: {
    ru: 'По месяцам (последние 12): звонков, hit@1, hit@3, MRR',
    en: 'By month (the last 12): calls, hit@1, hit@3, MRR',
  },
  none: { ru: '(событий не было)', en: '(no event)' },
} as const;

function day(at: number | null): string {
  return at === null ? '' : new Date(at * 1000).toISOString().slice(0, 10);
}
