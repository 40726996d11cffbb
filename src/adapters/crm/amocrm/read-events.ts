import type { CrmPage } from '#ports/crm.ts';
import { LeftOuts } from '../connector.ts';
import { isObject } from '../fields.ts';
import { progressed, readFrom, type Progress } from '../progress.ts';
import { windowWalk, type Window } from '../window-walk.ts';
import { byTime, type Stretch } from './by-time.ts';
import { eventFrom } from './event.ts';
import type { AmoMapping } from './mapping.ts';
import { Involved } from './involved.ts';
import { eventIdFrom, rawEventFrom } from './raw-event.ts';
import {
  CLIENT_EVENTS,
  clientsToReadAgain,
  readAgain,
  type ClientReading,
} from './read-clients.ts';
import { EVENT_PREFIX, secondsFrom } from './values.ts';

export type EventPage = Pick<CrmPage, 'clients' | 'events' | 'span' | 'leftOut' | 'share'> & {
  readonly progress: Progress;
};

/** amoCRM gives 100 at most. */
const PAGE_ROWS = 100;
const PIECE_ROWS = 1_000;

/** The events since `before`, in windows of time, oldest first; what amoCRM has no more in a window is deleted. */
export async function* readEvents(
  before: Progress | null,
  reading: ClientReading,
): AsyncGenerator<EventPage> {
  const { options, mapping } = reading;
  const now = Math.floor(options.office.now().getTime() / 1000);
  const start = Math.max(0, readFrom(before, now, options.reach));
  const involved = new Involved(reading.api, { readsNotes: mapping.calls.read_notes });
  let progress = before;
  let newest = start;
  const windows = windowWalk({
    from: start,
    to: now,
    read: wholeReader(reading),
    pieces: (from, to) => piecesOf(stretchOf(from, to, reading)),
  });
  for await (const window of windows) {
    const read = await contentOf(window, involved, reading, now);
    newest = Math.max(newest, ...window.rows.map((row) => timeOf(row)));
    // Their clock may be behind ours: only what they dated themselves says how far was read. Of a crowded minute
    // not all pieces may be kept yet.
    const until = window.isWhole ? newest : window.from;
    const step = { from: start, until: Math.min(until, now), isLast: false, now };
    progress = progressed(progress, step, options.reach);
    yield { ...read, progress, share: now > start ? (window.to - start) / (now - start) : 1 };
  }
  const last = { from: start, until: Math.min(newest, now), isLast: true, now };
  progress = progressed(progress, last, options.reach);
  yield { clients: [], events: [], span: null, leftOut: {}, progress, share: 1 };
}

async function contentOf(
  { from, to, rows, isWhole }: Window<unknown>,
  involved: Involved,
  reading: ClientReading,
  nowSeconds: number,
): Promise<Omit<EventPage, 'progress' | 'share'>> {
  const { options, mapping, signal } = reading;
  const { source } = options;
  const leftOuts = new LeftOuts();
  const raw = rows
    .filter((row) => !isOfClientsOnly(row, mapping))
    .flatMap((row) => rawEventFrom(row, mapping.events, leftOuts) ?? []);
  await involved.fetch(raw, signal);
  const events = raw.flatMap((event) => {
    const known = {
      source,
      nowSeconds,
      card: involved.cardOf(event),
      talk: involved.talkOf(event),
      talkSecondsMin: mapping.calls.talk_seconds_min,
    };
    return eventFrom(event, known, leftOuts) ?? [];
  });
  const clients = [];
  for (const kind of ['contacts', 'companies'] as const)
    if (mapping.clients[kind])
      clients.push(...(await readAgain(kind, clientsToReadAgain(kind, rows), reading, leftOuts)));
  // What could not be read says nothing of what is gone.
  const isAll = isWhole && leftOuts.counts.malformed === undefined;
  const span = isAll ? { source, prefix: EVENT_PREFIX, from, to } : null;
  return { clients, events, span, leftOut: leftOuts.counts };
}

/** Asked for because a client may be gone, and by no rule: nothing is left out with it. */
function isOfClientsOnly(row: unknown, { events }: AmoMapping): boolean {
  if (!isObject(row) || !CLIENT_EVENTS.has(row['type'])) return false;
  return !Object.hasOwn(events, row['type'] as string);
}

function stretchOf(from: number, to: number, { api, mapping, signal }: ClientReading): Stretch {
  const types = new Set([...Object.keys(mapping.events), ...CLIENT_EVENTS.keys()]);
  return {
    from,
    to,
    time: 'created_at',
    pageRows: PAGE_ROWS,
    ask: (first, last, page) => {
      const query = {
        'filter[created_at][from]': first,
        'filter[created_at][to]': last,
        'filter[type][]': [...types] as string[],
        limit: PAGE_ROWS,
        page,
      };
      return api.list('events', 'events', query, signal);
    },
  };
}

/** Reads a stretch whole, each event once; null when there are more than `rowsMax`. */
function wholeReader(reading: ClientReading) {
  // Times of rows of a stretch that held too many: a shorter one that still does is not read to find that out again.
  let crowd: readonly number[] = [];
  return async (from: number, to: number, rowsMax: number): Promise<readonly unknown[] | null> => {
    if (crowd.filter((at) => at >= from && at < to).length > rowsMax) return null;
    const rows = new Map<unknown, unknown>();
    for await (const piece of byTime(stretchOf(from, to, reading))) {
      for (const row of piece.rows) rows.set(identityOf(row), row);
      if (rows.size <= rowsMax) continue;
      crowd = [...rows.values()].map(timeOf);
      return null;
    }
    return [...rows.values()];
  };
}

async function* piecesOf(stretch: Stretch): AsyncGenerator<readonly unknown[]> {
  let rows: unknown[] = [];
  for await (const piece of byTime(stretch)) {
    rows.push(...piece.rows);
    if (rows.length < PIECE_ROWS) continue;
    yield rows;
    rows = [];
  }
  yield rows;
}

function identityOf(row: unknown): unknown {
  return (isObject(row) ? eventIdFrom(row['id']) : null) ?? row;
}

function timeOf(row: unknown): number {
  return (isObject(row) ? secondsFrom(row['created_at']) : null) ?? 0;
}
