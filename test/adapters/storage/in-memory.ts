import { migrate } from '#adapters/storage/migrate.ts';
import { openSqlite } from '#adapters/storage/sqlite.ts';
import type { Store } from '#adapters/storage/database.ts';

/** The same statements without a thread and without a disk, for tests that ask thousands of times. */
export async function storeInMemory(): Promise<Store> {
  const store = openSqlite(':memory:', 0);
  await migrate(store);
  return store;
}
