import type { AmiMessage } from './ami-wire.ts';

const SLICE_MS = 4; // of the event loop at a time: calls are answered by the same loop
const LOOK_AT_CLOCK_EVERY = 32;
const LENGTH_MAX = 1_000; // messages; beyond it the socket is not read until they are looked at

export interface AmiQueue {
  push(message: AmiMessage): void;
  /** Calls back in a later turn of the event loop, as soon as the queue is short enough for more. */
  rest(goOn: () => void): void;
  clear(): void;
}

/**
 * What arrived and was not looked at yet, in the order of arrival. The socket's handler only pushes; `take` is called
 * in slices of a few milliseconds, so that a flood of events delays itself and nothing else. A queue that is long
 * holds the socket back, and Asterisk drops a client that is too slow for its writetimeout: then comes a resync.
 */
export function createAmiQueue(take: (message: AmiMessage) => void): AmiQueue {
  let waiting: AmiMessage[] = [];
  let next = 0;
  let scheduled = false;
  let goOn: (() => void) | null = null;

  function slice(): void {
    scheduled = false;
    const untilMs = performance.now() + SLICE_MS;
    while (next < waiting.length) {
      const message = waiting[next++];
      if (message !== undefined) take(message);
      if (next % LOOK_AT_CLOCK_EVERY === 0 && performance.now() >= untilMs) break;
    }
    if (next === waiting.length) clear();
    else schedule();
    if (waiting.length - next >= LENGTH_MAX) return;
    goOn?.();
    goOn = null;
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(slice);
  }

  function clear(): void {
    waiting = [];
    next = 0;
  }

  return {
    push(message) {
      waiting.push(message);
      schedule();
    },
    rest(next) {
      goOn = next;
      schedule();
    },
    clear,
  };
}
