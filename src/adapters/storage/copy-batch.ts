import { storedClients, writeClients } from './clients.ts';
import { inChunks, inOneCommit, translated, type Commit, type Store } from './database.ts';
import { storedEmployees, writeEmployees } from './employees.ts';
import { noteRated } from './rated.ts';
import type { ChangeKind, PopularityRow, RuleRow, Schema, TallyRow } from './schema.ts';
import { upsertRules } from './weights.ts';

/** Things fetched and written at once: some 15,000 rows when all of them are tallies. */
const CHANGES_PER_BATCH = 1_000;

/** Where a copy stands. */
export interface CopyPlace {
  /** Whose copy it is. */
  readonly storeId: string;
  /** The last change it has. */
  readonly seq: number;
}

/** Null: this file was never a copy of anything. */
export async function placeOf(local: Store): Promise<CopyPlace | null> {
  const row = await translated(local, () =>
    local.db.selectFrom('copy_state').selectAll().executeTakeFirst(),
  );
  return row === undefined ? null : { storeId: row.store_id, seq: row.seq };
}

/** Whose changes these are, and the newest of them. */
export async function placeOfRemote(remote: Store): Promise<CopyPlace> {
  return translated(remote, async () => {
    const { id } = await remote.db.selectFrom('store').select('id').executeTakeFirstOrThrow();
    const { seq } = await remote.db
      .selectFrom('change')
      .select((change) => change.fn.max('seq').as('seq'))
      .executeTakeFirstOrThrow();
    return { storeId: id, seq: seq ?? 0 };
  });
}

const COPIED_TABLES = [
  'client_number',
  'client',
  'company',
  'absence',
  'employee',
  'tally',
  'popularity',
  'rule',
] as const satisfies readonly (keyof Schema)[];

/** Makes the file an empty copy of that store. */
export async function startAnew(local: Store, storeId: string): Promise<void> {
  await inOneCommit(local, async (commit) => {
    for (const table of COPIED_TABLES) await commit.deleteFrom(table).execute();
    await commit.deleteFrom('copy_state').execute();
    await commit.insertInto('copy_state').values({ store_id: storeId, seq: 0 }).execute();
  });
}

/**
 * Fetches what changed after the copy's place and writes it there, place included, in one commit. It fetches
 * things as they are now, so a batch may be repeated or overtaken without harm. Answers how many changes it had.
 */
export async function copyBatch(remote: Store, local: Store): Promise<number> {
  const place = await placeOf(local);
  const changes = await translated(remote, () =>
    remote.db
      .selectFrom('change')
      .selectAll()
      .where('seq', '>', place?.seq ?? 0)
      .orderBy('seq')
      .limit(CHANGES_PER_BATCH)
      .execute(),
  );
  const last = changes.at(-1);
  if (last === undefined) return 0;
  const keys = (kind: ChangeKind) =>
    changes.filter((change) => change.kind === kind).map((change) => change.key);

  const fetched = await translated(remote, async () => ({
    employees: await storedEmployees(remote.db, keys('employee')),
    clients: await storedClients(remote.db, keys('client')),
    tallies: await talliesOf(remote, keys('tally')),
    popularity: await popularityOf(remote, keys('popularity')),
    rules: await rulesOf(remote, keys('rule')),
  }));
  await inOneCommit(local, async (commit) => {
    await writeEmployees(commit, [...fetched.employees.values()]);
    await writeClients(commit, [...fetched.clients.values()]);
    await replaceTallies(commit, keys('tally'), fetched.tallies);
    await noteRated(commit, keys('tally'));
    await replacePopularity(commit, keys('popularity'), fetched.popularity);
    if (fetched.rules.length > 0) await upsertRules(commit, fetched.rules);
    await commit.updateTable('copy_state').set({ seq: last.seq }).execute();
  });
  return changes.length;
}

async function talliesOf(remote: Store, clients: readonly string[]): Promise<TallyRow[]> {
  const rows: TallyRow[] = [];
  for (const chunk of inChunks(clients)) {
    const query = remote.db.selectFrom('tally').selectAll().where('client_id', 'in', chunk);
    rows.push(...(await query.execute()));
  }
  return rows;
}

async function replaceTallies(
  commit: Commit,
  clients: readonly string[],
  rows: readonly TallyRow[],
): Promise<void> {
  for (const chunk of inChunks(clients)) {
    await commit.deleteFrom('tally').where('client_id', 'in', chunk).execute();
  }
  for (const chunk of inChunks(rows)) await commit.insertInto('tally').values(chunk).execute();
}

async function popularityOf(remote: Store, employees: readonly string[]): Promise<PopularityRow[]> {
  if (employees.length === 0) return [];
  const query = remote.db.selectFrom('popularity').selectAll();
  return query.where('employee_id', 'in', employees).execute();
}

async function replacePopularity(
  commit: Commit,
  employees: readonly string[],
  rows: readonly PopularityRow[],
): Promise<void> {
  if (employees.length === 0) return;
  await commit.deleteFrom('popularity').where('employee_id', 'in', employees).execute();
  for (const chunk of inChunks(rows)) {
    await commit.insertInto('popularity').values(chunk).execute();
  }
}

async function rulesOf(remote: Store, types: readonly string[]): Promise<RuleRow[]> {
  if (types.length === 0) return [];
  return remote.db.selectFrom('rule').selectAll().where('type', 'in', types).execute();
}
