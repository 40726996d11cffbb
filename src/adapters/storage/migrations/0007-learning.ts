import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the calibration looks for: the calls that one ranking judged by one kind of evidence. Null: none did. */
export const learning: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('visit').addColumn('weights_version', 'text').execute();
    await db.schema.alterTable('visit').addColumn('evidence', 'text').execute();
    await db.schema
      .createIndex('visit_by_evidence')
      .on('visit')
      .columns(['weights_version', 'evidence', 'started_at_ms'])
      .execute();
  },
};
