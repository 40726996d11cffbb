import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The weights of each version that calls were ever ranked by: a call of last month is explained with those of then. */
export const rankingVersions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('ranking_version')
      .addColumn('version', 'text', (version) => version.primaryKey())
      .addColumn('first_used_at', 'bigint', (column) => column.notNull())
      .addColumn('weights', 'text', (column) => column.notNull())
      .execute();
  },
};
