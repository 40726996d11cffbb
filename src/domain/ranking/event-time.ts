/** Clocks of CRM servers run ahead; plans are further off, and no events. */
const AHEAD_SECONDS_MAX = 86_400;
const EARLIEST_SECONDS = Date.UTC(2000, 0, 1) / 1000;

/**
 * Whether something can have happened at `at` (unix seconds). One event of next year would outweigh everything that
 * happens until then: popularity is counted from the newest event of all.
 */
export function isEventTime(at: number, nowSeconds: number): boolean {
  return at >= EARLIEST_SECONDS && at <= nowSeconds + AHEAD_SECONDS_MAX;
}
