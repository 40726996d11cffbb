import { Failure } from '#ports/failure.ts';
import { isObject, type Office } from '../fields.ts';
import type { BitrixApi } from './api.ts';
import type { Mark } from './cursor.ts';
import type { EventStream } from './event-stream.ts';
import { askList, idIn } from './list.ts';
import { secondsOf, timeText, type Row } from './values.ts';

/** A record may be moved or deleted between our two questions. */
const ATTEMPTS_MAX = 3;
/** Dates without a time, and zones that the portal understands its own way, shift the ends of a filter this far. */
export const DATE_LOOSE_SECONDS = 86_400;

/** Where the stream stands now. Asked before it is read whole, and by `doctor`. */
export async function probe(
  api: BitrixApi,
  stream: EventStream,
  office: Office,
  signal: AbortSignal,
): Promise<Mark> {
  let newest = await newestOf(api, stream, office, signal);
  for (let attempt = 1; newest.record !== null; attempt += 1) {
    if (await isFoundByDate(api, stream, newest.record, signal)) break;
    if (attempt >= ATTEMPTS_MAX) throw unheeded(api, stream);
    newest = await newestOf(api, stream, office, signal);
  }
  return newest.mark;
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
  stream: EventStream,
  { id, at }: { readonly id: number; readonly at: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { idField } = stream.list;
  // A day on either side: fields that hold a date alone are compared by their day.
  const filter = {
    ...dateFilter(stream, at - DATE_LOOSE_SECONDS, at + DATE_LOOSE_SECONDS),
    [`>${idField}`]: id - 1,
  };
  const { records } = await askList(api, stream.list, filter, 'ASC', signal);
  return records.some((record) => idIn(record, stream.list) === id);
}
