import type { SourceClient } from '#ports/events.ts';
import { LeftOuts, type ConnectorOptions } from '../connector.ts';
import { progressed, readFrom, type Progress } from '../progress.ts';
import { isObject } from '../fields.ts';
import type { AmoApi } from './api.ts';
import { byTime } from './by-time.ts';
import { LookUp } from './look-up.ts';
import type { AmoMapping } from './mapping.ts';
import { clientFrom, forgottenClient, type ClientKind } from './people.ts';
import { idFrom, secondsFrom, type Row } from './values.ts';

export interface ClientPage {
  readonly clients: readonly SourceClient[];
  readonly leftOut: LeftOuts['counts'];
  readonly progress: Progress;
}

/** amoCRM gives 250 at most. */
const PAGE_ROWS = 250;
const PAGE_CLIENTS = 1_000;
const DAY_SECONDS = 86_400;
/** Clients are as old as they are: the reach says how much of the events is read. */
const ALL_DAYS = 36_500;

/** The clients of a kind that changed since `before`, oldest change first. */
export async function* readClients(
  kind: ClientKind,
  before: Progress | null,
  { api, mapping, options, signal }: ClientReading,
): AsyncGenerator<ClientPage> {
  const { office, reach } = options;
  const now = Math.floor(office.now().getTime() / 1000);
  const stretch = {
    from: Math.max(0, readFrom(before, now, { ...reach, historyDays: ALL_DAYS })),
    // Their clock may run ahead of ours.
    to: now + DAY_SECONDS,
    time: 'updated_at',
    pageRows: PAGE_ROWS,
    ask: (from: number, to: number, page: number) =>
      api.list(kind, kind, clientQuery(from, to, page), signal),
  } as const;
  let progress = before;
  let newest = 0;
  let clients: SourceClient[] = [];
  let leftOuts = new LeftOuts();
  for await (const { rows, readUntil } of byTime(stretch)) {
    for (const row of rows) {
      const client = clientFrom(kind, row, mapping.clients, office, leftOuts);
      if (client !== null) clients.push(client);
      newest = Math.max(newest, (isObject(row) ? secondsFrom(row['updated_at']) : null) ?? 0);
    }
    if (clients.length < PAGE_CLIENTS) continue;
    const step = { from: stretch.from, until: Math.min(readUntil, now), isLast: false, now };
    progress = progressed(progress, step, reach);
    yield { clients, leftOut: leftOuts.counts, progress };
    clients = [];
    leftOuts = new LeftOuts();
  }
  // By their clock, which may be behind ours: what changes from now on is newer than what was seen.
  const last = { from: stretch.from, until: Math.min(newest, now), isLast: true, now };
  progress = progressed(progress, last, reach);
  yield { clients, leftOut: leftOuts.counts, progress };
}

export interface ClientReading {
  readonly api: AmoApi;
  readonly mapping: AmoMapping;
  readonly options: ConnectorOptions;
  readonly signal: AbortSignal;
}

function clientQuery(from: number, to: number, page: number) {
  return {
    'filter[updated_at][from]': from,
    'filter[updated_at][to]': to,
    'order[updated_at]': 'asc',
    limit: PAGE_ROWS,
    page,
  };
}

/** These clients as they are now; who is not there any more is forgotten. */
export async function readAgain(
  kind: ClientKind,
  ids: readonly string[],
  { api, mapping, options, signal }: ClientReading,
  leftOuts: LeftOuts,
): Promise<readonly SourceClient[]> {
  const cards = new LookUp<Row>(api, { path: kind, name: kind }, (row) => row);
  await cards.fetch(ids, signal);
  return [...new Set(ids)].flatMap((id) => {
    const row = cards.get(id);
    if (row === null) return forgottenClient(kind, id);
    return clientFrom(kind, row, mapping.clients, options.office, leftOuts) ?? [];
  });
}

/** Events after which a client is there no more, or again, though the list of changes may not tell. */
export const CLIENT_EVENTS: ReadonlyMap<unknown, ClientKind> = new Map([
  ['contact_deleted', 'contacts'],
  ['contact_restored', 'contacts'],
  ['company_deleted', 'companies'],
  ['company_restored', 'companies'],
]);

/** The clients of a kind that such events are about. */
export function clientsToReadAgain(kind: ClientKind, rows: readonly unknown[]): readonly string[] {
  return rows.flatMap((row) => {
    const isOfKind = isObject(row) && CLIENT_EVENTS.get(row['type']) === kind;
    return (isOfKind ? idFrom(row['entity_id']) : null) ?? [];
  });
}
