import type { Destination } from '#domain/call/destination.ts';
import type { DeviceState } from '#domain/people/availability.ts';
import type { PlayableSound } from './sounds.ts';

/** What came back from one ask. A hangup is something we hear, not an error. */
export type Heard =
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'silence' }
  /** The file is missing or unreadable: nothing was played, the caller is still there. */
  | { readonly kind: 'no-sound' }
  | { readonly kind: 'hangup' };

/** How the visit began: what the dialplan told us. All text is hostile. */
export interface Visit {
  /** Our key for one call. */
  readonly linkedid: string;
  readonly uniqueid: string;
  readonly channel: string;
  /** CALLERID(num), as it came. */
  readonly callerNumber: string;
  /** CALLERID(name), as it came. */
  readonly callerName: string;
  /** DID: the number the caller dialled; empty when the dialplan does not say. */
  readonly dialled: string;
  /** First node, second node … (TEL_TRY, from 1): a later node skips the greeting. */
  readonly attempt: number;
}

/**
 * One caller for the length of one visit. Every step is bounded by a lease of its own (its longest duration
 * plus 2 s), so that a server that hangs costs the caller at most that step.
 * Methods fail with `gone` when the visit is over (hang-up aside, where a `Heard` can say so), and with
 * `unavailable` when Asterisk does not answer a command within its deadline.
 */
export interface CallSession {
  readonly visit: Visit;
  /** Fires when the visit ends for whatever reason: work done for this caller stops. */
  readonly signal: AbortSignal;
  /** How the visit ended; null while it goes on. */
  readonly end: VisitEnd | null;
  /** Plays the file; a key of `keys` stops it and is the answer; `silence` when it was played to its end. */
  play(sound: PlayableSound, keys: string): Promise<Heard>;
  /** Waits for one key. */
  waitForDigit(timeoutMs: number): Promise<Heard>;
  /** A channel variable of the dialplan contract, or null when it is not set. */
  variable(name: string): Promise<string | null>;
  /** Asks Asterisk itself; for when presence is not known otherwise. Null: it has no hint, so nothing to ring. */
  deviceState(extension: string): Promise<DeviceState | null>;
  /** Sets CALLERID(name). The text is cleaned by the encoder; keep it short. */
  nameCaller(name: string): Promise<void>;
  /**
   * Says where the dialplan shall go, and with what priority the caller waits should he come to the queue now or
   * later (0: as everybody). The last act of a visit; a second call is a bug.
   */
  route(destination: Destination, queuePriority?: number): Promise<void>;
}

/** Why and how a visit ended, for logs and metrics. */
export type VisitEnd = 'routed' | 'hangup' | 'lease-expired' | 'connection-lost' | 'abandoned';
