import { Worker } from 'node:worker_threads';
import type { Crm, CrmPage } from '#ports/crm.ts';
import { Failure } from '#ports/failure.ts';
import type { SourceSettings } from './source.ts';
import { receivedFailure, type FromReader, type ToReader } from './thread-messages.ts';

const PROGRAM = new URL('./thread-main.ts', import.meta.url);
/** A source that answers with more than it may ends the thread, and not us. */
const HEAP_MB_MAX = 1_024;

/** The sources, read in a thread of their own; it starts with the first reading, and anew after it died. */
export interface ThreadedSources {
  crm(source: string): Crm;
  stop(): Promise<void>;
}

export function threadedSources(sources: readonly SourceSettings[]): ThreadedSources {
  const waiting = new Map<number, PromiseWithResolvers<CrmPage | null>>();
  let worker: Worker | null = null;
  let readings = 0;

  function running(): Worker {
    if (worker !== null) return worker;
    const started = new Worker(PROGRAM, {
      workerData: sources,
      name: 'crm',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    });
    started.unref();
    started.on('message', take);
    let why = 'ended';
    started.on('error', (error) => (why = error.message));
    started.on('exit', () => {
      if (worker === started) worker = null;
      for (const [reading, one] of waiting) {
        waiting.delete(reading);
        one.reject(new Failure('unavailable', `the reading thread failed: ${why}`));
      }
    });
    worker = started;
    return started;
  }

  function take(message: FromReader): void {
    const one = waiting.get(message.reading);
    waiting.delete(message.reading);
    if (message.kind === 'page') one?.resolve(message.page);
    else if (message.kind === 'end') one?.resolve(null);
    else one?.reject(receivedFailure(message.error));
  }

  async function* pages(
    source: string,
    cursor: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<CrmPage> {
    signal.throwIfAborted();
    const reading = (readings += 1);
    const thread = running();
    const post = (message: ToReader): void => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      thread.postMessage(message);
    };
    const callOff = (): void => {
      post({ kind: 'call-off', reading });
      waiting.get(reading)?.reject(new Failure('gone', `CRM ${source}: called off`));
      waiting.delete(reading);
    };
    signal.addEventListener('abort', callOff, { once: true });
    post({ kind: 'open', reading, source, cursor });
    let isOver = false;
    try {
      for (;;) {
        // What happened while the last page was kept: nobody would answer any more.
        if (signal.aborted) throw new Failure('gone', `CRM ${source}: called off`);
        if (worker !== thread) throw new Failure('unavailable', 'the reading thread ended');
        const page = Promise.withResolvers<CrmPage | null>();
        waiting.set(reading, page);
        post({ kind: 'next', reading });
        const told = await page.promise;
        if (told === null) return void (isOver = true);
        yield told;
      }
    } finally {
      signal.removeEventListener('abort', callOff);
      if (!isOver) post({ kind: 'call-off', reading });
    }
  }

  return {
    crm: (source) => ({ source, pages: (cursor, signal) => pages(source, cursor, signal) }),
    async stop() {
      await worker?.terminate();
    },
  };
}
