import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../database.ts';

/** Who works here, who calls, what happened between them, and what the ranking made of it. */
export function peopleClientsEvents(engine: Engine): Migration {
  // The tallies of one client lie side by side in the file: a lookup reads one page, not fifteen.
  const clustered = engine === 'sqlite' ? sql`without rowid` : sql``;

  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('employee')
        .addColumn('id', 'text', (id) => id.primaryKey())
        .addColumn('first', 'text', (column) => column.notNull())
        .addColumn('middle', 'text', (column) => column.notNull())
        .addColumn('last', 'text', (column) => column.notNull())
        .addColumn('spoken_name', 'text')
        .addColumn('extension', 'text')
        .addColumn('department', 'text', (column) => column.notNull())
        .addColumn('dismissed', 'integer', (column) => column.notNull())
        .addColumn('technical', 'integer', (column) => column.notNull())
        .addColumn('allowed', 'integer', (column) => column.notNull())
        .addColumn('external', 'integer', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('absence')
        .addColumn('employee_id', 'text', (column) =>
          column.notNull().references('employee.id').onDelete('cascade'),
        )
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('from_ms', 'bigint', (column) => column.notNull())
        .addColumn('to_ms', 'bigint', (column) => column.notNull())
        .addColumn('deputy_id', 'text')
        .addPrimaryKeyConstraint('absence_key', ['employee_id', 'position'])
        .execute();

      await db.schema
        .createTable('company')
        .addColumn('id', 'text', (id) => id.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('client')
        .addColumn('id', 'text', (id) => id.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('company_id', 'text', (column) => column.references('company.id'))
        .addColumn('manager_id', 'text')
        .execute();
      await db.schema
        .createIndex('client_by_company')
        .on('client')
        .column('company_id')
        .where(sql.ref('company_id'), 'is not', null)
        .execute();
      await db.schema
        .createTable('client_number')
        .addColumn('number', 'text', (number) => number.primaryKey())
        .addColumn('client_id', 'text', (column) =>
          column.notNull().references('client.id').onDelete('cascade'),
        )
        .execute();
      await db.schema
        .createIndex('client_number_by_client')
        .on('client_number')
        .column('client_id')
        .execute();

      // No foreign keys from here on: a CRM may tell of an event before it tells of its client.
      await db.schema
        .createTable('event')
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('external_id', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('known_at', 'bigint', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('client_id', 'text', (column) => column.notNull())
        .addColumn('employee_id', 'text', (column) => column.notNull())
        .addColumn('deleted', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('event_key', ['source', 'external_id'])
        .execute();
      await db.schema
        .createIndex('event_by_client')
        .on('event')
        .columns(['client_id', 'employee_id', 'type', 'at'])
        .execute();

      await db.schema
        .createTable('tally')
        .addColumn('client_id', 'text', (column) => column.notNull())
        .addColumn('employee_id', 'text', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('amount', 'double precision', (column) => column.notNull())
        .addColumn('last_at', 'bigint', (column) => column.notNull())
        .addColumn('counted_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('tally_key', ['client_id', 'employee_id', 'type'])
        .modifyEnd(clustered)
        .execute();
      await db.schema
        .createTable('popularity')
        .addColumn('employee_id', 'text', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('amount', 'double precision', (column) => column.notNull())
        .addColumn('last_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('popularity_key', ['employee_id', 'type'])
        .execute();
      await db.schema
        .createTable('rule')
        .addColumn('type', 'text', (type) => type.primaryKey())
        .addColumn('half_life_days', 'double precision', (column) => column.notNull())
        .addColumn('min_gap_seconds', 'double precision', (column) => column.notNull())
        .addColumn('handled', 'integer', (column) => column.notNull())
        .addColumn('replayed_to', 'text')
        .execute();
    },
  };
}
