import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What speech has cost, by vendor and calendar month (UTC), in millionths of the vendor's currency. */
export const speechMoney: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('speech_money')
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('month', 'text', (column) => column.notNull())
      .addColumn('micros', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('speech_money_key', ['account', 'month'])
      .execute();
  },
};
