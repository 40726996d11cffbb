import type { TypeCount } from '#domain/ranking/event-types.ts';
import type { PastLog } from '#domain/ranking/as-of.ts';
import type { Weights } from '#domain/ranking/weights.ts';

/** Whose past, and of which moment. */
export interface PastQuestion {
  readonly clientId: string;
  /** The company whose other clients speak too; null: none. */
  readonly companyId: string | null;
  /** Unix seconds, with fractions. An event counts if it had happened, and was known, before. */
  readonly atSeconds: number;
  /** The event types that make somebody popular. */
  readonly popularTypes: readonly string[];
}

/** What the log knows of that client besides, and did not count. */
export interface NotCounted {
  /** Happened before, but became known, or got its present form, only afterwards. */
  readonly learnedLater: number;
  /** Was deleted afterwards: as it is gone now, it does not count then. */
  readonly deletedLater: number;
  /** Was known before it happened: a clock that runs ahead. */
  readonly ahead: number;
}

/** The past of one client. */
export interface Past extends PastLog {
  readonly notCounted: NotCounted;
  /** The limits of the reading cut something off: of the client's own events, or of a large company. */
  readonly isCut: boolean;
}

/** What is kept for looking back; nothing of it is asked during a call. All fail with `unavailable`. */
export interface Archive {
  /** The log of events as of a moment. Deletions and corrections are as we know them now: their old form is not kept. */
  pastOf(question: PastQuestion): Promise<Past>;
  /** The weights of that version, kept since the first visit that was ranked by them; null: never seen here. */
  weightsOf(version: string): Promise<Weights | null>;
  /** Every event type that is kept, most events first, at most 1,000. Deleted events are not counted. */
  eventTypes(): Promise<readonly TypeCount[]>;
}
