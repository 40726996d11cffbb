import { isObject } from '../fields.ts';
import type { Progress } from '../progress.ts';
import { STREAMS, type Stream } from './mapping.ts';
import { secondsFrom } from './values.ts';

type Prints = Readonly<Record<Stream, string>>;

/** How far each stream was read; null: not yet. */
export type Place = Readonly<Record<Stream, Progress | null>>;

const VERSION = 1;

export function cursorFrom(place: Place, prints: Prints): string {
  const streams = STREAMS.map((stream) => [stream, { mapping: prints[stream], ...place[stream] }]);
  return JSON.stringify({ v: VERSION, streams: Object.fromEntries(streams) });
}

/** A stream that was read by another mapping, and everything in a cursor of another version, begins anew. */
export function placeFrom(cursor: string | null, prints: Prints): Place {
  const kept = parsed(cursor ?? 'null');
  const streams = isObject(kept) && kept['v'] === VERSION ? kept['streams'] : null;
  const progressOf = (stream: Stream): Progress | null => {
    const one = isObject(streams) ? streams[stream] : null;
    if (!isObject(one) || one['mapping'] !== prints[stream]) return null;
    const until = secondsFrom(one['until']);
    const rescannedOn = secondsFrom(one['rescannedOn']);
    return until === null || rescannedOn === null ? null : { until, rescannedOn };
  };
  return {
    contacts: progressOf('contacts'),
    companies: progressOf('companies'),
    events: progressOf('events'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
