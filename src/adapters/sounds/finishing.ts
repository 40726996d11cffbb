import { Worker } from 'node:worker_threads';
import { Failure } from '#ports/failure.ts';
import type { Pcm } from '#ports/speech.ts';
import type { Finished, ToFinish } from './finishing-thread.ts';
import type { PlayRateHz } from './rate.ts';

/** Finishing costs several milliseconds per second of speech: it is done in a thread, calls go on meanwhile. */
export interface Finishing {
  /** Finished and checked samples. Fails with `invalid` (not fit to be played), or `unavailable` (thread died). */
  finish(pcm: Pcm, promisedRateHz: number | null, text: string | null): Promise<Int16Array>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly resolve: (samples: Int16Array) => void;
  readonly reject: (failure: Failure) => void;
}

/** Starts its thread with the first piece of work, and again after it died. */
export function createFinishing(rateHz: PlayRateHz): Finishing {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  const start = (): Worker => {
    const thread = new Worker(new URL('./finishing-thread.ts', import.meta.url));
    thread.unref();
    thread.on('message', ({ id, samples, problem }: Finished) => {
      const one = waiting.get(id);
      waiting.delete(id);
      if (problem === null) one?.resolve(samples);
      else one?.reject(new Failure('invalid', `the sound is ${problem}`));
      if (waiting.size === 0) thread.unref();
    });
    // An 'exit' always follows.
    thread.on('error', () => {});
    thread.once('exit', () => {
      worker = undefined;
      for (const one of waiting.values())
        one.reject(new Failure('unavailable', 'the finishing thread ended'));
      waiting.clear();
    });
    return thread;
  };

  return {
    finish(pcm, promisedRateHz, text) {
      return new Promise((resolve, reject) => {
        worker ??= start();
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.ref();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage({ id: lastId, pcm, promisedRateHz, rateHz, text } satisfies ToFinish);
      });
    },
    async stop() {
      await worker?.terminate();
    },
  };
}
