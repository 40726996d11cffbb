import type { HistoryEvent } from '#domain/ranking/backtest/history.ts';
import type { JournalVisit } from '#domain/ranking/backtest/labels.ts';

/** Of one client, as the CRM has it now. */
export interface ClientOfPast {
  readonly clientId: string;
  readonly companyId: string | null;
  readonly managerId: string | null;
}

/** One piece of a long answer. `next` asks for the one after it; null: this was the last. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

/**
 * Everything that is kept of the past, for a back-test, piece by piece: calls that come meanwhile wait for none of it.
 * `after`: the `next` of the piece before, null for the first. All fail with `unavailable`.
 */
export interface Past {
  /** Every event that was not deleted, in no order of time. One that changed counts from when we learned of that. */
  events(after: string | null): Promise<Page<HistoryEvent>>;
  /** Visits of calls since then, in shadow mode as well. */
  visits(sinceMs: number, after: string | null): Promise<Page<JournalVisit>>;
  /** Clients with a company or a manager. */
  clients(after: string | null): Promise<Page<ClientOfPast>>;
}
