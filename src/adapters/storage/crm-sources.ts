import type { SourceClaim, SourceState } from '#ports/crm.ts';
import { inOneCommit, translated, type Commit, type Store } from './database.ts';
import type { CrmSourceRow } from './schema.ts';
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

/** True when the source is this reader's until then: nobody else's lease is running. */
export async function claimSource(
  store: Store,
  source: string,
  { reader, untilMs, nowMs }: SourceClaim,
): Promise<boolean> {
  const lease = { leased_by: storableKey(reader), leased_until_ms: storableInteger(untilMs) };
  return inOneCommit(store, async (commit) => {
    const row = await commit
      .selectFrom('crm_source')
      .select(['leased_by', 'leased_until_ms'])
      .where('source', '=', source)
      .executeTakeFirst();
    const isTaken =
      row !== undefined && row.leased_by !== reader && (row.leased_until_ms ?? 0) > nowMs;
    if (!isTaken) await write(commit, storableKey(source), lease);
    return !isTaken;
  });
}

async function keep(
  store: Store,
  source: string,
  told: Pick<CrmSourceRow, 'cursor'> | Pick<CrmSourceRow, 'finished_at_ms'>,
): Promise<void> {
  await inOneCommit(store, (commit) => write(commit, source, told));
}

async function write(commit: Commit, source: string, told: Partial<CrmSourceRow>): Promise<void> {
  const nothing = { cursor: null, finished_at_ms: null, leased_by: null, leased_until_ms: null };
  await commit
    .insertInto('crm_source')
    .values({ source, ...nothing, ...told })
    .onConflict((same) => same.column('source').doUpdateSet(told))
    .execute();
}
