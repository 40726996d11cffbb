/** A moment as people and programs write it. */
interface Written {
  /** The calendar and clock of the text, as if they were UTC; milliseconds. */
  readonly wallMs: number;
  /** What the text says of its zone; null: it is local. */
  readonly offsetMinutes: number | null;
  readonly dateOnly: boolean;
}

const UNIX_SECONDS = /^\d{9,10}$/;
const ISO =
  /^(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)(?:[T ](?<h>\d\d?):(?<i>\d\d)(?::(?<s>\d\d)(?:[.,]\d+)?)?(?<z>Z|[+-]\d\d:?\d\d)?)?$/i;
/** As 1C and Excel write it here: 20.11.2026 9:30:00. */
const RUSSIAN = /^(?<d>\d\d)\.(?<m>\d\d)\.(?<y>\d{4})(?: (?<h>\d\d?):(?<i>\d\d)(?::(?<s>\d\d))?)?$/;

/**
 * Unix seconds of a time that is written as unix seconds, ISO 8601 or 20.11.2026 9:30; null for anything else,
 * the 31st of February among it. A time without a zone is one of `zone` (IANA name), a day without a time its midnight.
 */
export function secondsFrom(text: string, zone: string): number | null {
  if (UNIX_SECONDS.test(text)) return Number(text);
  const written = read(text);
  return written === null ? null : Math.floor(instantMs(written, zone) / 1000);
}

/** The same for the end of a span: a day without a time ends with that day. */
export function endSecondsFrom(text: string, zone: string): number | null {
  const written = read(text);
  if (written === null || !written.dateOnly) return secondsFrom(text, zone);
  return Math.floor(instantMs({ ...written, wallMs: written.wallMs + DAY_MS }, zone) / 1000);
}

const DAY_MS = 86_400_000;

function read(text: string): Written | null {
  const groups = (ISO.exec(text) ?? RUSSIAN.exec(text))?.groups;
  if (groups === undefined) return null;
  const [y, m, d, h, i, s] = ['y', 'm', 'd', 'h', 'i', 's'].map((part) =>
    Number(groups[part] ?? 0),
  );
  const wall = new Date(Date.UTC(y!, m! - 1, d, h, i, s));
  const isReal =
    wall.getUTCMonth() === m! - 1 && wall.getUTCDate() === d! && h! < 24 && i! < 60 && s! < 60;
  if (!isReal) return null;
  return {
    wallMs: wall.getTime(),
    offsetMinutes: groups['z'] === undefined ? null : offsetOf(groups['z']),
    dateOnly: groups['h'] === undefined,
  };
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

function instantMs({ wallMs, offsetMinutes }: Written, zone: string): number {
  if (offsetMinutes !== null) return wallMs - offsetMinutes * 60_000;
  // The zone's offset depends on the moment we look for: the second look is right on either side of a clock change.
  const guess = wallMs - zoneOffsetMs(wallMs, zone);
  return wallMs - zoneOffsetMs(guess, zone);
}

/** Offsets change at whole quarters of an hour only; files name the same hours again and again. */
const QUARTER_MS = 900_000;
const OFFSETS_KEPT_MAX = 10_000;
const offsets = new Map<string, number>();

/** How far the clock of `zone` is ahead of UTC at a moment. */
export function zoneOffsetMs(instant: number, zone: string): number {
  const quarter = Math.floor(instant / QUARTER_MS);
  const key = `${zone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size >= OFFSETS_KEPT_MAX) offsets.clear();
    offset = offsetAt(quarter * QUARTER_MS, zone);
    offsets.set(key, offset);
  }
  return offset;
}

function offsetAt(instant: number, zone: string): number {
  const parts = clockOf(zone).formatToParts(instant);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)])) as Record<
    'year' | 'month' | 'day' | 'hour' | 'minute' | 'second',
    number
  >;
  const wall = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return wall - instant;
}

/** Making a formatter costs a thousand times more than using it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(zone, clock);
  }
  return clock;
}
