import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The clients whose rating changed last: a short list, for the speech that their next call needs. */
export const rated: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('rated')
      .addColumn('client_id', 'text', (id) => id.primaryKey())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('rated_by_seq').on('rated').column('seq').execute();
  },
};
