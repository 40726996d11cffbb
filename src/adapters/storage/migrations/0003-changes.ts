import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../database.ts';

/**
 * What a node's own copy needs to follow PostgreSQL. One row per thing that changed, moved to the end of the
 * sequence with each change: so the table is bounded by the things there are, and a new copy is merely one
 * that is far behind.
 */
export function changes(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('store')
        .addColumn('id', 'text', (id) => id.primaryKey())
        .execute();
      await sql`insert into store (id) values (${randomUUID()})`.execute(db);
      await db.schema
        .createTable('change')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('change_key', ['kind', 'key'])
        .execute();
      await db.schema.createIndex('change_by_seq').on('change').column('seq').unique().execute();
      // SQLite is its own copy: it has the table, so that one schema describes both, and leaves it empty.
      if (engine === 'postgres') await sql`create sequence change_seq`.execute(db);
      await db.schema
        .createTable('copy_state')
        .addColumn('store_id', 'text', (id) => id.primaryKey())
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .execute();
    },
  };
}
