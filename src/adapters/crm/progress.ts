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
 * new, and a little before it. `since` only ever reads more. `now` and all times are seconds of one clock, the source's.
 */
export function readFrom(
  before: Progress | null,
  now: number,
  { overlapSeconds, historyDays, rescanDays, since }: Reach,
): number {
  const beginning = now - historyDays * DAY_SECONDS;
  const wished = since ?? Infinity;
  if (before === null) return Math.min(wished, beginning);
  // A clock that ran ahead, or was set back, must not leave out what lies between.
  const overlapping = Math.min(before.until, now) - overlapSeconds;
  const again = isRescanDue(before, now) ? now - rescanDays * DAY_SECONDS : Infinity;
  return Math.min(wished, Math.max(beginning, Math.min(overlapping, again)));
}

/** After everything of a walk that began at `from` was read up to `until`. The last step of a walk that goes back far enough is the day's reading again. */
export function progressed(
  before: Progress | null,
  {
    from,
    until,
    isLast,
    now,
  }: {
    readonly from: number;
    readonly until: number;
    readonly isLast: boolean;
    readonly now: number;
  },
  { rescanDays }: Pick<Reach, 'rescanDays'>,
): Progress {
  const isRescan = isLast && from <= now - rescanDays * DAY_SECONDS;
  return {
    until: Math.max(Math.min(before?.until ?? 0, now), until),
    rescannedOn: isRescan ? dayOf(now) : (before?.rescannedOn ?? 0),
  };
}

function isRescanDue({ rescannedOn }: Progress, now: number): boolean {
  return dayOf(now) !== rescannedOn;
}

function dayOf(seconds: number): number {
  return Math.floor(seconds / DAY_SECONDS);
}
