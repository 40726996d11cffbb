import type { Kept, SourceClient } from '#ports/events.ts';
import { noteChanges } from './changes.ts';
import { inChunks, inOneCommit, type Commit, type Store } from './database.ts';
import type { ClientRow } from './schema.ts';
import { storableKey, storableKeyOrNull, storableText } from './values.ts';

export interface ClientRows {
  readonly client: ClientRow;
  readonly companyName: string | null;
  /** Ascending. */
  readonly numbers: readonly string[];
}

/**
 * Keeps each client with the numbers as they are now. A number belongs to one client: to the one that was told
 * of last.
 */
export async function keepClients(store: Store, page: readonly SourceClient[]): Promise<Kept> {
  const told = page.map(clientRows);
  return inOneCommit(store, async (commit) => {
    const now = await storedClients(
      commit,
      told.map((rows) => rows.client.id),
    );
    const kept = { added: 0, changed: 0, unchanged: 0 };
    const written = new Map<string, ClientRows>();
    for (const rows of told) {
      const { id } = rows.client;
      const before = now.get(id);
      if (before !== undefined && isSame(before, rows)) kept.unchanged += 1;
      else {
        kept[before === undefined ? 'added' : 'changed'] += 1;
        now.set(id, rows);
        // Deleted first: a Map keeps the place of a key, and the last word about a number must come last.
        written.delete(id);
        written.set(id, rows);
      }
    }
    const changed = [...written.values()];
    await writeClients(commit, changed);
    await noteChanges(
      store,
      commit,
      changed.map(({ client }) => ({ kind: 'client', key: client.id })),
    );
    return kept;
  });
}

function clientRows(told: SourceClient): ClientRows {
  return {
    client: {
      id: storableKey(told.id),
      name: storableText(told.name),
      company_id: storableKeyOrNull(told.companyId),
      manager_id: storableKeyOrNull(told.managerId),
    },
    companyName:
      told.companyId === null || told.companyName === null ? null : storableText(told.companyName),
    numbers: [...new Set(told.numbers.map(storableKey))].sort(),
  };
}

function isSame(before: ClientRows, told: ClientRows): boolean {
  return (
    before.client.name === told.client.name &&
    before.client.company_id === told.client.company_id &&
    before.client.manager_id === told.client.manager_id &&
    // A source that leaves the company's name out does not change it.
    (told.companyName === null || before.companyName === told.companyName) &&
    before.numbers.join() === told.numbers.join()
  );
}

/** Also what a copy fetches: the clients of these ids with company and numbers. */
export async function storedClients(
  db: Pick<Commit, 'selectFrom'>,
  ids: readonly string[],
): Promise<Map<string, ClientRows>> {
  const stored = new Map<string, ClientRows>();
  for (const chunk of inChunks([...new Set(ids)])) {
    const clients = await db
      .selectFrom('client')
      .leftJoin('company', 'company.id', 'client.company_id')
      .selectAll('client')
      .select('company.name as company_name')
      .where('client.id', 'in', chunk)
      .execute();
    const numbers = await db
      .selectFrom('client_number')
      .selectAll()
      .where('client_id', 'in', chunk)
      .execute();
    const byClient = Map.groupBy(numbers, (number) => number.client_id);
    for (const { company_name, ...client } of clients) {
      const own = byClient.get(client.id) ?? [];
      stored.set(client.id, {
        client,
        companyName: company_name,
        numbers: own.map((row) => row.number).sort(),
      });
    }
  }
  return stored;
}

export async function writeClients(commit: Commit, rows: readonly ClientRows[]): Promise<void> {
  await writeCompanies(commit, rows);
  for (const chunk of inChunks(rows)) {
    await commit
      .insertInto('client')
      .values(chunk.map((row) => row.client))
      .onConflict((same) =>
        same.column('id').doUpdateSet((row) => ({
          name: row.ref('excluded.name'),
          company_id: row.ref('excluded.company_id'),
          manager_id: row.ref('excluded.manager_id'),
        })),
      )
      .execute();
    const ids = chunk.map((row) => row.client.id);
    await commit.deleteFrom('client_number').where('client_id', 'in', ids).execute();
  }
  const owners = new Map(
    rows.flatMap(({ client, numbers }) => numbers.map((number) => [number, client.id])),
  );
  for (const numbers of inChunks([...owners])) {
    await commit
      .insertInto('client_number')
      .values(numbers.map(([number, client_id]) => ({ number, client_id })))
      .onConflict((same) =>
        same.column('number').doUpdateSet((row) => ({ client_id: row.ref('excluded.client_id') })),
      )
      .execute();
  }
}

async function writeCompanies(commit: Commit, rows: readonly ClientRows[]): Promise<void> {
  const named = new Map<string, string>();
  const unnamed = new Set<string>();
  for (const { client, companyName } of rows) {
    if (client.company_id === null) continue;
    if (companyName === null) unnamed.add(client.company_id);
    else named.set(client.company_id, companyName);
  }
  for (const chunk of inChunks([...named])) {
    await commit
      .insertInto('company')
      .values(chunk.map(([id, name]) => ({ id, name })))
      .onConflict((same) =>
        same.column('id').doUpdateSet((row) => ({ name: row.ref('excluded.name') })),
      )
      .execute();
  }
  for (const chunk of inChunks([...unnamed])) {
    await commit
      .insertInto('company')
      .values(chunk.map((id) => ({ id, name: '' })))
      .onConflict((same) => same.column('id').doNothing())
      .execute();
  }
}
