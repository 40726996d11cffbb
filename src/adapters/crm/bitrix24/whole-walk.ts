import type { EventSpan } from '#ports/events.ts';
import { isObject, type Office } from '../fields.ts';
import { windowWalk, type WindowWalk } from '../window-walk.ts';
import type { BitrixApi } from './api.ts';
import type { Walked } from './changes-walk.ts';
import type { StreamState } from './cursor.ts';
import type { EventStream } from './event-stream.ts';
import { pagesAfter } from './list.ts';
import { DATE_LOOSE_SECONDS, dateFilter, probe, unheeded } from './probe.ts';
import { secondsOf } from './values.ts';

export interface WholeWalk {
  readonly api: BitrixApi;
  readonly source: string;
  readonly office: Office;
  readonly stream: EventStream;
  readonly state: StreamState;
  /** Where a walk begins that does not go on from an earlier one, seconds. */
  readonly from: number;
  /** False: a walk that broke off is forgotten, not gone on with. */
  readonly goesOn: boolean;
}

export interface WalkedSpan extends Walked {
  /** What the records are all of; null: a piece of something. */
  readonly span: EventSpan | null;
  /** How much of the walk is done, 0 to 1. */
  readonly share: number;
}

const DAY_SECONDS = 86_400;

/**
 * Everything that happened since `from`, by the date of the event and in windows that are all there is of them: what
 * is missing there is gone. A walk that broke off goes on with its next window.
 */
export async function* wholeWalk(
  { api, source, office, stream, state, from: beginning, goesOn }: WholeWalk,
  signal: AbortSignal,
): AsyncGenerator<WalkedSpan> {
  const now = Math.floor(office.now().getTime() / 1000);
  const open = state.open?.kind === 'whole' && goesOn ? state.open : null;
  const from = open?.next ?? beginning;
  const day = open?.day ?? Math.floor(now / DAY_SECONDS);
  const { mark, isExact = false } = open ?? (await probe(api, stream, office, signal));
  // Clocks run ahead: events of the next day are taken (isEventTime), so they may have to be taken back.
  const to = now + DAY_SECONDS + 1;
  const walk = { from, to, ...readingOf({ api, stream, office, isExact }, signal) };

  for await (const window of windowWalk(walk)) {
    // A crowded minute comes in pieces: whoever dies there begins with that minute again.
    const next = window.isWhole ? window.to : window.from;
    yield {
      records: window.rows,
      state: { ...state, open: { kind: 'whole', next, mark, day, isExact } },
      span: window.isWhole
        ? { source, prefix: `${stream.name}:`, from: window.from, to: window.to }
        : null,
      share: (window.to - beginning) / Math.max(1, to - beginning),
    };
  }
  yield {
    records: [],
    state: { ...state, mark: state.mark ?? mark, rescannedOn: day, open: null },
    span: null,
    share: 1,
  };
}

/**
 * Records of a stretch. Where dates are not compared exactly, those at its ends may be found on the wrong side of them:
 * then more is asked for on either side, and kept is what lies in the stretch. That costs the more the shorter the
 * stretch is, and what is dated by the day cannot be told apart within it.
 */
function readingOf(
  {
    api,
    stream,
    office,
    isExact,
  }: Pick<WholeWalk, 'api' | 'stream' | 'office'> & { readonly isExact: boolean },
  signal: AbortSignal,
): Pick<WindowWalk<unknown>, 'read' | 'pieces' | 'shortestSeconds'> {
  const margin = isExact ? 0 : DATE_LOOSE_SECONDS;
  async function* pieces(from: number, to: number): AsyncGenerator<readonly unknown[]> {
    const asked = { from: from - margin, to: to + margin };
    const isInside = (record: unknown): boolean => {
      const at = isObject(record) ? secondsOf(record[stream.dateField], office) : null;
      // It may be of any time: it is counted, and told of.
      if (typeof at !== 'number') return true;
      if (at < asked.from - DATE_LOOSE_SECONDS || at >= asked.to + DATE_LOOSE_SECONDS)
        throw unheeded(api, stream);
      return at >= from && at < to;
    };
    const filter = dateFilter(stream, asked.from, asked.to);
    for await (const { records } of pagesAfter(api, stream.list, filter, 0, signal))
      yield records.filter(isInside);
  }
  return {
    pieces,
    async read(from, to, recordsMax) {
      const records: unknown[] = [];
      for await (const page of pieces(from, to)) {
        records.push(...page);
        if (records.length > recordsMax) return null;
      }
      return records;
    },
    ...(isExact ? {} : { shortestSeconds: DAY_SECONDS }),
  };
}
