import { setTimeout as after } from 'node:timers/promises';
import type { Log } from '#ports/log.ts';
import { CHANGE_CHANNEL } from './changes.ts';
import { copyBatch, placeOf, placeOfRemote, startAnew } from './copy-batch.ts';
import type { Store } from './database.ts';
import { migrate } from './migrate.ts';
import { listen, type Listener } from './postgres-listener.ts';
import type { Remote } from './postgres.ts';

/** Looks for changes that nobody announced, and finds out that a silent connection is dead. */
const POLL_MS = 15_000;
const RECONNECT_DELAY_FIRST_MS = 250;
const RECONNECT_DELAY_MAX_MS = 10_000;
/** A first copy of a large database takes minutes: somebody may be waiting for it. */
const BATCHES_PER_LINE = 100;
/** How long a start waits for a copy that exists to get in step: calls can be answered from it meanwhile. */
const START_PATIENCE_MS = 10_000;
/** How long a write waits for the copy to show it. */
const SHOWN_PATIENCE_MS = 2_000;

export interface CopyState {
  /** PostgreSQL answers. */
  readonly connected: boolean;
  /** Nothing was left to fetch just now. */
  readonly inStep: boolean;
}

/** This node's copy of what calls need, following PostgreSQL for as long as it answers. */
export interface Copy {
  /** False until PostgreSQL has answered once and has our tables: nothing can be written there before. */
  isWritable(): boolean;
  /** Waits until the copy shows what is committed now, or for 2 s. Never fails. */
  catchUp(): Promise<void>;
  stop(): Promise<void>;
}

export interface CopyOptions {
  readonly remote: Remote;
  readonly local: Store;
  readonly log: Log;
  readonly tell: (state: CopyState) => void;
}

/**
 * Fails like PostgreSQL does when this node has no copy yet and cannot make one; with a copy it starts all the
 * same, and keeps trying.
 */
export async function startCopy(options: CopyOptions): Promise<Copy> {
  const { remote, local, log, tell } = options;
  const stopping = new AbortController();
  let isWritable = false;
  const fetchAll = oneAtATime(async () => {
    for (let batches = 1; !stopping.signal.aborted; batches += 1) {
      if ((await copyBatch(remote.store, local)) === 0) break;
      tell({ connected: true, inStep: false });
      if (batches % BATCHES_PER_LINE === 0) log.info({ batches }, 'the copy is catching up');
    }
    tell({ connected: true, inStep: true });
  });

  async function connect(): Promise<Listener> {
    await migrate(remote.store);
    isWritable = true;
    await checkWhoseCopyItIs(options);
    // The ear is open before the first look: nothing can slip in between.
    const listener = await listen(remote, CHANGE_CHANNEL);
    try {
      await fetchAll();
      return listener;
    } catch (error) {
      await listener.close();
      throw error;
    }
  }

  async function follow(listener: Listener): Promise<void> {
    try {
      while (!stopping.signal.aborted && !listener.isBroken()) {
        await listener.heard(POLL_MS, stopping.signal);
        if (!stopping.signal.aborted) await fetchAll();
      }
    } finally {
      await listener.close();
    }
  }

  async function keepFollowing(first: Promise<Listener>): Promise<void> {
    let connecting = first;
    let delayMs = RECONNECT_DELAY_FIRST_MS;
    while (!stopping.signal.aborted) {
      try {
        const listener = await connecting;
        delayMs = RECONNECT_DELAY_FIRST_MS;
        log.info({}, 'the copy follows PostgreSQL');
        await follow(listener);
      } catch (error) {
        log.warn({ err: error, delayMs }, 'PostgreSQL is away: calls are answered from the copy');
      }
      tell({ connected: false, inStep: false });
      await pause(delayMs, stopping.signal);
      delayMs = Math.min(2 * delayMs, RECONNECT_DELAY_MAX_MS);
      if (!stopping.signal.aborted) connecting = connect();
    }
  }

  const hasCopy = (await placeOf(local)) !== null;
  const first = connect();
  if (hasCopy) {
    const settled = first.then(doNothing, doNothing);
    await Promise.race([settled, pause(START_PATIENCE_MS, stopping.signal)]);
  } else {
    await first;
  }
  const following = keepFollowing(first);

  return {
    isWritable: () => isWritable,
    async catchUp() {
      const shown = fetchAll().catch((error: unknown) => {
        log.warn({ err: error }, 'the copy could not follow a write at once');
      });
      await Promise.race([shown, pause(SHOWN_PATIENCE_MS, stopping.signal)]);
    },
    async stop() {
      stopping.abort();
      await following;
    },
  };
}

/** A copy of another database, or of one that was set back to an older state, is of no use: it begins anew. */
async function checkWhoseCopyItIs({ remote, local, log }: CopyOptions): Promise<void> {
  const theirs = await placeOfRemote(remote.store);
  const ours = await placeOf(local);
  if (ours?.storeId === theirs.storeId && ours.seq <= theirs.seq) return;
  if (ours !== null) log.warn({}, 'PostgreSQL holds another or an older database: a new copy');
  await startAnew(local, theirs.storeId);
}

/** Runs `work` one at a time; who asks while it runs waits for the run after, which sees what is there now. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  return () => {
    next ??= running = running.catch(doNothing).then(() => {
      next = null;
      return work();
    });
    return next;
  };
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await after(delayMs, undefined, { signal, ref: false }).catch(doNothing);
}

function doNothing(): void {}
