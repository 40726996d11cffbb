import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import { backOffice, type BackOffice } from './back-office.ts';
import { startCopy } from './copy.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { ReplayOptions } from './weights.ts';
import {
  sent,
  type FromThread,
  type LogLevel,
  type Request,
  type ThreadSettings,
  type ToThread,
} from './thread-messages.ts';

/** The storage thread: it alone writes, so that no flush of a disk ever holds up a caller. */
const port = parentPort!;
const tell = (message: FromThread): void => port.postMessage(message);
const closing = new AbortController();
const replay: ReplayOptions = {
  progress: (share) => tell({ kind: 'progress', share }),
  signal: closing.signal,
};

/** An error as plain values: whatever else hangs on it may not survive the way between threads. */
const logAs =
  (level: LogLevel): Log[LogLevel] =>
  ({ err, ...fields }, text) =>
    tell({
      kind: 'log',
      level,
      fields: err === undefined ? fields : { ...fields, err: sent(err) },
      text,
    });
const log: Log = {
  debug: logAs('debug'),
  info: logAs('info'),
  warn: logAs('warn'),
  error: logAs('error'),
};

interface OpenOffice {
  readonly office: BackOffice;
  /** Null, or why nothing can be asked of the database yet. */
  readonly obstacle: () => Failure | null;
  readonly close: () => Promise<void>;
}

async function open({ url, file, writerPatienceMs }: ThreadSettings): Promise<OpenOffice> {
  const local = openSqlite(file, writerPatienceMs);
  try {
    await migrate(local);
    if (url === null) {
      const office = backOffice(local, { written: () => Promise.resolve(), ...replay });
      return { office, obstacle: () => null, close: () => local.db.destroy() };
    }
    const remote = openPostgres(url, log);
    const copy = await startCopy({
      remote,
      local,
      log,
      tell: (state) => tell({ kind: 'copy', state }),
    });
    return {
      office: backOffice(remote.store, { written: () => copy.catchUp(), ...replay }),
      obstacle: () =>
        copy.isWritable()
          ? null
          : new Failure('unavailable', `PostgreSQL ${remote.store.name} has not answered yet`),
      async close() {
        await copy.stop();
        await remote.close();
        await local.db.destroy();
      },
    };
  } catch (error) {
    await local.db.destroy();
    throw error;
  }
}

async function answer(
  { office, obstacle }: OpenOffice,
  { id, method, args }: Request,
): Promise<void> {
  try {
    const failure = obstacle();
    if (failure !== null) throw failure;
    const ask = office[method] as (...args: readonly unknown[]) => Promise<unknown>;
    tell({ kind: 'done', id, value: await ask(...args) });
  } catch (error) {
    tell({ kind: 'failed', id, error: sent(error) });
  }
}

async function serve(settings: ThreadSettings): Promise<void> {
  const storage = await open(settings);
  const underWay = new Set<Promise<void>>();
  port.on('message', (message: ToThread) => {
    if (message === 'close') {
      closing.abort();
      void Promise.allSettled(underWay)
        .then(storage.close)
        .finally(() => {
          tell({ kind: 'closed' });
          port.close();
        });
      return;
    }
    const work = answer(storage, message).finally(() => underWay.delete(work));
    underWay.add(work);
  });
  tell({ kind: 'ready' });
}

serve(workerData as ThreadSettings).catch((error: unknown) => {
  tell({ kind: 'not-ready', error: sent(error) });
  port.close();
});
