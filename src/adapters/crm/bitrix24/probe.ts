import { Failure } from '#ports/failure.ts';
import { isObject, type Office } from '../fields.ts';
import type { BitrixApi } from './api.ts';
import type { Mark } from './cursor.ts';
import type { EventStream } from './event-stream.ts';
import { askList, idIn } from './list.ts';
import { secondsOf, timeText, type Row } from './values.ts';

/** A record may be moved or deleted between our two questions. */
const ATTEMPTS_MAX = 3;
/**
 * A field that holds a date alone is compared by its day, in the portal's zone, and told as a moment of that day, or of
 * another zone's: this far is what a filter finds from what it was asked for.
 */
export const DATE_LOOSE_SECONDS = 2 * 86_400;

export interface Probe {
  /** Where the stream stands now. */
  readonly mark: Mark;
  /** The portal compares the date of the event to the second; false where nobody knows. */
  readonly isExact: boolean;
}

/** Asked before the stream is read whole, and by `doctor`. */
export async function probe(
  api: BitrixApi,
  stream: EventStream,
  office: Office,
  signal: AbortSignal,
): Promise<Probe> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const { mark, record } = await newestOf(api, stream, office, signal);
    if (record === null) return { mark, isExact: false };
    const { at } = record;
    const isFound = (from: number, to: number): Promise<boolean> =>
      isFoundByDate(api, stream, record.id, dateFilter(stream, from, to), signal);
    if (await isFound(at, at + 1)) return { mark, isExact: true };
    if (await isFound(at - DATE_LOOSE_SECONDS, at + DATE_LOOSE_SECONDS))
      return { mark, isExact: false };
  }
  throw unheeded(api, stream);
}

/**
 * Portals answer a filter that they do not understand with nothing, or with everything, and say 200. Believing that
 * would delete events, so it ends the reading.
 */
export function unheeded(api: BitrixApi, { name, list, dateField }: EventStream): Failure {
  return new Failure(
    'invalid',
    `${api.name}: ${list.method} (${name}) does not filter by ${dateField}: correct the date in the mapping`,
  );
}

/** `>=from`, `<to` of the date of the event. */
export function dateFilter({ dateField }: EventStream, from: number, to: number): Row {
  return { [`>=${dateField}`]: timeText(from), [`<${dateField}`]: timeText(to) };
}

interface Newest {
  readonly mark: Mark;
  /** One with a date that can be looked for. */
  readonly record: { readonly id: number; readonly at: number } | null;
}

async function newestOf(
  api: BitrixApi,
  stream: EventStream,
  office: Office,
  signal: AbortSignal,
): Promise<Newest> {
  const { records, clock } = await askList(api, stream.list, {}, 'DESC', signal);
  const ids = records.flatMap((record) => idIn(record, stream.list) ?? []);
  const dated = records.flatMap((record) => {
    const id = idIn(record, stream.list);
    const at = isObject(record) ? secondsOf(record[stream.dateField], office) : null;
    return id === null || typeof at !== 'number' ? [] : { id, at };
  });
  // The field is in none of them: the portal leaves out what it does not know, and says nothing.
  const isUnknown =
    records.length > 0 &&
    records.every((record) => isObject(record) && !(stream.dateField in record));
  if (isUnknown) throw unheeded(api, stream);
  return { mark: { at: clock, id: Math.max(0, ...ids) }, record: dated[0] ?? null };
}

async function isFoundByDate(
  api: BitrixApi,
  { list }: EventStream,
  id: number,
  dates: Row,
  signal: AbortSignal,
): Promise<boolean> {
  const filter = { ...dates, [`>${list.idField}`]: id - 1 };
  const { records } = await askList(api, list, filter, 'ASC', signal);
  return records.some((record) => idIn(record, list) === id);
}
