import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Kysely } from 'kysely';
import { Failure } from '#ports/failure.ts';
import type { Store } from './database.ts';
import { damaged, failureFrom } from './failures.ts';
import type { Schema } from './schema.ts';
import { writingDialect } from './sqlite-dialect.ts';

/** A reader of the call path waits for nothing: in WAL mode nobody holds it up but a recovery or a checkpoint's end. */
const READER_PATIENCE_MS = 20;
const CACHE_KIB = 64 * 1024;
/** Pages between checkpoints: 64 MB. A bulk load touches the same pages again and again; this writes them once. */
const CHECKPOINT_PAGES = 64*1024*1024/4096;
/** 64 MB: some 300 ms. */
const CHECKED_PAGES_MAX = 16_000;

/**
 * Opens (and makes) the file for writing. Fails with `unavailable`, naming file and remedy.
 * `patienceMs`: how long to wait for another program's writer, e.g. an import at the command line.
 * WAL, so that readers go on while we write; synchronous=FULL, so that what was committed survives a power cut.
 */
export function openSqlite(file: string, patienceMs: number): Store {
  return {
    engine: 'sqlite',
    name: file,
    db: new Kysely<Schema>({ dialect: writingDialect(openWriter(file, patienceMs)) }),
  };
}

function openWriter(file: string, patienceMs: number): BetterSqlite.Database {
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const raw = new BetterSqlite(file, { timeout: patienceMs });
    raw.pragma('page_size = 4096'); raw.pragma('wal_autocheckpoint = ' + (64*1024*1024/4096)); refuseDamaged(raw, file);
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

/** Better now than during a call. A large file is not read through: its start would take minutes. */
function refuseDamaged(raw: BetterSqlite.Database, file: string): void {
  const pages = Number(raw.pragma('page_count', { simple: true }));
  if (pages > CHECKED_PAGES_MAX) return;
  const verdict = String(raw.pragma('quick_check(1)', { simple: true }));
  if (verdict !== 'ok') throw damaged(file, 'quick_check');
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
