import { fullName } from '#domain/people/employee.ts';
import { Failure } from '#ports/failure.ts';
import type { CliHouse, Records } from './house.ts';
import { callersNumber } from './look-up.ts';
import { numberInWords, type Reader } from './number-words.ts';
import { receiptInWords } from './receipt.ts';
import { clockIn } from './table.ts';
import { UsageError, type Asked, type Language, type Said, type Verb } from './verb.ts';

export const explain: Verb = {
  name: 'explain',
  operands: ['NUMBER|LINKEDID'],
  flags: {
    at: {
      value: 'TIME',
      said: {
        ru: 'как было бы в тот момент (с номером): "31.01.2026 9:00", "2026-01-31 9:00", 2026-01-31T09:00:00+03:00, 1769839200',
        en: 'as of that moment (of a number): "2026-01-31 9:00", "31.01.2026 9:00", 2026-01-31T09:00:00+03:00, 1769839200',
      },
    },
  },
  printsData: true,
  summary: {
    ru: 'почему такой порядок (номер) или что было в звонке (linkedid)',
    en: 'why this order (a number), or what happened in a call (a linkedid)',
  },
  details: {
    ru: 'По номеру: расчёт до отдельных событий. По linkedid: квитанция звонка и пересчёт его по весам того дня.',
    en: 'Of a number: the arithmetic down to single events. Of a linkedid: the receipt of that call, and its ranking made again with the weights of then.',
  },
  async run(asked, house) {
    const text = asked.operands[0] ?? '';
    const at = asked.text('at');
    await using records = await house.openRecords();
    // Awaited here: the records are closed on the way out.
    if (!isLinkedid(text))
      return await explainNumber(text, momentOf(at, records, house), asked, records);
    if (at !== undefined) throw new UsageError(AT_OF_A_CALL);
    return await explainCall(text, asked, records);
  },
};

/** `1763690587.14`, or with the system's name in front: `pbx-1763690587.14`. No phone number has a point there. */
function isLinkedid(text: string): boolean {
  return /^(?:[\w-]+-)?\d{9,}\.\d+$/.test(text);
}

/** Null: now. */
function momentOf(text: string | undefined, records: Records, house: CliHouse): number | null {
  if (text === undefined) return null;
  const at = records.momentFrom(text.trim());
  if (at === null) throw new UsageError(noTime(text));
  if (at * 1000 > house.now().getTime()) throw new UsageError(notYet(text));
  return at;
}

async function explainCall(linkedid: string, asked: Asked, records: Records) {
  const call = await records.explaining.ofCall(linkedid);
  if (call === null) throw new Failure('not-found', NO_CALL[asked.language]);
  const { language, out, asJson } = asked;
  if (asJson) out.print(JSON.stringify(call));
  else for (const line of receiptInWords(call, readerOf(records, language))) out.print(line);
  return 0 as const;
}

async function explainNumber(text: string, at: number | null, asked: Asked, records: Records) {
  const told = await records.explaining.ofNumber(callersNumber(text, records), at);
  const { language, out, asJson } = asked;
  if (asJson) out.print(JSON.stringify(told));
  else for (const line of numberInWords(told, readerOf(records, language))) out.print(line);
  return 0 as const;
}

function readerOf({ people, zone }: Records, language: Language): Reader {
  const nameOf = (id: string): string => {
    const employee = people.byId(id);
    return employee === undefined ? id : fullName(employee);
  };
  const isEmployee = (id: string): boolean => people.byId(id) !== undefined;
  return { nameOf, isEmployee, timeOf: clockIn(zone), zone, language };
}

function noTime(text: string): Said {
  return {
    ru: `--at: «${text}» - не время. Примеры: "31.01.2026 9:00", "2026-01-31 9:00" (часы офиса), 2026-01-31T09:00:00+03:00, 1769839200`,
    en: `--at: "${text}" is no time. Examples: "2026-01-31 9:00", "31.01.2026 9:00" (the office's clock), 2026-01-31T09:00:00+03:00, 1769839200`,
  };
}

function notYet(text: string): Said {
  return {
    ru: `--at: «${text}» ещё не наступило`,
    en: `--at: "${text}" has not come yet`,
  };
}

const AT_OF_A_CALL: Said = {
  ru: '--at - только с номером: звонок и так пересчитывается на своё время',
  en: '--at goes with a number: a call is made again as of its own time anyway',
};
const NO_CALL: Said = {
  ru: 'В журнале нет такого звонка.',
  en: 'The journal has no such call.',
};
