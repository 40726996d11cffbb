import type { E164 } from '#domain/call/caller.ts';
import type { Override } from '#domain/call/override.ts';
import type { Arm } from '#domain/learning/arm.ts';
import type { Belief } from '#domain/learning/belief.ts';
import type { Judgement, Plan } from '#domain/menu/plan.ts';
import type { NotOffered } from '#domain/people/availability.ts';
import type { Explanation } from '#domain/ranking/explain.ts';
import type { Disagreement } from '#domain/ranking/reproduction.ts';
import type { NotCounted } from './archive.ts';
import type { CallReceipt, VisitRecord } from './journal.ts';

/** Somebody with an id, by name. */
interface Named {
  readonly id: string;
  readonly name: string;
}

/** Somebody whom the number may want, deputies in the place of the absent, as if every telephone were free. */
export interface PersonWeighed extends Named {
  readonly extension: string | null;
  /** As the ranking tells it. */
  readonly probability: number;
  /** As it came true so far: what the offer goes by. The same where nothing is learnt yet, and at a past moment. */
  readonly believed: number;
  /** The part of `probability` that passed on from those who are away: this is their deputy. */
  readonly inherited: number;
  readonly notOffered: NotOffered | null;
}

/** Of a number that nobody has. */
export interface StrangerExplained {
  readonly number: E164;
  readonly overrides: readonly Override[];
  readonly at: number | null;
  readonly client: null;
  /** Linkedids, newest first. */
  readonly calls: readonly string[];
}

/** Why a number would be offered, or at some moment would have been offered, these people. Plain data. */
export interface NumberExplained extends Explanation {
  readonly number: E164;
  /** What a call of this number would go by instead. */
  readonly overrides: readonly Override[];
  /** The moment that was asked for, unix seconds; null: now. */
  readonly at: number | null;
  /** Which ranking decides for this number. */
  readonly arm: Arm;
  readonly client: Named;
  readonly company: Named | null;
  readonly people: readonly PersonWeighed[];
  readonly belief: Belief;
  readonly judged: Judgement;
  readonly plan: Plan;
  /** Events of this client beside those that counted at `at`; null: now, when all of them count. */
  readonly notCounted: NotCounted | null;
  /** The limits of reading an old log cut something off. */
  readonly isCut: boolean;
  readonly calls: readonly string[];
}

/** The ranking of a visit, made again from the log of events with the weights of then. Plain data. */
export type Recomputation =
  /** Its weights were never kept: it is older than we keep them, or another store. */
  | { readonly kind: 'weights-unknown' }
  | {
      readonly kind: 'done';
      readonly explanation: Explanation;
      /** Where it differs from what was decided; empty: it reproduces. */
      readonly disagreements: readonly Disagreement[];
      /** What may be the cause, where it differs. */
      readonly notCounted: NotCounted;
      readonly isCut: boolean;
      /** The client belongs to another company now, or to none. */
      readonly companyChanged: boolean;
    };

export interface VisitExplained extends VisitRecord {
  /** Null: nobody was ranked in this visit. */
  readonly recomputed: Recomputation | null;
}

export interface CallExplained extends CallReceipt {
  readonly visits: readonly VisitExplained[];
}

/** Answers "why". People, numbers and companies are as they are known now; both fail with `unavailable`. */
export interface Explaining {
  /**
   * As of `at` (unix seconds) with the weights of today and nothing corrected, for the corrections of then are not kept;
   * null: now, as a call would go by it.
   */
  ofNumber(number: E164, at: number | null): Promise<NumberExplained | StrangerExplained>;
  /** Null for a call that the journal does not have. */
  ofCall(linkedid: string): Promise<CallExplained | null>;
}
