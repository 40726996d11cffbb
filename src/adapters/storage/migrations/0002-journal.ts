import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Every call: what we look for in columns, the rest as JSON. */
export const journal: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('visit')
      .addColumn('linkedid', 'text', (column) => column.notNull())
      .addColumn('uniqueid', 'text', (column) => column.notNull())
      .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('caller_number', 'text')
      .addColumn('client_id', 'text')
      .addColumn('shadow', 'integer', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('visit_key', ['linkedid', 'uniqueid', 'started_at_ms'])
      .execute();
    await db.schema
      .createIndex('visit_by_caller')
      .on('visit')
      .columns(['caller_number', 'started_at_ms'])
      .execute();
    await db.schema
      .createIndex('visit_by_shadow')
      .on('visit')
      .columns(['shadow', 'started_at_ms'])
      .execute();
    await db.schema
      .createTable('outcome')
      .addColumn('linkedid', 'text', (linkedid) => linkedid.primaryKey())
      .addColumn('ended_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('employee_id', 'text')
      .addColumn('talk_seconds', 'double precision', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .execute();
  },
};
