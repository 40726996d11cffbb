import { deletion, type LeftOuts } from '#adapters/crm/connector.ts';
import type { Office } from '#adapters/crm/fields.ts';
import type { Window } from '#adapters/crm/window-walk.ts';
import { isEventTime } from '#domain/ranking/event-time.ts';
import type { LeftOut } from '#ports/crm.ts';
import type { SourceEvent } from '#ports/events.ts';
import type { ClientReferences } from './clients.ts';
import { listed, type DocumentStream, type EventRule, type OneCMapping } from './mapping.ts';
import { entityOfType, guidOf, type Row } from './odata-text.ts';
import { holds, secondsOf } from './row-fields.ts';

/** What a document points to as its client, before it is known whether it is one of ours. */
export interface Document {
  readonly row: Row;
  readonly rule: EventRule;
  readonly reference: string;
}

/** The rule that takes this row and the reference that names its client; null, counted, when nothing does. */
export function documentFrom(
  row: Row,
  stream: DocumentStream,
  mapping: OneCMapping,
  leftOut: LeftOuts,
): Document | null {
  if (row['DeletionMark'] === true) return null;
  const rule = stream.rules.find((one) => {
    return (!one.posted || row['Posted'] === true) && holds(row, one.when, true);
  });
  if (rule === undefined) return leftOut.add('no-rule');
  const found = referenceOf(row, rule, knownEntities(mapping));
  if (typeof found !== 'string') return leftOut.add(found.reason);
  return { row, rule, reference: found };
}

interface Known {
  readonly source: string;
  readonly office: Office;
  /** Null: the mapping knows no clients, and takes references as they are. */
  readonly references: ClientReferences | null;
  /** The clients were read after these documents: who is none of them is nobody. */
  readonly areClientsNewer: boolean;
  readonly leftOut: LeftOuts;
}

/**
 * The events of a window. In a piece of one, a row that is no event any more is said to be deleted; a whole window
 * says it by what it lacks.
 */
export function eventsOfWindow(
  { rows, isWhole }: Window<Row>,
  documents: readonly Document[],
  { entity, rules }: DocumentStream,
  known: Known,
): readonly SourceEvent[] {
  const events = documents.flatMap((document) => eventOf(document, known) ?? []);
  if (isWhole) return events;
  const alive = new Set(events.map(({ externalId }) => externalId));
  const nowSeconds = known.office.now().getTime() / 1000;
  const gone = rows.flatMap((row) => {
    const id = `${entity}:${guidOf(row[rules[0]!.id])}`;
    return alive.has(id) ? [] : deletion(known.source, id, nowSeconds);
  });
  return [...events, ...gone];
}

/** The event that a document is; null, counted, when it lacks something. */
function eventOf({ row, rule, reference }: Document, known: Known): SourceEvent | null {
  const { source, office, references, leftOut } = known;
  const id = guidOf(row[rule.id]);
  if (id === null) return leftOut.add('malformed');
  const clientId = references === null ? reference : references.clientOf(reference);
  if (clientId === null) {
    if (known.areClientsNewer) references?.noteStranger(reference);
    return leftOut.add('other-reference');
  }
  const employeeId = listed(rule.employee)
    .map((field) => guidOf(row[field]))
    .find((found) => found !== null);
  if (employeeId === undefined || employeeId === null) return leftOut.add('no-employee');
  const at = secondsOf(row, rule.at, office.zone);
  if (at === null) return leftOut.add('no-time');
  if (!isEventTime(at, office.now().getTime() / 1000)) return leftOut.add('future');
  const { entity, type } = rule;
  return { source, externalId: `${entity}:${id}`, at, type, clientId, employeeId, deleted: false };
}

function referenceOf(
  row: Row,
  { client }: EventRule,
  entities: ReadonlySet<string>,
): string | { readonly reason: LeftOut } {
  let reason: LeftOut = 'no-client';
  for (const field of listed(client)) {
    const guid = guidOf(row[field]);
    if (guid === null) continue;
    const entity = entityOfType(row[`${field}_Type`]);
    if (entity === null || entities.size === 0 || entities.has(entity)) return guid;
    reason = 'other-reference';
  }
  return { reason };
}

/** What a reference may point to: clients, and whoever belongs to one. */
function knownEntities({ clients }: OneCMapping): ReadonlySet<string> {
  return new Set(
    clients.flatMap((rule) => [rule.entity, ...rule.contacts.map((one) => one.entity)]),
  );
}
