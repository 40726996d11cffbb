import type { Log } from '#ports/log.ts';

/** Says that the cache cannot be written, but not for each of a thousand files. */
export interface WriteAlarm {
  failed(error: unknown): void;
  worked(): void;
  /** Writes that failed since the start. */
  readonly failures: number;
  /** False from the first failure until a write works again. */
  readonly writable: boolean;
}

const QUIET_MS = 60_000;

export function createWriteAlarm(log: Log, directory: string): WriteAlarm {
  let failures = 0;
  let writable = true;
  let saidAt = -Infinity;
  return {
    failed(error) {
      failures += 1;
      writable = false;
      if (performance.now() - saidAt < QUIET_MS) return;
      saidAt = performance.now();
      const reason = error instanceof Error ? error.message : String(error);
      log.error(
        { directory, reason, failures },
        'sounds cache cannot be written: callers hear what exists',
      );
    },
    worked() {
      if (!writable) log.info({ directory }, 'sounds cache can be written again');
      writable = true;
    },
    get failures() {
      return failures;
    },
    get writable() {
      return writable;
    },
  };
}
