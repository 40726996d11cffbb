import type { Crm, CrmPage, Cursors } from '#ports/crm.ts';
import type { Events, Kept } from '#ports/events.ts';
import { Failure } from '#ports/failure.ts';

/** What an import did, so far or in the end. */
export interface Imported {
  readonly employees: Kept;
  readonly clients: Kept;
  readonly events: Kept;
  /** Records the source left out. */
  readonly skipped: number;
  readonly pages: number;
  /** How much of the source is read, 0 to 1; null when the source cannot know. */
  readonly share: number | null;
}

/**
 * CRM source → our own events, page by page. People first, so that nobody's events stand there without them.
 * The cursor moves after the page is committed: an import that breaks off goes on there, repeats at most one page,
 * and what is repeated is kept once.
 *
 * Fails as `Crm.pages` and `Events` do, and with `gone` when `signal` fires; whole pages stay kept.
 */
export async function importEvents(
  crm: Crm,
  house: { readonly events: Events; readonly cursors: Cursors },
  signal: AbortSignal,
  progress: (imported: Imported) => void = () => undefined,
): Promise<Imported> {
  let imported = nothing;
  const cursor = await house.cursors.cursorOf(crm.source);
  for await (const page of crm.pages(cursor, signal)) {
    if (signal.aborted) throw new Failure('gone', 'the import was called off');
    imported = await keep(page, imported, house.events);
    await house.cursors.keepCursor(crm.source, page.cursor);
    progress(imported);
  }
  return imported;
}

async function keep(page: CrmPage, before: Imported, events: Events): Promise<Imported> {
  return {
    employees: await kept(before.employees, page.employees, (rows) => events.keepEmployees(rows)),
    clients: await kept(before.clients, page.clients, (rows) => events.keepClients(rows)),
    events: await kept(before.events, page.events, (rows) => events.keepEvents(rows)),
    skipped: before.skipped + page.skipped,
    pages: before.pages + 1,
    share: page.share,
  };
}

async function kept<Row>(
  before: Kept,
  rows: readonly Row[],
  keepRows: (rows: readonly Row[]) => Promise<Kept>,
): Promise<Kept> {
  if (rows.length === 0) return before;
  const now = await keepRows(rows);
  return {
    added: before.added + now.added,
    changed: before.changed + now.changed,
    unchanged: before.unchanged + now.unchanged,
  };
}

const none: Kept = { added: 0, changed: 0, unchanged: 0 };
const nothing: Imported = {
  employees: none,
  clients: none,
  events: none,
  skipped: 0,
  pages: 0,
  share: 0,
};
