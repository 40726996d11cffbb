import {
  countsFrom,
  type History,
  type HistoryClient,
  type HistoryEvent,
} from '#domain/ranking/backtest/history.ts';
import {
  labelledCalls,
  type JournalVisit,
  type LabelCount,
} from '#domain/ranking/backtest/labels.ts';
import { Failure } from '#ports/failure.ts';
import type { Page, Past } from '#ports/past.ts';
import type { People } from '#ports/people.ts';

/** All is in memory at once: about 150 bytes an event. */
const ROWS_MAX = 5_000_000;

export interface PastRead {
  readonly history: History;
  readonly labels: LabelCount;
}

export interface ReadPastOptions {
  readonly signal: AbortSignal;
  /** Rows that are read so far. */
  readonly progress: (rows: number) => void;
  /** 5,000,000 unless told. */
  readonly rowsMax?: number;
}

/**
 * The history that our own store holds: every event, from when it was known, and the calls since then whose end says
 * who dealt with them. Fails with `unavailable`, `gone` when `signal` fires, `exhausted` when there is too much.
 */
export async function readPast(
  { past, people }: { readonly past: Past; readonly people: People },
  sinceMs: number,
  { signal, progress, rowsMax = ROWS_MAX }: ReadPastOptions,
): Promise<PastRead> {
  let read = 0;
  async function all<T>(
    pageAfter: (after: string | null) => Promise<Page<T>>,
    take: (row: T) => void,
  ): Promise<void> {
    let after: string | null = null;
    do {
      if (signal.aborted) throw new Failure('gone', 'the reading was called off');
      const page: Page<T> = await pageAfter(after);
      for (const row of page.rows) take(row);
      read += page.rows.length;
      if (read > rowsMax) throw tooMuch(rowsMax);
      progress(read);
      after = page.next;
    } while (after !== null);
  }

  const visits: JournalVisit[] = [];
  await all(
    (after) => past.visits(sinceMs, after),
    (visit) => visits.push(visit),
  );
  const { calls, count } = labelledCalls(visits);
  const clients = new Map<string, HistoryClient>();
  await all(
    (after) => past.clients(after),
    ({ clientId, ...rest }) => clients.set(clientId, rest),
  );
  const events: HistoryEvent[] = [];
  const once = onlyOnce();
  await all(
    (after) => past.events(after),
    ({ clientId, employeeId, type, ...times }) =>
      events.push({
        ...times,
        clientId: once(clientId),
        employeeId: once(employeeId),
        type: once(type),
      }),
  );
  events.sort((a, b) => countsFrom(a) - countsFrom(b) || a.at - b.at);
  const departments = new Map(people.employees().map(({ id, department }) => [id, department]));
  return { history: { events, calls, clients, departments }, labels: count };
}

/** Each page brings its own copy of the same few ids. */
function onlyOnce(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before === undefined) known.set(text, text);
    return before ?? text;
  };
}

function tooMuch(rowsMax: number): Failure {
  return new Failure(
    'exhausted',
    `the store holds more than ${rowsMax} events and calls; export a part of them and use --events and --calls`,
  );
}
