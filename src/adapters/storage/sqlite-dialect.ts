import type BetterSqlite from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDialectConfig,
  type SqliteStatement,
} from 'kysely';

/** Ours are a few dozen, but for the length of a last, shorter chunk. */
const STATEMENTS_MAX = 100;

/** Kysely's own dialect, with three habits of a writer. */
export function writingDialect(raw: BetterSqlite.Database): SqliteDialect {
  const config = { database: { prepare: prepared(raw), close: () => raw.close() } };
  return new (class extends SqliteDialect {
    override createDriver() {
      return new WritingDriver(raw, config);
    }
  })(config);
}

class WritingDriver extends SqliteDriver {
  readonly #raw: BetterSqlite.Database;

  constructor(raw: BetterSqlite.Database, config: SqliteDialectConfig) {
    super(config);
    this.#raw = raw;
  }

  /** A transaction that begins by reading could not become a writer later without failing: so it begins as one. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** On a full disk SQLite rolls back by itself; doing it again would fail and hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#raw.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Statements are prepared once: of a page of 1,000 events, preparing them anew would be a fifth of the time. */
function prepared(raw: BetterSqlite.Database): (sql: string) => SqliteStatement {
  const statements = new Map<string, SqliteStatement>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= STATEMENTS_MAX) statements.clear();
    const statement = raw.prepare(sql) as SqliteStatement;
    statements.set(sql, statement);
    return statement;
  };
}
