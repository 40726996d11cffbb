import { isEventTime } from '#domain/ranking/event-time.ts';
import type { LeftOut } from '#ports/crm.ts';
import type { SourceEvent } from '#ports/events.ts';
import type { LeftOuts } from '../connector.ts';
import { isObject, type Office } from '../fields.ts';
import type { BitrixApi } from './api.ts';
import { idIn, type List } from './list.ts';
import { clientsOf, type Owner } from './owners.ts';
import { employeeId } from './people.ts';
import { idOf, secondsOf, type Row } from './values.ts';

/** One kind of records that become events. */
export interface EventStream {
  /** Events are called `name:id`. */
  readonly name: string;
  readonly list: List;
  /** When it happened. */
  readonly dateField: string;
  /** When it was last changed; null: it never is, and only new ids are news. */
  readonly changedField: string | null;
  readonly employeeField: string;
  /** What it is made of: another print means that it is read again from the beginning. */
  readonly print: unknown;
  /** The event type, or why the record is no event. */
  typeOf(row: Row): { readonly type: string } | LeftOut;
  /** Whom it was with; empty for nobody, null for nonsense. */
  ownersIn(row: Row): readonly Owner[] | null;
}

export interface ReadEvents {
  readonly events: readonly SourceEvent[];
  /** Ids of records that are there and, as far as they can be read, are no events; they may have been. */
  readonly others: readonly string[];
}

interface Draft extends Omit<SourceEvent, 'clientId'> {
  readonly owners: readonly Owner[];
}

/** Records → events; what is wrong with one of them loses no other. */
export async function eventsIn(
  records: readonly unknown[],
  stream: EventStream,
  {
    source,
    office,
    api,
    leftOuts,
  }: { source: string; office: Office; api: BitrixApi; leftOuts: LeftOuts },
  signal: AbortSignal,
): Promise<ReadEvents> {
  const drafts: Draft[] = [];
  const others: string[] = [];
  const events: SourceEvent[] = [];
  for (const record of records) {
    const id = idIn(record, stream.list);
    if (id === null || !isObject(record)) {
      leftOuts.add('malformed');
      continue;
    }
    const externalId = `${stream.name}:${id}`;
    const draft = draftOf(record, stream, office);
    if (typeof draft === 'string') {
      leftOuts.add(draft);
      if (draft !== 'malformed') others.push(externalId);
    } else drafts.push({ source, externalId, ...draft, deleted: false });
  }
  const clients = await clientsOf(
    api,
    drafts.map(({ owners }) => owners),
    signal,
  );
  for (const [index, { owners, ...told }] of drafts.entries()) {
    const clientId = clients[index] ?? null;
    if (clientId !== null) events.push({ ...told, clientId });
    else {
      leftOuts.add(owners.length === 0 ? 'no-client' : 'other-reference');
      others.push(told.externalId);
    }
  }
  return { events, others };
}

function draftOf(
  row: Row,
  stream: EventStream,
  office: Office,
): Omit<Draft, 'source' | 'externalId' | 'deleted'> | LeftOut {
  const rule = stream.typeOf(row);
  if (typeof rule === 'string') return rule;
  const at = secondsOf(row[stream.dateField], office);
  const employee = idOf(row[stream.employeeField]);
  const owners = stream.ownersIn(row);
  if (at === undefined || employee === undefined || owners === null) return 'malformed';
  if (at === null) return 'no-time';
  if (employee === null) return 'no-employee';
  const now = office.now().getTime() / 1000;
  if (!isEventTime(at, now)) return at > now ? 'future' : 'malformed';
  return { at, type: rule.type, employeeId: employeeId(employee), owners };
}
