import type { Journal } from '#ports/journal.ts';
import type { Log } from '#ports/log.ts';

const DAY_MS = 86_400_000;
/** So many at a time: whoever else writes waits for one such piece, not for a year of calls. */
const CALLS_AT_ONCE = 1_000;

/**
 * Forgets calls that began more than `keepDays` ago; answers how many. What they taught the ranking stays: that is
 * the client's history, not the journal's. Fails with `unavailable`; whole pieces stay forgotten.
 */
export async function forgetCalls(
  house: { readonly journal: Pick<Journal, 'forget'>; readonly log: Log; now(): Date },
  keepDays: number,
): Promise<number> {
  const beforeMs = house.now().getTime() - keepDays * DAY_MS;
  let forgotten = 0;
  for (;;) {
    const piece = await house.journal.forget(beforeMs, CALLS_AT_ONCE);
    if (piece === 0) break;
    forgotten += piece;
  }
  house.log.info({ forgotten, keepDays }, 'old calls forgotten');
  return forgotten;
}
