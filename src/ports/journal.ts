import type { EndedCall } from '#domain/call/outcome.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Destination } from '#domain/call/destination.ts';
import type { Judgement } from '#domain/menu/plan.ts';
import type { DeviceState, NotOffered } from '#domain/people/availability.ts';

/** One candidate of a call, offered or not, with what was known of them. */
export interface JournalCandidate {
  readonly employeeId: string;
  readonly probability: number;
  /** Score by event type. */
  readonly scores: Readonly<Record<string, number>>;
  readonly notOffered: NotOffered | null;
  /** What the telephone said; null: it was not looked at. Absent in records from before it was noted. */
  readonly phone?: DeviceState | null;
}

/** What one visit decided; docs/ranking.md, section 9. Written after the visit, never during it. */
export interface VisitRecord {
  readonly linkedid: string;
  readonly uniqueid: string;
  readonly script: string;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
  /** E.164, or null: withheld, internal, unreadable. */
  readonly callerNumber: string | null;
  readonly clientId: string | null;
  readonly companyId: string | null;
  readonly dialled: string;
  readonly weightsVersion: string;
  readonly candidates: readonly JournalCandidate[];
  /** What the offer was judged by; null: it never came to that. Absent in records from before it was noted. */
  readonly judged?: Judgement | null;
  readonly policy: 'queue' | 'direct' | 'menu' | 'default';
  /** What was offered, in the order it was said. */
  readonly offered: readonly {
    readonly employeeId: string;
    readonly extension: string;
    readonly keys: string;
  }[];
  readonly shadow: boolean;
  /** Everything that was played, in order. */
  readonly said: readonly string[];
  /** All keys of the caller, in order. */
  readonly keyed: string;
  readonly destination: Destination | null;
  readonly end: 'routed' | 'hangup' | 'lease-expired' | 'connection-lost' | 'abandoned';
  /** Milliseconds from the start of the visit; null when it never came to that. */
  readonly firstAudioMs: number | null;
  readonly decidedMs: number | null;
  readonly tookMs: number;
}

/** How the call ended, seen from AMI. */
export type CallOutcome = EndedCall;

/** Everything we know of one call. */
export interface CallReceipt {
  readonly linkedid: string;
  readonly visits: readonly VisitRecord[];
  readonly outcome: CallOutcome | null;
}

/** One call: whom the first visit offered, or in shadow mode would have, and whom the caller reached. */
export interface OfferedCall {
  readonly linkedid: string;
  readonly startedAtMs: number;
  readonly offered: readonly string[];
  readonly reachedEmployeeId: string | null;
}

/**
 * Every call, for `explain` and for what we learn from it. Writing is told and forgotten: the queue behind it is
 * bounded, and what does not fit is counted and logged, for a call waits for nothing.
 */
export interface Journal {
  /** Visits are ranked by these weights from now on: kept under their version, once. */
  weighed(weights: Weights): void;
  visited(record: VisitRecord): void;
  ended(outcome: CallOutcome): void;
  /** Null for an unknown linkedid. Fails with `unavailable`. */
  receiptOf(linkedid: string): Promise<CallReceipt | null>;
  /** Linkedids of this number's calls, newest first, at most `limit`. Fails with `unavailable`. */
  callsOf(callerNumber: string, limit: number): Promise<readonly string[]>;
  /** Ids of the known clients who called last, each once, at most `limit`. Fails with `unavailable`. */
  recentClients(limit: number): Promise<readonly string[]>;
  /**
   * Forgets up to `callsMax` calls that began before then, with everything that is known of them; answers how many.
   * Fails with `unavailable`.
   */
  forget(beforeMs: number, callsMax: number): Promise<number>;
  /** Calls since then, of shadow mode or of life, in order of time. Fails with `unavailable`. */
  offeredCalls(sinceMs: number, mode: 'shadow' | 'live'): Promise<readonly OfferedCall[]>;
}
