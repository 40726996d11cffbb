import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { BackOffice } from './back-office.ts';
import type { CopyState } from './copy.ts';
import {
  received,
  type FromThread,
  type ThreadSettings,
  type ToThread,
} from './thread-messages.ts';

const STORAGE_PROGRAM = new URL('./thread-main.ts', import.meta.url);
const REQUESTS_MAX = 1_000;
const CLOSE_TIMEOUT_MS = 10_000;
/** After the thread died of a bug: soon enough to lose little, seldom enough to do no harm. */
const RESTART_DELAY_MS = 1_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  progress?: (share: number) => void;
}

/** The main thread's end of the storage thread. */
export interface StorageThread {
  /** Fails with what the method fails with, `unavailable` while the thread is down, `exhausted` when it is far behind. */
  ask<M extends keyof BackOffice>(
    method: M,
    args: Parameters<BackOffice[M]>,
    progress?: (share: number) => void,
  ): Promise<Awaited<ReturnType<BackOffice[M]>>>;
  /** How many requests wait for an answer. */
  waiting(): number;
  close(): Promise<void>;
}

export interface ThreadOptions {
  readonly settings: ThreadSettings;
  readonly log: Log;
  /** The local copy has moved. */
  readonly onCopy: (state: CopyState) => void;
  /** What the thread runs; the storage itself unless told. */
  readonly program?: URL;
  /** Calls the opening off: a first copy of a large database takes minutes. */
  readonly signal?: AbortSignal;
}

/** Fails with whatever kept the thread from opening its databases, and with `gone` when `signal` called it off. */
export async function startThread(options: ThreadOptions): Promise<StorageThread> {
  const { settings, log, onCopy, program = STORAGE_PROGRAM, signal } = options;
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  const closing = new AbortController();
  let worker: Worker | null = null;
  worker = await spawn();

  function spawn(): Promise<Worker> {
    const started = new Worker(program, {
      workerData: settings,
      name: 'storage',
    });
    // What was committed is whole, and the rest is done by the next start.
    const callOff = (): void => void started.terminate();
    return new Promise<Worker>((resolve, reject) => {
      signal?.addEventListener('abort', callOff, { once: true });
      if (signal?.aborted) callOff();
      started.on('message', (message: FromThread) => {
        if (message.kind === 'ready') resolve(started);
        else if (message.kind === 'not-ready') reject(received(message.error));
        else take(message);
      });
      started.on('error', (error) => log.error({ err: error }, 'the storage thread failed'));
      started.on('exit', () => {
        reject(
          signal?.aborted
            ? new Failure('gone', 'the opening of the database was called off')
            : new Failure('unavailable', 'the storage thread ended'),
        );
        if (worker === started) ended();
      });
    }).finally(() => signal?.removeEventListener('abort', callOff));
  }

  function take(message: Exclude<FromThread, { kind: 'ready' | 'not-ready' }>): void {
    switch (message.kind) {
      case 'done':
        settle(message.id, (one) => one.resolve(message.value));
        break;
      case 'failed':
        settle(message.id, (one) => one.reject(received(message.error)));
        break;
      case 'progress':
        for (const one of waiting.values()) one.progress?.(message.share);
        break;
      case 'copy':
        onCopy(message.state);
        break;
      case 'log':
        log[message.level](message.fields, message.text);
        break;
      case 'closed':
        break;
      default:
        message satisfies never;
    }
  }

  function settle(id: number, how: (one: Waiting) => void): void {
    const one = waiting.get(id);
    waiting.delete(id);
    if (one !== undefined) how(one);
  }

  function ended(): void {
    worker = null;
    for (const id of waiting.keys()) {
      settle(id, (one) => one.reject(new Failure('unavailable', 'the storage thread ended')));
    }
    if (!closing.signal.aborted) void restart();
  }

  async function restart(): Promise<void> {
    while (!closing.signal.aborted && worker === null) {
      await after(RESTART_DELAY_MS, undefined, { ref: false });
      try {
        worker = await spawn();
        log.warn({}, 'the storage thread was started again');
      } catch (error) {
        log.error({ err: error }, 'the storage thread could not be started again');
      }
    }
  }

  return {
    ask(method, args, progress) {
      const thread = worker;
      if (closing.signal.aborted || thread === null) {
        return Promise.reject(new Failure('unavailable', 'the storage thread is not running'));
      }
      if (waiting.size >= REQUESTS_MAX) {
        return Promise.reject(
          new Failure('exhausted', `storage is ${REQUESTS_MAX} requests behind`),
        );
      }
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, {
          resolve,
          reject,
          ...(progress === undefined ? {} : { progress }),
        });
        post(thread, { id, method, args });
      });
    },
    waiting: () => waiting.size,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      const thread = worker;
      if (thread === null) return;
      const exited = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
      post(thread, 'close');
      const patience = new AbortController();
      await Promise.race([
        exited,
        after(CLOSE_TIMEOUT_MS, undefined, { signal: patience.signal }).catch(() => undefined),
      ]);
      patience.abort();
      await thread.terminate();
    },
  };
}

function post(thread: Worker, message: ToThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  thread.postMessage(message);
}
