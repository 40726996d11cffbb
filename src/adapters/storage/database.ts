import { sql, type Kysely, type Transaction } from 'kysely';
import { failureFrom } from './failures.ts';
import type { Schema } from './schema.ts';

export type Engine = 'sqlite' | 'postgres';

/** An open database that may be written. Everything that is not named here is the same on both engines. */
export interface Store {
  readonly engine: Engine;
  readonly db: Kysely<Schema>;
  /** For operators: the file, or host and database; no password. */
  readonly name: string;
}

export type Commit = Transaction<Schema>;

/** Any number that no other program is likely to lock. */
const WRITERS_LOCK = 7_353_001;

/**
 * Runs `work` whole or not at all. Writers take turns: on SQLite the file has one writer anyway; on PostgreSQL
 * a lock until the commit makes the order of `change.seq` the order of commits, which the copies rely upon.
 * Fails as src/ports/events.ts says.
 */
export async function inOneCommit<T>(
  store: Store,
  work: (commit: Commit) => Promise<T>,
): Promise<T> {
  return translated(store, () =>
    store.db.transaction().execute(async (commit) => {
      if (store.engine === 'postgres') {
        await sql`select pg_advisory_xact_lock(${WRITERS_LOCK})`.execute(commit);
      }
      return work(commit);
    }),
  );
}

/** Runs statements outside of a transaction, with the failures of the port. */
export async function translated<T>(store: Store, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureFrom(error, store.name);
  }
}

/** Statements carry a bounded number of parameters: SQLite takes 32,766, PostgreSQL 65,535. */
const ROWS_PER_STATEMENT_MAX = 1000;

export function* inChunks<T>(rows: readonly T[], size = ROWS_PER_STATEMENT_MAX): Generator<T[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}

/** `(a, b) in ((…), (…))` in the one form that both engines take. */
export function keysIn(columns: readonly string[], keys: readonly (readonly string[])[]) {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const rows = sql.join(keys.map((key) => sql`(${sql.join(key)})`));
  return sql<boolean>`(${names}) in (values ${rows})`;
}
