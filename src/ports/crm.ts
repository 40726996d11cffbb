import type { EventSpan, SourceClient, SourceEmployee, SourceEvent } from './events.ts';

/** Why a record of a source became nothing of ours. */
export type LeftOut =
  /** Names no client, no employee, or has no date. */
  | 'no-client'
  | 'no-employee'
  | 'no-time'
  /** Is a plan: its time is to come. */
  | 'future'
  /** Points to something that is no client of ours (a supplier, another kind of record). */
  | 'other-reference'
  /** No rule of the mapping takes it. */
  | 'no-rule'
  /** Makes no sense: a value of another kind than the mapping says. */
  | 'malformed';

/** What a CRM source told in one piece; any of the lists may be empty. */
export interface CrmPage {
  readonly employees: readonly SourceEmployee[];
  readonly clients: readonly SourceClient[];
  /** An event may come again, changed or not, and as `deleted`. */
  readonly events: readonly SourceEvent[];
  /** When not null, `events` is all that the source has of this span: what is missing there is gone. */
  readonly span: EventSpan | null;
  /** Records that the source was told to leave out, or that became nothing of ours, by reason. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  /** Where to go on once this page is kept. Only the source itself understands it. */
  readonly cursor: string;
  /** How much of the whole is read, 0 to 1; null when the source cannot know. */
  readonly share: number | null;
}

/** Where events come from: a file, 1C, Bitrix24, amoCRM. Never asked during a call. */
export interface Crm {
  /** Its name: cursors are kept under it. */
  readonly source: string;
  /**
   * Everything that is new or changed after `cursor` (null: from the beginning), in pages of about 1,000 records.
   * Pages are made as they are asked for; the next one is asked for when the last is kept. A source whose clock
   * or paging is loose reads a little twice rather than once too little: keeping an event again is harmless.
   *
   * Fails with `unavailable` (nobody answers; try again later), `refused` (password, rights, something is not
   * published), `not-found` (no such file or address), `invalid` (the answer makes no sense; the message says
   * where and what to do) and `gone` (`signal` fired).
   */
  pages(cursor: string | null, signal: AbortSignal): AsyncIterable<CrmPage>;
}

export interface SourceState {
  /** Null when nothing of this source was ever kept. */
  readonly cursor: string | null;
  /** When it was last read to its end, unix milliseconds; null: never. */
  readonly finishedAtMs: number | null;
}

/** How far each source was read. */
export interface Cursors {
  /** Fails with `unavailable`. */
  stateOf(source: string): Promise<SourceState>;
  /** Called after the page's records are committed, never before. Fails with `unavailable` and `exhausted`. */
  keepCursor(source: string, cursor: string): Promise<void>;
  /** Called when the last page is kept. Fails likewise. */
  keepFinished(source: string, atMs: number): Promise<void>;
}
