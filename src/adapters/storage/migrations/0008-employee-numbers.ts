import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Telephones of employees themselves: a JSON list, for it is only read whole. */
export const employeeNumbers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('employee')
      .addColumn('numbers', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();
  },
};
