import { isEventTime } from '#domain/ranking/event-time.ts';
import { Failure } from '#ports/failure.ts';
import type { Kept, SourceEvent } from '#ports/events.ts';
import type { EventRow } from './schema.ts';
import { flag, storableInteger, storableKey } from './values.ts';

/** What one page does to the events that are kept. */
export interface PageEffect {
  readonly kept: Kept;
  /** Rows to write, each identity once. */
  readonly rows: readonly EventRow[];
  /** Events that count from now on. */
  readonly appeared: readonly EventRow[];
  /** Events that counted until now, in the form they had. */
  readonly vanished: readonly EventRow[];
}

export function identityOf(event: Pick<EventRow, 'source' | 'external_id'>): string {
  return `${event.source}\0${event.external_id}`;
}

/** Fails with `invalid` for what no engine can keep, and for what cannot have happened. */
export function eventRow(event: SourceEvent, knownAt: number): EventRow {
  if (!isEventTime(event.at, knownAt))
    throw new Failure('invalid', 'an event before the year 2000, or more than a day ahead');
  return {
    source: storableKey(event.source),
    external_id: storableKey(event.externalId),
    at: storableInteger(event.at),
    known_at: knownAt,
    type: storableKey(event.type),
    client_id: storableKey(event.clientId),
    employee_id: storableKey(event.employeeId),
    deleted: flag(event.deleted),
  };
}

/** Reads the page from top to bottom, as if each event came alone: the same identity may stand in it twice. */
export function effectOf(
  page: readonly EventRow[],
  stored: ReadonlyMap<string, EventRow>,
): PageEffect {
  const now = new Map<string, EventRow>();
  const kept = { added: 0, changed: 0, unchanged: 0 };
  for (const told of page) {
    const identity = identityOf(told);
    const before = now.get(identity) ?? stored.get(identity);
    const after = merged(before, told);
    if (after === before) kept.unchanged += 1;
    else {
      kept[before === undefined ? 'added' : 'changed'] += 1;
      if (after !== undefined) now.set(identity, after);
    }
  }

  const appeared: EventRow[] = [];
  const vanished: EventRow[] = [];
  for (const [identity, after] of now) {
    const before = stored.get(identity);
    if (before?.deleted === 0) vanished.push(before);
    if (after.deleted === 0) appeared.push(after);
  }
  return { kept, rows: [...now.values()], appeared, vanished };
}

/** The row after the source told us so: `before` itself when nothing is new. */
function merged(before: EventRow | undefined, told: EventRow): EventRow | undefined {
  if (told.deleted === 1) {
    // A source may delete by id alone: the other fields are kept as they were.
    return before === undefined || before.deleted === 1
      ? before
      : { ...before, deleted: 1, known_at: told.known_at };
  }
  return before !== undefined && isSame(before, told) ? before : told;
}

function isSame(a: EventRow, b: EventRow): boolean {
  return (
    a.at === b.at &&
    a.type === b.type &&
    a.client_id === b.client_id &&
    a.employee_id === b.employee_id &&
    a.deleted === b.deleted
  );
}
