import type { SourceState } from '#ports/crm.ts';
import { inOneCommit, translated, type Store } from './database.ts';
import { storableInteger, storableKey } from './values.ts';

const NOTHING: SourceState = { cursor: null, finishedAtMs: null };

export async function sourceState(store: Store, source: string): Promise<SourceState> {
  const row = await translated(store, () =>
    store.db
      .selectFrom('crm_source')
      .select(['cursor', 'finished_at_ms'])
      .where('source', '=', source)
      .executeTakeFirst(),
  );
  return row === undefined ? NOTHING : { cursor: row.cursor, finishedAtMs: row.finished_at_ms };
}

export async function keepCursor(store: Store, source: string, cursor: string): Promise<void> {
  await keep(store, storableKey(source), { cursor });
}

export async function keepFinished(store: Store, source: string, atMs: number): Promise<void> {
  await keep(store, storableKey(source), { finished_at_ms: storableInteger(atMs) });
}

async function keep(
  store: Store,
  source: string,
  told: { cursor: string } | { finished_at_ms: number },
): Promise<void> {
  await inOneCommit(store, (commit) =>
    commit
      .insertInto('crm_source')
      .values({ source, cursor: null, finished_at_ms: null, ...told })
      .onConflict((same) => same.column('source').doUpdateSet(told))
      .execute(),
  );
}
