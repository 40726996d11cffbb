import type { PastEvent } from '#domain/ranking/tally.ts';
import type { Kept, SourceEvent } from '#ports/events.ts';
import { noteChanges } from './changes.ts';
import { inChunks, inOneCommit, translated, type Commit, type Store } from './database.ts';
import { effectOf, eventRow, identityOf, type PageEffect } from './event-page.ts';
import { followInPopularity } from './popularity.ts';
import { noteRated } from './rated.ts';
import type { EventRow } from './schema.ts';
import { followInTallies } from './tallies.ts';

/**
 * Keeps each event once; tallies and popularity follow in the same commit. Types without a rule have no tallies yet:
 * so a first import of millions is twice as fast before `applyWeights`, which then makes them in one sweep.
 */
export async function keepEvents(
  store: Store,
  page: readonly SourceEvent[],
  knownAt: number,
): Promise<Kept> {
  const rows = page.map((event) => eventRow(event, knownAt));
  return inOneCommit(store, (commit) => keepEventRows(store, commit, rows));
}

/** The same inside of a commit that keeps something else too. */
export async function keepEventRows(
  store: Store,
  commit: Commit,
  page: readonly EventRow[],
): Promise<Kept> {
  const effect = effectOf(page, await storedEvents(commit, page));
  await writeEvents(commit, effect.rows);
  await follow(store, commit, effect);
  return effect.kept;
}

async function follow(store: Store, commit: Commit, effect: PageEffect): Promise<void> {
  const clients = await followInTallies(commit, effect);
  const employees = await followInPopularity(commit, effect);
  // The nodes of a PostgreSQL note it in their copies.
  if (store.engine === 'sqlite') await noteRated(commit, clients);
  await noteChanges(store, commit, [
    ...clients.map((key) => ({ kind: 'tally' as const, key })),
    ...employees.map((key) => ({ kind: 'popularity' as const, key })),
  ]);
}

async function storedEvents(
  commit: Commit,
  page: readonly EventRow[],
): Promise<Map<string, EventRow>> {
  const stored = new Map<string, EventRow>();
  for (const [source, events] of Map.groupBy(page, (event) => event.source)) {
    for (const chunk of inChunks(events)) {
      const ids = chunk.map((event) => event.external_id);
      const rows = await commit
        .selectFrom('event')
        .selectAll()
        .where('source', '=', source)
        .where('external_id', 'in', ids)
        .execute();
      for (const row of rows) stored.set(identityOf(row), row);
    }
  }
  return stored;
}

async function writeEvents(commit: Commit, rows: readonly EventRow[]): Promise<void> {
  for (const chunk of inChunks(rows)) {
    await commit
      .insertInto('event')
      .values(chunk)
      .onConflict((same) =>
        same.columns(['source', 'external_id']).doUpdateSet((row) => ({
          at: row.ref('excluded.at'),
          known_at: row.ref('excluded.known_at'),
          type: row.ref('excluded.type'),
          client_id: row.ref('excluded.client_id'),
          employee_id: row.ref('excluded.employee_id'),
          deleted: row.ref('excluded.deleted'),
        })),
      )
      .execute();
  }
}

/** The client's events, newest first. */
export async function eventsOf(
  store: Store,
  clientId: string,
  limit: number,
): Promise<readonly PastEvent[]> {
  const rows = await translated(store, () =>
    store.db
      .selectFrom('event')
      .select(['at', 'type', 'employee_id'])
      .where('client_id', '=', clientId)
      .where('deleted', '=', 0)
      .orderBy('at', 'desc')
      .orderBy('employee_id')
      .orderBy('type')
      .limit(limit)
      .execute(),
  );
  return rows.map((row) => ({ at: row.at, type: row.type, employeeId: row.employee_id }));
}
