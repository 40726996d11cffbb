import {
  explainRanking,
  type ExplainedCandidate,
  type Explanation,
} from '#domain/ranking/explain.ts';
import { fullName } from '#domain/people/employee.ts';
import type { CallReceipt } from '#ports/journal.ts';
import { Failure } from '#ports/failure.ts';
import type { Records } from './house.ts';
import { lookUp, type LookedUp } from './look-up.ts';
import { receiptInWords } from './receipt.ts';
import { moment, percent, table } from './table.ts';
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
    asked.out.print(JSON.stringify({ number: found.number, ...asData(explanation), calls }));
    return 0 as const;
  }
  asked.out.print(`${found.number}  ${found.known.clientName}`);
  for (const candidate of explanation.candidates)
    for (const line of candidateInWords(candidate, explanation, nameBy(people), asked.language))
      asked.out.print(line);
  for (const line of closing(explanation, calls, asked.language)) asked.out.print(line);
  return 0 as const;
}

function asData({ weights, ...explanation }: Explanation) {
  return {
    ...explanation,
    weights: { ...weights, eventTypes: Object.fromEntries(weights.eventTypes) },
  };
}

function candidateInWords(
  candidate: ExplainedCandidate,
  { weights, companyKnown, mass }: Explanation,
  nameOf: (id: string) => string,
  language: Language,
): readonly string[] {
  const { probability, score, companyShare, popularityShare, types } = candidate;
  const company = companyKnown ? ` + ${weights.companyPrior} × ${fixed(companyShare)}` : '';
  const rows = types.flatMap((type) => [
    [
      `    ${type.type}`,
      `${type.rule.weight} × ${fixed(type.fresh)}${type.cut ? ` (max ${weights.maxFresh})` : ''}`,
      `= ${fixed(type.score)}`,
    ],
    ...type.events.map((event) => [
      `      ${moment(event.at)}`,
      `0.5^(${event.ageDays.toFixed(1)}/${type.rule.halfLifeDays})`,
      event.counted ? `= ${fixed(event.decay)}` : NOT_COUNTED[language],
    ]),
    ...(type.unlisted > 0 ? [[`      ${OLDER[language]}`, '', `+ ${fixed(type.unlisted)}`]] : []),
  ]);
  return [
    '',
    `${percent(probability).padStart(7)}  ${nameOf(candidate.employeeId)}`,
    `    (${fixed(score)}${company} + ${weights.prior} × ${fixed(popularityShare)}) / ${fixed(mass)}`,
    ...table(rows),
  ];
}

function closing(
  explanation: Explanation,
  calls: readonly string[],
  language: Language,
): readonly string[] {
  const { somebodyElse, unknownTypes, complete, weights } = explanation;
  return [
    '',
    `${percent(somebodyElse).padStart(7)}  ${SOMEBODY_ELSE[language]}`,
    `${SETTINGS[language]}: ${weights.version}`,
    ...(unknownTypes.length > 0 ? [`${UNKNOWN_TYPES[language]}: ${unknownTypes.join(', ')}`] : []),
    ...(complete ? [] : [INCOMPLETE[language]]),
    ...(calls.length > 0 ? [`${CALLS[language]}: ${calls.join(', ')}`] : []),
  ];
}

function nameBy(people: Records['people']): (id: string) => string {
  return (id) => {
    const employee = people.byId(id);
    return employee === undefined ? id : fullName(employee);
  };
}

function fixed(value: number): string {
  return value.toFixed(3);
}

type Language = Asked['language'];

const NO_CALL: Said = {
  ru: 'В журнале нет такого звонка.',
  en: 'The journal has no such call.',
};
const STRANGER: Said = {
  ru: 'Этого номера мы не знаем: объяснять нечего.',
  en: 'A stranger: there is nothing to explain.',
};
const NOT_COUNTED: Said = {
  ru: 'не в счёт: слишком скоро после прошлого',
  en: 'not counted: too soon after the last',
};
const OLDER: Said = { ru: 'более старые', en: 'older ones' };
const SOMEBODY_ELSE: Said = { ru: 'кто-то другой', en: 'somebody else' };
const SETTINGS: Said = { ru: 'версия весов', en: 'version of the weights' };
const UNKNOWN_TYPES: Said = {
  ru: 'не в счёт, этих видов нет в ranking.yaml',
  en: 'not counted, ranking.yaml has no such types',
};
const INCOMPLETE: Said = {
  ru: 'Показаны не все события: суммы больше, чем видно.',
  en: 'Not all events are shown: the sums hold more.',
};
const CALLS: Said = { ru: 'последние звонки', en: 'latest calls' };
