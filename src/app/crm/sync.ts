import type { Imported } from '#pipeline/import-events.ts';
import { readSource } from '#pipeline/read-source.ts';
import type { Cursors } from '#ports/crm.ts';
import type { Events } from '#ports/events.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { ThreadedSources } from './threaded.ts';

const MINUTE_MS = 60_000;
/** A webhook brings its neighbours: what they tell of is read once. */
const POKE_MS = 2_000;
/** While the database is not open yet. */
const NOT_OPEN_MS = 10_000;

export interface SyncSource {
  readonly name: string;
  readonly everyMs: number;
  readonly staleAfterMs: number;
}

export interface SyncHouse {
  readonly sources: readonly SyncSource[];
  readonly threaded: ThreadedSources;
  /** Null while the database is not open. */
  readonly storage: () => { readonly events: Events; readonly cursors: Cursors } | null;
  readonly now: () => Date;
  /** Names this node, the same after a restart. */
  readonly reader: string;
  readonly log: Log;
  readonly readEnded?: (source: string, ok: boolean) => void;
}

export interface SyncState {
  readonly name: string;
  /** Since the last reading that came to its end; null: never yet. */
  readonly ageMs: number | null;
  readonly isStale: boolean;
  /** Why the last reading failed; null: it did not. */
  readonly trouble: string | null;
  /** Of the reading under way, 0 to 1; null: none, or it cannot be known. */
  readonly share: number | null;
}

export interface Sync {
  start(): void;
  /** Something happened in that CRM: read it soon. */
  poke(source: string): void;
  states(): readonly SyncState[];
  stop(): Promise<void>;
}

/** Reads every source on its schedule, one reading of a source at a time; a source in trouble holds up no other. */
export function createSync(house: SyncHouse): Sync {
  const stopping = new AbortController();
  const loops = house.sources.map((source) => createLoop(source, house, stopping.signal));
  return {
    start: () => loops.forEach((loop) => loop.start()),
    poke: (name) => loops.find(({ source }) => source.name === name)?.poke(),
    states: () => loops.map((loop) => loop.state()),
    async stop() {
      stopping.abort();
      await Promise.all(loops.map((loop) => loop.ended()));
      await house.threaded.stop();
    },
  };
}

function createLoop(source: SyncSource, house: SyncHouse, signal: AbortSignal) {
  const { name, everyMs, staleAfterMs } = source;
  const { log, now } = house;
  let finishedAtMs: number | null = null;
  let trouble: string | null = null;
  let share: number | null = null;
  let isWarned = false;
  /** When the last page of a reading was kept: while it goes on, nothing is stale. */
  let keptAtMs = 0;
  let isPoked = false;
  let running: Promise<void> = Promise.resolve();
  let wake: (() => void) | null = null;
  const bornAtMs = now().getTime();

  const ageMs = (): number | null =>
    finishedAtMs === null ? null : Math.max(0, now().getTime() - finishedAtMs);
  // Never read: as old as we are.
  const isStale = (): boolean =>
    now().getTime() - Math.max(finishedAtMs ?? bornAtMs, keptAtMs) > staleAfterMs;

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      const storage = house.storage();
      if (storage !== null) await readOnce(storage);
      await pause(storage === null ? NOT_OPEN_MS : everyMs);
    }
  }

  /** Until the time is over, or somebody pokes or has poked while we read: then a moment for what comes with it. */
  async function pause(ms: number): Promise<void> {
    if (!isPoked) await until(ms, (awake) => (wake = awake));
    wake = null;
    if (isPoked) await until(POKE_MS, () => undefined);
    isPoked = false;
  }

  function until(ms: number, wakeBy: (awake: () => void) => void): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
      wakeBy(end);
    });
  }

  async function readOnce(storage: NonNullable<ReturnType<SyncHouse['storage']>>): Promise<void> {
    const began = performance.now();
    try {
      // Another node may have read it meanwhile.
      finishedAtMs = (await storage.cursors.stateOf(name)).finishedAtMs;
      const crm = house.threaded.crm(name);
      const { reader } = house;
      const imported = await readSource(crm, { ...storage, now, reader }, signal, (soFar) => {
        ({ share } = soFar);
        keptAtMs = now().getTime();
        if (soFar.pages % 50 === 0) log.info({ source: name, ...told(soFar) }, 'CRM is being read');
      });
      if (imported === null) {
        trouble = null;
        log.debug({ source: name }, 'CRM is read by another process');
        return;
      }
      finishedAtMs = now().getTime();
      if (trouble !== null) log.info({ source: name }, 'CRM answers again');
      [trouble, isWarned] = [null, false];
      const tookMs = Math.round(performance.now() - began);
      log.info({ source: name, ...told(imported), tookMs }, 'CRM read');
      house.readEnded?.(name, true);
    } catch (error) {
      if (signal.aborted) return;
      failed(error);
    } finally {
      share = null;
    }
  }

  function failed(error: unknown): void {
    house.readEnded?.(name, false);
    const isDeliberate = error instanceof Failure;
    const reason = isDeliberate ? error.message : 'a bug of ours';
    // The same trouble every few minutes is one line.
    if (reason !== trouble) {
      const fields = isDeliberate
        ? { source: name, reason, ...(error.quote === null ? {} : { pii: { quote: error.quote } }) }
        : { source: name, err: error };
      log.warn(fields, 'CRM not read: calls go by what is known');
    }
    trouble = reason;
    if (!isStale() || isWarned) return;
    isWarned = true;
    const minutes = Math.round((ageMs() ?? now().getTime() - bornAtMs) / MINUTE_MS);
    log.warn({ source: name, minutes, reason }, 'CRM is stale: what happened since is not counted');
  }

  return {
    source,
    start: () => void (running = loop()),
    poke() {
      isPoked = true;
      wake?.();
    },
    ended: () => running,
    state: (): SyncState => ({ name, ageMs: ageMs(), isStale: isStale(), trouble, share }),
  };
}

/** Counts for the log: no names, no numbers. */
function told({ employees, clients, events, leftOut, pages, share }: Imported) {
  return {
    employees: employees.added + employees.changed,
    clients: clients.added + clients.changed,
    events: events.added + events.changed,
    leftOut,
    pages,
    share: share === null ? null : Math.round(share * 100) / 100,
  };
}
