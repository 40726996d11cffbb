import { judgedTypes, type JudgedType } from '#domain/ranking/event-types.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Archive } from '#ports/archive.ts';
import type { Check, Finding } from '../cli/house.ts';
import { bad, good } from './finding.ts';

/** More than these are summed up: a mistake in a mapping makes hundreds. */
const NAMED_MAX = 10;

/** Whether the CRM sends events that count nothing, for want of a rule. */
export function eventTypesCheck(
  weights: Weights,
  openArchive: () => Promise<AsyncDisposable & { readonly archive: Pick<Archive, 'eventTypes'> }>,
): Check {
  return {
    name: { ru: 'типы событий', en: 'event types' },
    async run() {
      await using storage = await openArchive();
      const types = judgedTypes(await storage.archive.eventTypes(), weights);
      const unknown = types.filter(({ known }) => !known);
      if (unknown.length === 0)
        return [
          good(
            `все известны ranking.yaml: ${types.length}`,
            `ranking.yaml knows them all: ${types.length}`,
          ),
        ];
      return [...unknown.slice(0, NAMED_MAX).map(warning), ...rest(unknown.slice(NAMED_MAX))];
    },
  };
}

function warning({ type, count, newestAt, meant }: JudgedType): Finding {
  const newest = new Date(newestAt * 1000).toISOString().slice(0, 10);
  return bad(
    'warning',
    [
      `${type} не считается, его нет в ranking.yaml; событий: ${count}, новейшее ${newest}`,
      `${type} counts nothing, ranking.yaml does not have it; events: ${count}, newest ${newest}`,
    ],
    meant === null
      ? [
          'опишите его в event_types файла ranking.yaml',
          'describe it in event_types of ranking.yaml',
        ]
      : [
          `похоже на ${meant}: исправьте имя в источнике или опишите его в event_types`,
          `did you mean ${meant}? mend the name in the source, or describe it in event_types`,
        ],
  );
}

function rest(unknown: readonly JudgedType[]): readonly Finding[] {
  if (unknown.length === 0) return [];
  const events = unknown.reduce((sum, { count }) => sum + count, 0);
  return [
    bad(
      'warning',
      [
        `и ещё типов: ${unknown.length}, событий: ${events}`,
        `and ${unknown.length} more types, events: ${events}`,
      ],
      ['весь список: GET /api/v1/event-types', 'the whole list: GET /api/v1/event-types'],
    ),
  ];
}
