import type { Crm, CrmPage, Cursors, LeftOut } from '#ports/crm.ts';
import type { Events, Kept } from '#ports/events.ts';
import { Failure } from '#ports/failure.ts';

/** What an import did, so far or in the end. */
export interface Imported {
  readonly employees: Kept;
  readonly clients: Kept;
  readonly events: Kept;
  /** Events told of by type, deletions apart. */
  readonly types: Readonly<Record<string, number>>;
  /** Records that became nothing of ours, by reason. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
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
  house: { readonly events: Events; readonly cursors: Cursors; readonly now: () => Date },
  signal: AbortSignal,
  progress: (imported: Imported) => void = () => undefined,
): Promise<Imported> {
  let imported = nothing;
  const { cursor } = await house.cursors.stateOf(crm.source);
  for await (const page of crm.pages(cursor, signal)) {
    if (signal.aborted) throw new Failure('gone', 'the import was called off');
    imported = await keep(page, imported, house.events);
    await house.cursors.keepCursor(crm.source, page.cursor);
    progress(imported);
  }
  await house.cursors.keepFinished(crm.source, house.now().getTime());
  return imported;
}

async function keep(page: CrmPage, before: Imported, events: Events): Promise<Imported> {
  return {
    employees: await kept(before.employees, page.employees, (rows) => events.keepEmployees(rows)),
    clients: await kept(before.clients, page.clients, (rows) => events.keepClients(rows)),
    events: added(before.events, await keepEventsOf(page, events)),
    types: summed(before.types, typesIn(page)),
    leftOut: summed(before.leftOut, page.leftOut),
    pages: before.pages + 1,
    share: page.share,
  };
}

async function kept<Row>(
  before: Kept,
  rows: readonly Row[],
  keepRows: (rows: readonly Row[]) => Promise<Kept>,
): Promise<Kept> {
  return rows.length === 0 ? before : added(before, await keepRows(rows));
}

async function keepEventsOf({ span, events: rows }: CrmPage, events: Events): Promise<Kept> {
  // An empty span says something too: that nothing is there any more.
  if (span !== null) return events.keepEventSpan(span, rows);
  return rows.length === 0 ? none : events.keepEvents(rows);
}

function added(before: Kept, now: Kept): Kept {
  return {
    added: before.added + now.added,
    changed: before.changed + now.changed,
    unchanged: before.unchanged + now.unchanged,
  };
}

function typesIn({ events }: CrmPage): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type, deleted } of events) if (!deleted) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

function summed<Counts extends Readonly<Record<string, number>>>(
  before: Counts,
  now: Counts,
): Counts {
  const sum: Record<string, number> = { ...before };
  for (const [key, count] of Object.entries(now)) sum[key] = (sum[key] ?? 0) + count;
  return sum as Counts;
}

const none: Kept = { added: 0, changed: 0, unchanged: 0 };
const nothing: Imported = {
  employees: none,
  clients: none,
  events: none,
  types: {},
  leftOut: {},
  pages: 0,
  share: 0,
};
