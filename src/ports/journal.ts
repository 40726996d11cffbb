import type { EvidenceKind } from '#domain/learning/belief.ts';
import type { LabelledCall } from '#domain/learning/calibration.ts';
import type { CallEnd } from '#domain/learning/label.ts';
import type { Lesson } from '#domain/learning/lesson.ts';
import type { EndedCall } from '#domain/call/outcome.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Destination } from '#domain/call/destination.ts';
import type { Judgement } from '#domain/menu/plan.ts';
import type { DeviceState, NotOffered } from '#domain/people/availability.ts';

/** One candidate of a call, offered or not, with what was known of them. */
export interface JournalCandidate {
  readonly employeeId: string;
  /** As the ranking told it; in a second visit as the first one believed it. */
  readonly probability: number;
  /**
   * As it came true so far, which is what the offer went by; null: left the house, or passed it on to a deputy. Absent
   * in a second visit, and in records from before it was noted.
   */
  readonly believed?: number | null;
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
  /** What was believed, and what was left to chance; null: nobody was ranked. */
  readonly lesson: Lesson | null;
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
  readonly clientId: string | null;
  /** Of the ranking that decided. */
  readonly weightsVersion: string;
  readonly policy: VisitRecord['policy'];
  readonly offered: readonly string[];
  /** Something of it was played. */
  readonly wasHeard: boolean;
  /** Which of the offered he was sent to, from 0; null: to none of them. */
  readonly chosenSlot: number | null;
  readonly reachedEmployeeId: string | null;
  /** Null: not known. */
  readonly end: CallEnd | null;
  readonly lesson: Lesson | null;
}

/** Calls of which a report tells. */
export interface OfferedCalls {
  /** In order of time. */
  readonly calls: readonly OfferedCall[];
  /** There were more than were asked for, and those that began before then are left out; null: all are here. */
  readonly cutBeforeMs: number | null;
}

/** Which calls with a known end are asked for. */
export interface LabelsWanted {
  readonly weightsVersion: string;
  readonly evidence: EvidenceKind;
  /** Those that began before then. */
  readonly beforeMs: number;
  readonly callsMax: number;
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
  /** Calls whose end tells whom the caller wanted, newest first. Fails with `unavailable`. */
  labelledCalls(wanted: LabelsWanted): Promise<readonly LabelledCall[]>;
  /** The newest calls since then, of shadow mode or of life, at most `callsMax`. Fails with `unavailable`. */
  offeredCalls(sinceMs: number, mode: 'shadow' | 'live', callsMax: number): Promise<OfferedCalls>;
}
