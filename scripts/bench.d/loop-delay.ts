import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 2;

export interface LoopDelay {
  readonly maxMs: number;
  readonly p99Ms: number;
}

/** Watches this thread's event loop; each reading is of the time since the last one. */
export function watchLoop(): () => LoopDelay {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // The histogram holds the time between two of its ticks, in ns.
  const beyondTick = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  return () => {
    const read = { maxMs: beyondTick(delay.max), p99Ms: beyondTick(delay.percentile(99)) };
    delay.reset();
    return read;
  };
}
