import type { Weights } from '#domain/ranking/weights.ts';
import type { Absence } from '#domain/people/employee.ts';
import type { E164 } from '#domain/call/caller.ts';

/** One event as a CRM source tells it. The pair (source, externalId) is its identity. */
export interface SourceEvent {
  readonly source: string;
  readonly externalId: string;
  /** When it happened, unix seconds. */
  readonly at: number;
  readonly type: string;
  readonly clientId: string;
  readonly employeeId: string;
  /** True when the source says that it never was. */
  readonly deleted: boolean;
}

export interface SourceEmployee {
  readonly id: string;
  readonly first: string;
  readonly middle: string;
  readonly last: string;
  readonly spokenName: string | null;
  readonly extension: string | null;
  readonly department: string;
  readonly dismissed: boolean;
  readonly technical: boolean;
  readonly allowed: boolean;
  readonly external: boolean;
  /** Telephones of their own, outside the office. */
  readonly numbers: readonly E164[];
  readonly absences: readonly Absence[];
}

export interface SourceClient {
  readonly id: string;
  readonly name: string;
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly managerId: string | null;
  readonly numbers: readonly E164[];
}

/** A piece of a source's past that it told whole: its events of [from, to), unix seconds, whose ids begin so. */
export interface EventSpan {
  readonly source: string;
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
}

/** What one page changed. */
export interface Kept {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/**
 * The history that the ranking is made of. Each method is one transaction: whole or not at all.
 * All fail with `unavailable` when the database is away, and with `exhausted` when its disk is full.
 */
export interface Events {
  /**
   * Keeps each event once; the same event read again replaces what changed; the tallies follow in the same commit.
   * Fails with `invalid` for an event of the future (`isEventTime`): a source leaves its plans out.
   */
  keepEvents(page: readonly SourceEvent[]): Promise<Kept>;
  /**
   * The same for a page that is all the source has of the span: events of it that were told before and stand in the
   * page no more are deleted.
   */
  keepEventSpan(span: EventSpan, page: readonly SourceEvent[]): Promise<Kept>;
  keepEmployees(page: readonly SourceEmployee[]): Promise<Kept>;
  keepClients(page: readonly SourceClient[]): Promise<Kept>;
  /**
   * Brings the tallies in step with these settings: types whose half-life or gap changed are replayed from the events.
   * Calls `progress` with the share done, 0 to 1.
   */
  applyWeights(weights: Weights, progress?: (share: number) => void): Promise<void>;
}
