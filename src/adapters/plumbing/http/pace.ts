import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '#ports/failure.ts';

export interface PaceLimits {
  /** Requests that may go out at once after a rest. */
  readonly burst: number;
  readonly perSecond: number;
  /** Requests under way at the same time: 1 where each takes a licence. */
  readonly concurrency: number;
}

/** More in line than these is a runaway. */
const WAITING_MAX = 1_000;

/** How fast a vendor lets us ask: a token bucket, and so many at once. */
export interface Pace {
  /** Runs `work` when it may; in the order of asking. Fails with `gone` when `signal` fires, `exhausted` when far behind. */
  take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createPace(
  { burst, perSecond, concurrency }: PaceLimits,
  nowMs: () => number = () => performance.now(),
): Pace {
  let tokens = burst;
  let filledAtMs = nowMs();
  let running = 0;
  let turn: Promise<void> = Promise.resolve();
  let waiting = 0;
  const freed: (() => void)[] = [];

  const isFull = (): boolean => running >= concurrency;

  async function admitted(signal: AbortSignal): Promise<void> {
    while (isFull() && !signal.aborted)
      await new Promise<void>((resolve) => {
        freed.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    const missing = 1 - refilled();
    if (missing > 0) await sleep((missing / perSecond) * 1000, null, { signal }).catch(() => null);
    if (signal.aborted) throw new Failure('gone', 'called off before it was asked');
    tokens = refilled() - 1;
    running += 1;
  }

  function refilled(): number {
    const now = nowMs();
    tokens = Math.min(burst, tokens + ((now - filledAtMs) / 1000) * perSecond);
    filledAtMs = now;
    return tokens;
  }

  return {
    async take(work, signal) {
      if (waiting >= WAITING_MAX) throw new Failure('exhausted', 'too many requests in line');
      waiting += 1;
      const mine = turn.then(() => admitted(signal));
      turn = mine.catch(() => undefined);
      try {
        await mine;
      } finally {
        waiting -= 1;
      }
      try {
        return await work();
      } finally {
        running -= 1;
        // All of them, for some may be gone: each looks for itself.
        for (const wake of freed.splice(0)) wake();
      }
    },
  };
}
