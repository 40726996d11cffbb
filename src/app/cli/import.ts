import type { Kept } from '#ports/events.ts';
import type { ImportResult } from './house.ts';
import { percent, table } from './table.ts';
import type { Language, Said, Verb } from './verb.ts';

/** src/adapters/crm/record.ts reads these; a test keeps them in step. */
const COLUMNS = `  event     at, type, client_id, employee_id [id, source, deleted]
  employee  id [first, middle, last, spoken_name, extension, department, dismissed, technical, allowed,
            external, numbers, absences; in CSV absent_from, absent_to, deputy_id]
  client    id [name, company_id, company_name, manager_id, numbers]`;

export const importVerb: Verb = {
  name: 'import',
  operands: ['FILE'],
  flags: {
    source: {
      value: 'NAME',
      said: {
        ru: 'чьи это события, если файл не говорит; file',
        en: 'whose events, where the file does not say; file',
      },
    },
    'skip-bad': {
      value: null,
      said: { ru: 'пропустить ошибочные строки', en: 'leave out the lines with mistakes' },
    },
  },
  printsData: true,
  summary: {
    ru: 'загрузить сотрудников, клиентов и события из файла',
    en: 'take in employees, clients and events from a file',
  },
  details: {
    ru: `CSV или JSON по строкам (.jsonl), можно .gz. С ошибкой в файле не загружается ничего; повтор безвреден.

${COLUMNS}
Времена: секунды Unix, 2026-01-31T09:00:00+03:00 или 31.01.2026 9:00 (по часам офиса).
В JSON у каждой строки kind: event, employee или client; в CSV вид строк виден по заголовку.`,
    en: `CSV or JSON lines (.jsonl), also .gz. With a mistake in the file nothing is taken in; repeating is harmless.

${COLUMNS}
Times: unix seconds, 2026-01-31T09:00:00+03:00 or 31.01.2026 9:00 (the office's clock).
In JSON each line has kind: event, employee or client; in CSV the heading tells which it is.`,
  },
  async run({ operands, text, has, asJson, language, out, signal }, house) {
    const result = await house.importFile({
      file: operands[0] ?? '',
      source: text('source') ?? 'file',
      skipsBad: has('skip-bad'),
      signal,
      progress: ({ share }) => {
        if (share !== null) out.note(percent(share));
      },
    });
    if (asJson) out.print(JSON.stringify(result));
    else for (const line of inWords(result, language)) out.print(line);
    return 0;
  },
};

function inWords(
  { employees, clients, events, leftOut }: ImportResult,
  language: Language,
): readonly string[] {
  const skipped = leftOut.malformed ?? 0;
  const row = (what: Said, kept: Kept): string[] => [
    what[language],
    ...[kept.added, kept.changed, kept.unchanged].map((count) => String(count).padStart(9)),
  ];
  return [
    ...table([
      ['', ...HEADS[language].map((head) => head.padStart(9))],
      row({ ru: 'сотрудники', en: 'employees' }, employees),
      row({ ru: 'клиенты', en: 'clients' }, clients),
      row({ ru: 'события', en: 'events' }, events),
    ]),
    ...(skipped > 0 ? [`${SKIPPED[language]}: ${skipped}`] : []),
  ];
}

const HEADS = {
  ru: ['новых', 'изменено', 'прежних'],
  en: ['added', 'changed', 'unchanged'],
} as const;
const SKIPPED: Said = { ru: 'пропущено строк', en: 'lines left out' };
