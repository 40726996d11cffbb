import { knownClients } from '#domain/ranking/tune/known-clients.ts';
import { tune as runTune } from '#domain/ranking/tune/tune.ts';
import { fourDigits } from './four-digits.ts';
import { historyFiles, historyFlags, readAll } from './history-files.ts';
import { tuneInWords } from './tune-words.ts';
import type { Verb } from './verb.ts';

/** Everything before decides, the rest judges; docs/ranking.md, 5.3. */
const SPLIT = 0.6;
const CLIENTS_SHOWN = 10;

export const tune: Verb = {
  name: 'tune',
  operands: [],
  flags: {
    ...historyFlags,
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
  },
  printsData: true,
  summary: {
    ru: 'есть ли веса лучше ваших - и предложить их',
    en: 'whether there are better weights than yours, and which',
  },
  details: {
    ru: `Веса подбираются по первым 60 % звонков и проверяются на остальных, которых подбор не видел. Если выигрыш не
надёжен, предлагать нечего: «оставьте свои» - обычный ответ. Файлы - как у backtest. Ваш файл не меняется.`,
    en: `Weights are fitted to the first 60 % of the calls and judged by the rest, which the fit never saw. If the gain
is not reliable nothing is proposed: "keep yours" is a usual answer. Files as of backtest. Your file is not changed.`,
  },
  async run(asked, house) {
    const { history, weights, menu, rankingFile } = await readAll(
      historyFiles(asked),
      asked,
      house,
    );
    const report = runTune(history, { weights, policy: menu, split: SPLIT });
    const isChange = report.verdict === 'change';
    const { text, changes } = await house.editedRanking(rankingFile, weights, report.proposed);
    const clients = isChange ? knownClients(history, weights, report.proposed, CLIENTS_SHOWN) : [];
    const out = asked.text('out');
    if (isChange && out !== undefined) await house.keepProposal(out, text);
    if (asked.asJson) asked.out.print(JSON.stringify(fourDigits(asData())));
    else {
      const told = { report, changes, clients, rankingFile, out: out ?? null };
      for (const line of tuneInWords(told, asked.language, asked.has('check')))
        asked.out.print(line);
    }
    return asked.has('check') && isChange ? 1 : 0;

    function asData() {
      const { proposed: _, present, proposal, ...rest } = report;
      return { ...rest, changes, clients, present, proposal, out: isChange ? (out ?? null) : null };
    }
  },
};
