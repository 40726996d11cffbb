import type { LeftOut } from '#ports/crm.ts';
import type { Kept } from '#ports/events.ts';
import type { SyncResult } from './house.ts';
import { percent, table } from './table.ts';
import type { Language, Said, Verb } from './verb.ts';

export const sync: Verb = {
  name: 'sync',
  operands: [],
  flags: {
    source: {
      value: 'NAME',
      said: { ru: 'только этот источник; все', en: 'only this source; all of them' },
    },
    since: {
      value: 'TIME',
      said: {
        ru: 'перечитать с этого времени, что бы ни было прочитано',
        en: 'read again from this time on, whatever was read before',
      },
    },
    'dry-run': {
      value: null,
      said: {
        ru: 'только посчитать: ничего не записать',
        en: 'only count: write nothing',
      },
    },
  },
  printsData: true,
  summary: {
    ru: 'прочитать CRM сейчас',
    en: 'read the CRM now',
  },
  details: {
    ru: `Читает источники из раздела crm настроек: с того места, где остановились в прошлый раз. Служба делает это сама
по расписанию. Прервать можно в любой момент: прочитанное сохранено, следующий раз продолжит.
TIME: 2026-01-31, 2026-01-31T09:00:00+03:00. Код 1: хотя бы один источник не прочитан.`,
    en: `Reads the sources under crm in the settings, from where the last reading stopped. The service does this by itself
on a schedule. Interrupt it when you like: what was read is kept, the next time goes on.
TIME: 2026-01-31, 2026-01-31T09:00:00+03:00. Exit code 1: a source at least was not read.`,
  },
  async run({ text, has, asJson, language, out, signal }, house) {
    const isDryRun = has('dry-run');
    const { results, known } = await house.sync({
      source: text('source') ?? null,
      since: text('since') ?? null,
      isDryRun,
      signal,
      progress: (source, { share, events }) => {
        const count = events.added + events.changed + events.unchanged;
        out.note(
          `${source}: ${share === null ? '' : `${percent(share)}  `}${EVENTS[language]} ${count}`,
        );
      },
    });
    let failed = false;
    const told: SyncResult[] = [];
    for await (const result of results) {
      failed ||= result.failure !== null;
      told.push(result);
      if (!asJson) for (const line of inWords(result, known, isDryRun, language)) out.print(line);
    }
    if (asJson)
      out.print(
        JSON.stringify({ dry_run: isDryRun, sources: told.map((one) => asData(one, known)) }),
      );
    return failed ? 1 : 0;
  },
};

function asData({ source, imported, failure, tookMs }: SyncResult, known: ReadonlySet<string>) {
  const unknown = Object.keys(imported?.types ?? {}).filter((type) => !known.has(type));
  return { source, ...imported, unknown_types: unknown, failure, took_ms: tookMs };
}

function inWords(
  { source, imported, failure, tookMs }: SyncResult,
  known: ReadonlySet<string>,
  isDryRun: boolean,
  language: Language,
): readonly string[] {
  if (imported === null) return [`${source}: ${NOT_READ[language]}: ${failure}`];
  const { employees, clients, events, types, leftOut } = imported;
  const heads = isDryRun ? COUNT_HEAD : HEADS;
  const row = (what: Said, kept: Kept): string[] => {
    const counts = isDryRun ? [kept.added] : [kept.added, kept.changed, kept.unchanged];
    return [what[language], ...counts.map((count) => String(count).padStart(9))];
  };
  return [
    `${source}  ${(tookMs / 1000).toFixed(1)} ${SECONDS[language]}${isDryRun ? `  ${DRY[language]}` : ''}`,
    ...table([
      ['', ...heads[language].map((head) => head.padStart(9))],
      row({ ru: 'сотрудники', en: 'employees' }, employees),
      row({ ru: 'клиенты', en: 'clients' }, clients),
      row({ ru: 'события', en: 'events' }, events),
    ]),
    ...Object.entries(types)
      .toSorted(([, a], [, b]) => b - a)
      .map(
        ([type, count]) => `  ${type}: ${count}${known.has(type) ? '' : ` - ${UNKNOWN[language]}`}`,
      ),
    ...(Object.entries(leftOut) as [LeftOut, number][]).map(
      ([reason, count]) => `  ${LEFT_OUT[language]}: ${REASONS[reason][language]}: ${count}`,
    ),
  ];
}

const EVENTS: Said = { ru: 'событий', en: 'events' };
const SECONDS: Said = { ru: 'с', en: 's' };
const DRY: Said = {
  ru: '(пробный прогон: ничего не записано)',
  en: '(dry run: nothing was written)',
};
const NOT_READ: Said = { ru: 'не прочитан', en: 'not read' };
const UNKNOWN: Said = {
  ru: 'нет в ranking.yaml, не считается',
  en: 'not in ranking.yaml, does not count',
};
const LEFT_OUT: Said = { ru: 'пропущено', en: 'left out' };
const HEADS = {
  ru: ['новых', 'изменено', 'прежних'],
  en: ['added', 'changed', 'unchanged'],
} as const;
const COUNT_HEAD = { ru: ['записей'], en: ['records'] } as const;
const REASONS: Readonly<Record<LeftOut, Said>> = {
  'no-client': { ru: 'клиент не указан', en: 'no client named' },
  'no-employee': { ru: 'сотрудник не указан', en: 'no employee named' },
  'no-time': { ru: 'нет даты', en: 'no date' },
  future: { ru: 'это план, дата впереди', en: 'a plan: its date is to come' },
  'other-reference': {
    ru: 'указан не клиент (поставщик, другой справочник)',
    en: 'points to no client (a supplier, another catalog)',
  },
  'no-rule': { ru: 'не подходит ни под одно правило', en: 'no rule of the mapping takes it' },
  malformed: { ru: 'не разобрать', en: 'makes no sense' },
};
