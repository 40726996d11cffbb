import { createHash } from 'node:crypto';
import { isObject } from '../fields.ts';

/** Everything changed before `at` (seconds of the portal's clock) is known, and everything up to this id. */
export interface Mark {
  readonly at: number;
  readonly id: number;
}

/** A walk that is under way: where it goes on, and the mark that its end will set. */
export type OpenWalk =
  | { readonly kind: 'changes'; readonly lastId: number; readonly mark: Mark }
  | {
      readonly kind: 'whole';
      readonly next: number;
      readonly mark: Mark;
      readonly day: number;
      /** See `Probe`. Not in cursors of before. */
      readonly isExact?: boolean;
    };

/** How far one stream was read. */
export interface StreamState {
  /** Of what the mapping says of the stream; another one means that nothing of it was read. */
  readonly print: string;
  /** Null until it was read whole. */
  readonly mark: Mark | null;
  /** The day (since 1970, UTC) when it was last read whole. */
  readonly rescannedOn: number;
  readonly open: OpenWalk | null;
}

export type States = Readonly<Record<string, StreamState>>;

const VERSION = 1;

export function cursorText(states: States): string {
  return JSON.stringify({ version: VERSION, streams: states });
}

/** A cursor that is none of ours, or of another version, says nothing: everything is read again, which harms nothing. */
export function statesIn(cursor: string | null): States {
  let value: unknown;
  try {
    value = JSON.parse(cursor ?? 'null');
  } catch {
    return {};
  }
  if (!isObject(value) || value['version'] !== VERSION || !isObject(value['streams'])) return {};
  // What we wrote ourselves; a hand that changed it gets what it asked for.
  return value['streams'] as States;
}

/** The state to go on from: a fresh one when the mapping of the stream is another than then. */
export function stateFor(states: States, name: string, mapping: unknown): StreamState {
  const print = createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 8);
  const state = Object.hasOwn(states, name) ? states[name] : undefined;
  return state?.print === print ? state : { print, mark: null, rescannedOn: 0, open: null };
}
