import { sql } from 'kysely';
import { inChunks, type Commit, type Store } from './database.ts';
import type { ChangeKind } from './schema.ts';

export interface Change {
  readonly kind: ChangeKind;
  readonly key: string;
}

/** PostgreSQL's word for "look at the change table". */
export const CHANGE_CHANNEL = 'telefonistka_change';

/** Tells the copies on other nodes what to fetch anew. A SQLite file needs no telling: it is read as it is. */
export async function noteChanges(
  store: Store,
  commit: Commit,
  changes: readonly Change[],
): Promise<void> {
  if (store.engine === 'sqlite' || changes.length === 0) return;
  const unique = new Map(changes.map((change) => [`${change.kind} ${change.key}`, change]));
  for (const chunk of inChunks([...unique.values()])) {
    await commit
      .insertInto('change')
      .values(chunk.map((change) => ({ ...change, seq: sql<number>`nextval('change_seq')` })))
      .onConflict((same) =>
        same.columns(['kind', 'key']).doUpdateSet((row) => ({ seq: row.ref('excluded.seq') })),
      )
      .execute();
  }
  await sql`select pg_notify(${CHANGE_CHANNEL}, '')`.execute(commit);
}
