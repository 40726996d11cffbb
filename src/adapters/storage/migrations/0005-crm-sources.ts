import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How far each CRM source was read, and a way to find what a source told of a span of time. */
export const crmSources: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('crm_source')
      .addColumn('source', 'text', (source) => source.primaryKey())
      .addColumn('cursor', 'text')
      // When it was last read to its end, unix milliseconds.
      .addColumn('finished_at_ms', 'bigint')
      .execute();
    await db.schema.createIndex('event_by_source').on('event').columns(['source', 'at']).execute();
  },
};
