import { addToPopularity, removeFromPopularity, type Popularity } from '#domain/ranking/tally.ts';
import { inChunks, keysIn, type Commit } from './database.ts';
import type { PageEffect } from './event-page.ts';
import type { EventRow } from './schema.ts';

type TypedPopularity = Popularity & { readonly type: string };

/** Brings the popularity in step with what a page did to the events; answers with the employees it changed for. */
export async function followInPopularity(
  commit: Commit,
  { appeared, vanished }: Pick<PageEffect, 'appeared' | 'vanished'>,
): Promise<readonly string[]> {
  const rows = await storedPopularity(commit, [...appeared, ...vanished]);
  // First what came, then what went: an event that moved is never taken from an empty row.
  for (const event of appeared) {
    const { employee_id: employeeId, type, at } = event;
    const next = addToPopularity(rows.get(keyOf(event)), { employeeId, at });
    rows.set(keyOf(event), { ...next, type });
  }
  for (const event of vanished) {
    const row = rows.get(keyOf(event));
    if (row !== undefined) {
      rows.set(keyOf(event), { ...removeFromPopularity(row, event), type: event.type });
    }
  }
  await writePopularity(commit, [...rows.values()]);
  return [...new Set([...rows.values()].map((row) => row.employeeId))];
}

function keyOf(event: Pick<EventRow, 'employee_id' | 'type'>): string {
  return `${event.employee_id}\0${event.type}`;
}

async function storedPopularity(
  commit: Commit,
  events: readonly EventRow[],
): Promise<Map<string, TypedPopularity>> {
  const wanted = new Map(events.map((event) => [keyOf(event), [event.employee_id, event.type]]));
  const stored = new Map<string, TypedPopularity>();
  for (const keys of inChunks([...wanted.values()])) {
    const rows = await commit
      .selectFrom('popularity')
      .selectAll()
      .where(keysIn(['employee_id', 'type'], keys))
      .execute();
    for (const row of rows) {
      const { employee_id: employeeId, type, amount, last_at: lastAt } = row;
      stored.set(keyOf(row), { employeeId, type, amount, lastAt });
    }
  }
  return stored;
}

async function writePopularity(commit: Commit, rows: readonly TypedPopularity[]): Promise<void> {
  for (const chunk of inChunks(rows)) {
    await commit
      .insertInto('popularity')
      .values(
        chunk.map((row) => ({
          employee_id: row.employeeId,
          type: row.type,
          amount: row.amount,
          last_at: row.lastAt,
        })),
      )
      .onConflict((same) =>
        same.columns(['employee_id', 'type']).doUpdateSet((row) => ({
          amount: row.ref('excluded.amount'),
          last_at: row.ref('excluded.last_at'),
        })),
      )
      .execute();
  }
}
