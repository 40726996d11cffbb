export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Part of a day when the office answers, in minutes from midnight on the office's clock: [from, to). */
export interface Shift {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** When the office answers. */
export interface OfficeHours {
  /** IANA: `Europe/Moscow`. */
  readonly zone: string;
  readonly week: Readonly<Record<Weekday, readonly Shift[]>>;
  /** What differs from the week: by date (`2026-12-31`) or by day of every year (`12-31`); no shifts: closed. */
  readonly days: ReadonlyMap<string, readonly Shift[]>;
}

/**
 * Answers whether the office is open at a moment. What stands for one date wins over what stands for every
 * year, and that over the weekday. Throws RangeError for a zone that nobody knows: check it on the way in.
 */
export function openingHours(hours: OfficeHours): (now: Date) => boolean {
  const clock = wallClock(hours.zone);
  return (now) => {
    const { date, weekday, minute } = clock(now);
    const shifts = hours.days.get(date) ?? hours.days.get(date.slice(5)) ?? hours.week[weekday];
    return shifts.some(({ fromMinute, toMinute }) => fromMinute <= minute && minute < toMinute);
  };
}

/**
 * `09:00-13:00, 14:00-18:00` as shifts, `closed` as none; null when it is neither. 24:00 is the end of a day.
 * A shift ends on the day it began: what goes on after midnight belongs to the next day.
 */
export function shiftsFrom(text: string): readonly Shift[] | null {
  if (text.trim() === 'closed') return [];
  const shifts = text.split(',').map(shiftFrom);
  return shifts.every((shift) => shift !== null) ? shifts : null;
}

/** More days than this are no holiday. */
const RANGE_DAYS_MAX = 60;

/**
 * The keys of `OfficeHours.days` that a text names: `2026-05-09`, `05-09` (every year) or a range
 * `2026-12-31..2027-01-08`, both ends in it; null when it names none.
 */
export function daysFrom(text: string): readonly string[] | null {
  const [first, last, ...more] = text.split('..').map((part) => part.trim());
  if (first === undefined || more.length > 0) return null;
  if (last === undefined) return isDay(first) ? [first] : null;
  if (!isDate(first) || !isDate(last)) return null;
  const days: string[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) {
    if (days.push(day) > RANGE_DAYS_MAX) return null;
  }
  return days.length > 0 ? days : null;
}

function shiftFrom(text: string): Shift | null {
  const [, from = '', to = ''] = /^\s*(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*$/.exec(text) ?? [];
  const fromMinute = minuteOf(from);
  const toMinute = minuteOf(to);
  if (fromMinute === null || toMinute === null || fromMinute >= toMinute) return null;
  return { fromMinute, toMinute };
}

function minuteOf(text: string): number | null {
  const [hours = NaN, minutes = NaN] = text.split(':').map(Number);
  const minute = hours * 60 + minutes;
  return minutes < 60 && minute <= 24 * 60 ? minute : null;
}

function isDay(text: string): boolean {
  // 2024 was a leap year: the 29th of February exists in some years.
  return /^\d{2}-\d{2}$/.test(text) ? isDate(`2024-${text}`) : isDate(text);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

interface ClockReading {
  readonly date: string;
  readonly weekday: Weekday;
  readonly minute: number;
}

/**
 * What a clock and a calendar on the wall of the office show. The formatter is slow to make and slow to ask: it is
 * made once, and asked once a minute.
 */
function wallClock(zone: string): (now: Date) => ClockReading {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const read = (now: Date): ClockReading => {
    const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
    const shown = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    return {
      date: `${shown('year')}-${shown('month')}-${shown('day')}`,
      weekday: shown('weekday').toLowerCase() as Weekday,
      minute: Number(shown('hour')) * 60 + Number(shown('minute')),
    };
  };
  let latest: { readonly minute: number; readonly reading: ClockReading } | null = null;
  return (now) => {
    // Zones differ from UTC by whole minutes, at their changes as well.
    const minute = Math.floor(now.getTime() / 60_000);
    if (latest?.minute !== minute) latest = { minute, reading: read(now) };
    return latest.reading;
  };
}
