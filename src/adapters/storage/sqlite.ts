import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import {
  CompiledQuery,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteStatement,
} from 'kysely';
import { Failure } from '#ports/failure.ts';
import type { Store } from './database.ts';
import { failureFrom } from './failures.ts';
import type { Schema } from './schema.ts';

/** How long a writer waits for another program's writer, e.g. an import at the command line. */
const WRITER_PATIENCE_MS = 5_000;
/** A reader of the call path waits for nothing: in WAL mode nobody holds it up but a recovery or a checkpoint's end. */
const READER_PATIENCE_MS = 20;
const CACHE_KIB = 64 * 1024;
/** Pages between checkpoints: 64 MB. A bulk load touches the same pages again and again; this writes them once. */
const CHECKPOINT_PAGES = 16_000;
/** Ours are a few dozen, but for the length of a last, shorter chunk. */
const STATEMENTS_MAX = 100;

/**
 * Opens (and makes) the file for writing. Fails with `unavailable`, naming file and remedy.
 * WAL, so that readers go on while we write; synchronous=FULL, so that what was committed survives a power cut.
 */
export function openSqlite(file: string): Store {
  return { engine: 'sqlite', name: file, db: new Kysely<Schema>({ dialect: dialectOver(file) }) };
}

function dialectOver(file: string): SqliteDialect {
  const raw = openWriter(file);
  const config = { database: { prepare: prepared(raw), close: () => raw.close() } };
  return new (class extends SqliteDialect {
    override createDriver() {
      return new WritingDriver(config);
    }
  })(config);
}

/** A transaction that begins by reading could not become a writer later without failing: so it begins as one. */
class WritingDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
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

function openWriter(file: string): BetterSqlite.Database {
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const raw = new BetterSqlite(file, { timeout: WRITER_PATIENCE_MS });
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = FULL');
    raw.pragma('foreign_keys = ON');
    raw.pragma(`cache_size = -${CACHE_KIB}`);
    raw.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    raw.pragma('temp_store = MEMORY');
    return raw;
  } catch (error) {
    throw openingFailure(error, file);
  }
}

/** A second connection that only reads, for the thread that answers calls. Fails with `unavailable`. */
export function openSqliteReader(file: string): BetterSqlite.Database {
  try {
    return new BetterSqlite(file, {
      readonly: true,
      fileMustExist: true,
      timeout: READER_PATIENCE_MS,
    });
  } catch (error) {
    throw openingFailure(error, file);
  }
}

/** mkdir's own errors (EACCES, ENOTDIR, EROFS, ENOSPC) name the remedy like SQLite's. */
function openingFailure(error: unknown, file: string): unknown {
  const failure = failureFrom(error, file);
  if (failure instanceof Failure || !(error instanceof Error)) return failure;
  const code = 'code' in error ? String(error.code) : error.message;
  return new Failure(
    'unavailable',
    `${file} cannot be opened (${code}): its folder must exist and belong to telefonistka's user`,
  );
}
