import { explanationText } from '#domain/ranking/explain-text.ts';
import { explainRanking } from '#domain/ranking/explain.ts';
import { fullName } from '#domain/people/employee.ts';
import type { CallReceipt } from '#ports/journal.ts';
import { Failure } from '#ports/failure.ts';
import type { Records } from './house.ts';
import { lookUp, type LookedUp } from './look-up.ts';
import { receiptInWords } from './receipt.ts';
import { moment } from './table.ts';
import type { Asked, Said, Verb } from './verb.ts';

/** Of one client: more are summed up in `unlisted`. */
const EVENTS_MAX = 10_000;
const CALLS_MAX = 5;

export const explain: Verb = {
  name: 'explain',
  operands: ['NUMBER|LINKEDID'],
  flags: {},
  printsData: true,
  summary: {
    ru: 'почему такой порядок (номер) или что было в звонке (linkedid)',
    en: 'why this order (a number), or what happened in a call (a linkedid)',
  },
  details: {
    ru: 'По номеру: расчёт до отдельных событий. По linkedid: квитанция звонка из журнала.',
    en: 'Of a number: the arithmetic down to single events. Of a linkedid: the receipt of that call.',
  },
  async run(asked, house) {
    const text = asked.operands[0] ?? '';
    await using records = await house.openRecords();
    return isLinkedid(text)
      ? explainCall(text, asked, records)
      : explainNumber(await lookUp(text, records, house.now()), asked, records);
  },
};

/** `1763690587.14`, or with the system's name in front: `pbx-1763690587.14`. No phone number has a point there. */
function isLinkedid(text: string): boolean {
  return /^(?:[\w-]+-)?\d{9,}\.\d+$/.test(text);
}

async function explainCall(linkedid: string, asked: Asked, { journal, people }: Records) {
  const receipt: CallReceipt | null = await journal.receiptOf(linkedid);
  if (receipt === null) throw new Failure('not-found', NO_CALL[asked.language]);
  if (asked.asJson) asked.out.print(JSON.stringify(receipt));
  else
    for (const line of receiptInWords(receipt, nameBy(people), asked.language))
      asked.out.print(line);
  return 0 as const;
}

async function explainNumber(
  found: LookedUp | null,
  asked: Asked,
  { callers, people, journal }: Records,
) {
  if (found === null) {
    asked.out.print(asked.asJson ? 'null' : STRANGER[asked.language]);
    return 0 as const;
  }
  const [events, calls] = await Promise.all([
    callers.eventsOf(found.known.clientId, EVENTS_MAX),
    journal.callsOf(found.number, CALLS_MAX),
  ]);
  const explanation = explainRanking(found.evidence, events);
  if (asked.asJson) {
    asked.out.print(JSON.stringify({ number: found.number, ...explanation, calls }));
    return 0 as const;
  }
  const { language, out } = asked;
  out.print(`${found.number}  ${found.known.clientName}`);
  out.print(explanationText(explanation, { language, nameOf: nameBy(people), timeOf: moment }));
  out.print(`${SETTINGS[language]}: ${explanation.weights.version}`);
  if (calls.length > 0) out.print(`${CALLS[language]}: ${calls.join(', ')}`);
  return 0 as const;
}

function nameBy(people: Records['people']): (id: string) => string {
  return (id) => {
    const employee = people.byId(id);
    return employee === undefined ? id : fullName(employee);
  };
}

const NO_CALL: Said = {
  ru: 'В журнале нет такого звонка.',
  en: 'The journal has no such call.',
};
const STRANGER: Said = {
  ru: 'Этого номера мы не знаем: объяснять нечего.',
  en: 'A stranger: there is nothing to explain.',
};
const SETTINGS: Said = { ru: 'версия весов', en: 'version of the weights' };
const CALLS: Said = { ru: 'последние звонки', en: 'latest calls' };
