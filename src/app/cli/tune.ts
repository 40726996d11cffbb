import { knownClients } from '#domain/ranking/tune/known-clients.ts';
import { placebo } from '#domain/ranking/tune/placebo.ts';
import { tune as runTune } from '#domain/ranking/tune/tune.ts';
import { fourDigits } from './four-digits.ts';
import { historyFlags, readAll, sinceInWords } from './history-source.ts';
import { labelsInWords } from './history-words.ts';
import type { CliHouse } from './house.ts';
import { placeboInWords } from './placebo-words.ts';
import { tuneInWords } from './tune-words.ts';
import { UsageError, type Asked, type ExitCode, type Verb } from './verb.ts';

/** Everything before decides, the rest judges; docs/ranking.md, 5.3. */
const SPLIT = 0.6;
const CLIENTS_SHOWN = 10;

export const tune: Verb = {
  name: 'tune',
  operands: [],
  flags: {
    ...historyFlags,
    employees: {
      value: 'FILE',
      said: {
        ru: 'CSV employee_id,department: отделы, из которых ни один не должен терять',
        en: 'CSV employee_id,department: departments, none of which is to lose',
      },
    },
    out: {
      value: 'FILE',
      said: {
        ru: 'куда записать предложение: ваш файл с другими числами',
        en: 'where to write the proposal: your file with other numbers',
      },
    },
    check: {
      value: null,
      said: {
        ru: 'только ответить, устарели ли веса: код 1 - есть надёжно лучшие (для cron)',
        en: 'only say whether the weights have gone stale: exit code 1, there are reliably better ones (for cron)',
      },
    },
    placebo: {
      value: null,
      said: {
        ru: 'проверить сам подбор: нашёл бы он что-то, если перемешать типы событий? код 1 - да',
        en: 'try the tuner itself: would it find something with event types shuffled? exit code 1: yes',
      },
    },
  },
  printsData: true,
  summary: {
    ru: 'есть ли веса лучше ваших - и предложить их',
    en: 'whether there are better weights than yours, and which',
  },
  details: {
    ru: `Веса подбираются по первым 60 % звонков и проверяются на остальных, которых подбор не видел. Если выигрыш не
надёжен, предлагать нечего: «оставьте свои» - обычный ответ. Файлы - как у backtest. Ваш файл не меняется.
Если отделы известны и какой-то теряет больше 2 пунктов, предложения тоже нет. company_prior не подбирается.
${sinceInWords.ru}`,
    en: `Weights are fitted to the first 60 % of the calls and judged by the rest, which the fit never saw. If the gain
is not reliable nothing is proposed: "keep yours" is a usual answer. Files as of backtest. Your file is not changed.
Where departments are known and one loses more than 2 points, nothing is proposed either. company_prior is not fitted.
${sinceInWords.en}`,
  },
  async run(asked, house) {
    if (asked.has('placebo')) return tryPlacebo(asked, house);
    const { history, labels, weights, menu, rankingFile } = await readAll(asked, house);
    const report = runTune(history, { weights, policy: menu, split: SPLIT });
    const isChange = report.verdict === 'change';
    const { text, changes } = await house.editedRanking(rankingFile, weights, report.proposed);
    const clients = isChange ? knownClients(history, weights, report.proposed, CLIENTS_SHOWN) : [];
    const out = asked.text('out');
    if (isChange && out !== undefined) await house.keepProposal(out, text);
    if (asked.asJson) asked.out.print(JSON.stringify(fourDigits(asData())));
    else {
      if (!asked.has('check'))
        for (const line of labelsInWords(labels, asked.language)) asked.out.print(line);
      const told = { report, changes, clients, rankingFile, out: out ?? null };
      for (const line of tuneInWords(told, asked.language, asked.has('check')))
        asked.out.print(line);
    }
    return asked.has('check') && isChange ? 1 : 0;

    function asData() {
      const { proposed: _, present, proposal, ...rest } = report;
      const journal = labels === null ? {} : { journal: labels };
      return {
        ...rest,
        ...journal,
        changes,
        clients,
        present,
        proposal,
        out: isChange ? (out ?? null) : null,
      };
    }
  },
};

async function tryPlacebo(asked: Asked, house: CliHouse): Promise<ExitCode> {
  const aside = (['out', 'check'] as const).find(
    (flag) => asked.has(flag) || asked.text(flag) !== undefined,
  );
  if (aside !== undefined)
    throw new UsageError({
      ru: `--placebo и --${aside} вместе не бывают: он ничего не предлагает`,
      en: `--placebo and --${aside} do not go together: it proposes nothing`,
    });
  const { history, labels, weights } = await readAll(asked, house);
  const report = placebo(history, { weights, split: SPLIT });
  if (asked.asJson) {
    const journal = labels === null ? {} : { journal: labels };
    asked.out.print(JSON.stringify(fourDigits({ placebo: report, ...journal })));
  } else {
    const lines = [
      ...labelsInWords(labels, asked.language),
      ...placeboInWords(report, asked.language),
    ];
    for (const line of lines) asked.out.print(line);
  }
  return report.found === true ? 1 : 0;
}
