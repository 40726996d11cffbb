import type { Reach } from './connector.ts';

const DAY_SECONDS = 86_400;

/** How far one stream of events (one kind of document) was read. */
export interface Progress {
  /** Everything dated before it was read, seconds. */
  readonly until: number;
  /** The day (of the clock that `until` goes by) of the last reading again. */
  readonly rescannedOn: number;
}

/**
 * From where to read now. The first time: the whole history; on a new day: the last `rescanDays` again; else what is
 * new, and a little before it. `now` and all times are seconds of one clock, the source's.
 */
export function readFrom(
  before: Progress | null,
  now: number,
  { overlapSeconds, historyDays, rescanDays, since }: Reach,
): number {
  const beginning = now - historyDays * DAY_SECONDS;
  if (before === null) return since ?? beginning;
  const overlapping = before.until - overlapSeconds;
  // Never later than usual: what lies between would be read by nobody.
  if (since !== null) return Math.min(since, overlapping);
  const again = isRescanDue(before, now) ? now - rescanDays * DAY_SECONDS : Infinity;
  return Math.max(beginning, Math.min(overlapping, again));
}

/**
 * After everything in [from, until) was read. A reading again that broke off is begun anew: `rescannedOn` moves when
 * `until` has come back to where it was.
 */
export function progressed(
  before: Progress | null,
  until: number,
  isLast: boolean,
  now: number,
): Progress {
  return {
    until: Math.max(before?.until ?? 0, until),
    rescannedOn: isLast ? dayOf(now) : (before?.rescannedOn ?? 0),
  };
}

function isRescanDue({ rescannedOn }: Progress, now: number): boolean {
  return dayOf(now) > rescannedOn;
}

function dayOf(seconds: number): number {
  return Math.floor(seconds / DAY_SECONDS);
}
