import type { SourceClient, SourceEmployee, SourceEvent } from './events.ts';

/** What a CRM source told in one piece; any of the lists may be empty. */
export interface CrmPage {
  readonly employees: readonly SourceEmployee[];
  readonly clients: readonly SourceClient[];
  /** An event may come again, changed or not, and as `deleted`. */
  readonly events: readonly SourceEvent[];
  /** Records the source could not make sense of and was told to leave out. */
  readonly skipped: number;
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

/** How far each source was read. */
export interface Cursors {
  /** Null when nothing of this source was ever kept. Fails with `unavailable`. */
  cursorOf(source: string): Promise<string | null>;
  /** Called after the page's records are committed, never before. Fails with `unavailable` and `exhausted`. */
  keepCursor(source: string, cursor: string): Promise<void>;
}
