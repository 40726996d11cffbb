/** How long to stay away from a manager interface that does not answer. */
export interface AmiBackoff {
  readonly minMs: number;
  readonly maxMs: number;
  /** After a refused login: the secret will not get better by asking often, and Asterisk logs each attempt. */
  readonly refusedMs: number;
}

export const DEFAULT_BACKOFF: AmiBackoff = { minMs: 200, maxMs: 15_000, refusedMs: 60_000 };

/**
 * Doubles from `minMs` to `maxMs`, then takes a random share of the upper half, so that several nodes that lost the
 * same Asterisk do not all come back in the same moment. `failures` counts from 1; `random` is in [0, 1).
 */
export function backoffMs(failures: number, backoff: AmiBackoff, random: number): number {
  const ceilingMs = Math.min(backoff.maxMs, backoff.minMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(backoff.minMs, Math.round(ceilingMs * (0.5 + random / 2)));
}
