import type { Http } from '#adapters/plumbing/http/http.ts';
import type { Crm, LeftOut } from '#ports/crm.ts';
import type { SourceEvent } from '#ports/events.ts';
import type { Office } from './fields.ts';

/** How far back and how often again a source is read. */
export interface Reach {
  /** Read again at each run: clocks differ, and what was being written may show up late. */
  readonly overlapSeconds: number;
  /** How much of the past the first run reads. */
  readonly historyDays: number;
  /** Every night the last so many days are read again, for what was dated back, changed or taken away. */
  readonly rescanDays: number;
  /** Read again from here, unix seconds, whatever was read before; null: as usual. */
  readonly since: number | null;
}

/** What every connector is made of. */
export interface ConnectorOptions {
  readonly source: string;
  /** Its pace, patience and breaker set as this vendor needs. */
  readonly http: Http;
  /** Without a slash at the end. May be a secret itself. */
  readonly url: string;
  /** The value of the header of that name; null: none. */
  readonly authorization: string | null;
  readonly office: Office;
  readonly reach: Reach;
}

export type Connector = Crm & {
  /** What is wrong with the source or with what the mapping says of it, one line each; asks it a little. */
  check(signal: AbortSignal): Promise<readonly ConnectorFinding[]>;
};

type Said = Readonly<Record<'ru' | 'en', string>>;

export interface ConnectorFinding {
  readonly severity: 'ok' | 'warning' | 'error';
  readonly message: Said;
  readonly remedy: Said | null;
}

/** Counts what became nothing of ours. */
export class LeftOuts {
  readonly counts: Partial<Record<LeftOut, number>> = {};

  /** Answers with null, so that a reader can end with it. */
  add(reason: LeftOut): null {
    this.counts[reason] = (this.counts[reason] ?? 0) + 1;
    return null;
  }
}

/** The source has no such event any more; of what it was only the identity counts. */
export function deletion(source: string, externalId: string, nowSeconds: number): SourceEvent {
  const unknown = { at: Math.floor(nowSeconds), type: 'deleted', clientId: '-', employeeId: '-' };
  return { source, externalId, ...unknown, deleted: true };
}
