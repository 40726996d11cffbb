import type { RatedListener } from '#ports/callers.ts';
import type { Log } from '#ports/log.ts';
import { inChunks, type Commit } from './database.ts';
import type { LocalFile } from './local-file.ts';
import type { Schema } from './schema.ts';

/** More clients than that will not call before the next change. */
const RATED_MAX = 500;

/**
 * Notes, in the local file and in the commit of the change itself, whose rating changed: so whoever changed it, an
 * import of another process, another node or a finished talk, the service hears of it. Keeps the last 500.
 */
export async function noteRated(commit: Commit, clientIds: readonly string[]): Promise<void> {
  const latest = clientIds.slice(-RATED_MAX);
  if (latest.length === 0) return;
  const { newest } = await commit
    .selectFrom('rated')
    .select((row) => row.fn.max('seq').as('newest'))
    .executeTakeFirstOrThrow();
  const rows = latest.map((client_id, i) => ({ client_id, seq: (newest ?? 0) + i + 1 }));
  for (const chunk of inChunks(rows)) {
    await commit
      .insertInto('rated')
      .values(chunk)
      .onConflict((same) =>
        same.column('client_id').doUpdateSet((row) => ({ seq: row.ref('excluded.seq') })),
      )
      .execute();
  }
  await commit
    .deleteFrom('rated')
    .where('seq', '<=', (newest ?? 0) + latest.length - RATED_MAX)
    .execute();
}

/** Reads that list for whoever wants to know; nothing is read while nobody has committed anything. Never fails. */
export interface RatedWatch {
  /** Tells of what came since the last look. */
  look(): void;
  /** Tells at once of all that stands there. */
  onRated(listener: RatedListener): void;
}

interface Listening {
  readonly listener: RatedListener;
  /** The newest that was told. */
  seen: number;
}

/** Fails with `unavailable` when the file cannot be read at all. */
export function watchRated(file: LocalFile, log: Log): RatedWatch {
  const ratedAfter = file.prepare<Pick<Schema['rated'], 'client_id' | 'seq'>>((db) =>
    db
      .selectFrom('rated')
      .select(['client_id', 'seq'])
      .where('seq', '>', 0)
      .orderBy('seq', 'desc')
      .limit(RATED_MAX),
  );
  const listeners: Listening[] = [];
  let version = -1;

  function tell(one: Listening): void {
    const rows = ratedAfter(one.seen, RATED_MAX);
    const [newest] = rows;
    if (newest === undefined) return;
    one.seen = newest.seq;
    one.listener(rows.map((row) => row.client_id));
  }

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      log.warn({ err: error }, 'whose rating changed is not known now: looked at again');
    }
  }

  return {
    look: () =>
      guarded(() => {
        const now = file.version();
        if (now === version) return;
        for (const one of listeners) tell(one);
        version = now;
      }),
    onRated(listener) {
      const one = { listener, seen: 0 };
      listeners.push(one);
      guarded(() => tell(one));
    },
  };
}
