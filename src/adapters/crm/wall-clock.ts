import { zoneOffsetMs } from './time-text.ts';

/** What the clock of `zone` (IANA) shows at a moment, as if that were UTC; seconds. */
export function wallSecondsAt(unixSeconds: number, zone: string): number {
  return unixSeconds + Math.round(zoneOffsetMs(unixSeconds * 1000, zone) / 1000);
}
