import { Migrator } from 'kysely/migration';
import { Failure } from '#ports/failure.ts';
import { translated, type Store } from './database.ts';
import { migrationsFor } from './migrations/index.ts';

/**
 * Brings the tables to the form that this program knows.
 * Fails with `refused` when a newer telefonistka has already been at work there: its tables are not ours to touch.
 */
export async function migrate(store: Store): Promise<void> {
  const known = migrationsFor(store.engine);
  const migrator = new Migrator({
    db: store.db,
    provider: { getMigrations: () => Promise.resolve(known) },
  });
  await translated(store, async () => {
    const stranger = await newestUnknown(store, Object.keys(known));
    if (stranger !== undefined) {
      throw new Failure(
        'refused',
        `${store.name} was written by a newer telefonistka (${stranger}): update this one, or restore the older backup`,
      );
    }
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
  });
}

/** The name of a migration that was done there and that we do not have. */
async function newestUnknown(store: Store, known: readonly string[]): Promise<string | undefined> {
  const tables = await store.db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return undefined;
  const done = await store.db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name', 'desc')
    .execute();
  return done.find(({ name }) => !known.includes(name))?.name;
}
