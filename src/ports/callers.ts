import type { E164 } from '#domain/call/caller.ts';
import type { PastEvent, Tally } from '#domain/ranking/tally.ts';

/** What our own copy of the CRM knows of a number. */
export interface KnownCaller {
  readonly clientId: string;
  readonly clientName: string;
  readonly companyId: string | null;
  readonly companyName: string | null;
  /** The manager whom the CRM names, if any. */
  readonly managerId: string | null;
  readonly tallies: readonly Tally[];
  /** Of the company's other clients together; the company's newest rows, bounded. */
  readonly companyTallies: readonly Tally[];
}

/** Hears of clients whose rating changed, newest first, 500 at most. */
export type RatedListener = (clientIds: readonly string[]) => void;

/** Our own copy of what calls need: memory or a local file, never a network. */
export interface Callers {
  /**
   * Null for a stranger. Fails with `unavailable` when the local copy cannot be read now.
   */
  recognise(number: E164): Promise<KnownCaller | null>;
  /**
   * The same for a client whom we know by id, for work outside of calls: however many are asked for in a row, calls
   * get their turn in between. Null when there is no such client. Fails with `unavailable`.
   */
  recogniseClient(clientId: string): Promise<KnownCaller | null>;
  /** The client's events, newest first, at most `limit`; for `explain`. Fails with `unavailable`. */
  eventsOf(clientId: string, limit: number): Promise<readonly PastEvent[]>;
  /**
   * Calls back a second or so after ratings changed, whoever changed them: an import of another process, another
   * node, a finished talk. At once it tells what changed last before.
   */
  onRated(listener: RatedListener): void;
}
