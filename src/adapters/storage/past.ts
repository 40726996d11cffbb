import type { HistoryEvent } from '#domain/ranking/backtest/history.ts';
import type { JournalVisit } from '#domain/ranking/backtest/labels.ts';
import type { CallOutcome } from '#ports/journal.ts';
import type { ClientOfPast, Page } from '#ports/past.ts';
import { translated, type Store } from './database.ts';

/** Some 10 ms of the storage thread, so that nobody waits long behind it. */
const ROWS_PER_PAGE = 5_000;

/** In the order of the key, which nothing but a new event changes. */
export async function pastEvents(store: Store, after: string | null): Promise<Page<HistoryEvent>> {
  const rows = await translated(store, () => {
    const events = store.db
      .selectFrom('event')
      .select(['source', 'external_id', 'at', 'known_at', 'type', 'client_id', 'employee_id'])
      .where('deleted', '=', 0)
      .orderBy('source')
      .orderBy('external_id')
      .limit(ROWS_PER_PAGE);
    if (after === null) return events.execute();
    const [source, id] = JSON.parse(after) as [string, string];
    return events
      .where((row) => row(row.refTuple('source', 'external_id'), '>', row.tuple(source, id)))
      .execute();
  });
  return {
    rows: rows.map((row) => ({
      at: row.at,
      knownAt: row.known_at,
      clientId: row.client_id,
      employeeId: row.employee_id,
      type: row.type,
    })),
    next: nextOf(rows, (row) => [row.source, row.external_id]),
  };
}

/** By mode and then by time, as the index has them. */
export async function pastVisits(
  store: Store,
  sinceMs: number,
  after: string | null,
): Promise<Page<JournalVisit>> {
  const rows = await translated(store, () => {
    const visits = store.db
      .selectFrom('visit')
      .leftJoin('outcome', 'outcome.linkedid', 'visit.linkedid')
      .select([
        'visit.linkedid',
        'visit.uniqueid',
        'visit.started_at_ms',
        'visit.shadow',
        'visit.caller_number',
        'visit.client_id',
        'outcome.record',
      ])
      .where('visit.shadow', 'in', [0, 1])
      .where('visit.started_at_ms', '>=', sinceMs)
      .orderBy('visit.shadow')
      .orderBy('visit.started_at_ms')
      .orderBy('visit.linkedid')
      .orderBy('visit.uniqueid')
      .limit(ROWS_PER_PAGE);
    if (after === null) return visits.execute();
    const [shadow, startedAtMs, linkedid, uniqueid] = JSON.parse(after) as VisitKey;
    return visits
      .where((row) =>
        row(
          row.refTuple('visit.shadow', 'visit.started_at_ms', 'visit.linkedid', 'visit.uniqueid'),
          '>',
          row.tuple(shadow, startedAtMs, linkedid, uniqueid),
        ),
      )
      .execute();
  });
  return {
    rows: rows.map((row) => ({
      linkedid: row.linkedid,
      startedAtMs: row.started_at_ms,
      callerNumber: row.caller_number,
      clientId: row.client_id,
      outcome: outcomeFrom(row.record),
    })),
    next: nextOf(rows, (row) => [row.shadow, row.started_at_ms, row.linkedid, row.uniqueid]),
  };
}

type VisitKey = [shadow: 0 | 1, startedAtMs: number, linkedid: string, uniqueid: string];

function outcomeFrom(record: string | null): JournalVisit['outcome'] {
  if (record === null) return null;
  const outcome = JSON.parse(record) as CallOutcome;
  const { endedAtMs, employeeId, talkSeconds, transferred, afterTransfer = null } = outcome;
  return { endedAtMs, employeeId, talkSeconds, transferred, afterTransfer };
}

export async function pastClients(store: Store, after: string | null): Promise<Page<ClientOfPast>> {
  const rows = await translated(store, () => {
    const clients = store.db
      .selectFrom('client')
      .select(['id', 'company_id', 'manager_id'])
      .where((client) =>
        client.or([client('company_id', 'is not', null), client('manager_id', 'is not', null)]),
      )
      .orderBy('id')
      .limit(ROWS_PER_PAGE);
    return (after === null ? clients : clients.where('id', '>', after)).execute();
  });
  return {
    rows: rows.map((row) => ({
      clientId: row.id,
      companyId: row.company_id,
      managerId: row.manager_id,
    })),
    next: rows.length < ROWS_PER_PAGE ? null : rows.at(-1)!.id,
  };
}

function nextOf<T>(rows: readonly T[], keyOf: (row: T) => readonly (string | number)[]) {
  return rows.length < ROWS_PER_PAGE ? null : JSON.stringify(keyOf(rows.at(-1)!));
}
