import type BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect, type CompiledQuery } from 'kysely';
import { failureFrom } from './failures.ts';
import type { Schema } from './schema.ts';
import { openSqliteReader } from './sqlite.ts';

/** A statement of the call path: prepared once, then a few microseconds a run. Fails with `unavailable`. */
export type Reading<R> = (...parameters: readonly (string | number)[]) => R[];

/**
 * The local file, read by the thread that answers calls: the database itself, or this node's copy of it.
 * Reads are synchronous on purpose: asking another thread takes longer than the 50 µs of a lookup.
 */
export interface LocalFile {
  /** Compiles what Kysely built; `parameters` of a run stand in the order of the statement's own. */
  prepare<R>(build: (db: Kysely<Schema>) => { compile(): CompiledQuery<R> }): Reading<R>;
  /** Everything that `read` reads is of one moment, and is asked for in one go. */
  atOneMoment<T>(read: () => T): T;
  /** Changes whenever anybody else, of this process or another one, has committed. */
  version(): number;
  /** False when the file does not answer now, or did not the last time somebody asked. */
  isReadable(): boolean;
  close(): void;
}

export function openLocalFile(file: string): LocalFile {
  const raw = openSqliteReader(file);
  const compiler = new Kysely<Schema>({ dialect: new SqliteDialect({ database: raw }) });
  let hasFailed = false;
  const guarded = <T>(read: () => T): T => {
    try {
      const answer = read();
      hasFailed = false;
      return answer;
    } catch (error) {
      hasFailed = true;
      throw failureFrom(error, file);
    }
  };
  const version = () => guarded(() => dataVersion.get()?.data_version ?? 0);
  const oneMoment = raw.transaction((read: () => unknown) => read());
  const dataVersion = raw.prepare<[], { data_version: number }>('pragma data_version');
  return {
    prepare<R>(build: (db: Kysely<Schema>) => { compile(): CompiledQuery<R> }): Reading<R> {
      const { sql } = build(compiler).compile();
      let statement: BetterSqlite.Statement<unknown[], R> | undefined;
      return (...parameters) =>
        guarded(() => {
          statement ??= raw.prepare<unknown[], R>(sql);
          return statement.all(...parameters);
        });
    },
    atOneMoment: <T>(read: () => T) => guarded(() => oneMoment(read) as T),
    version,
    isReadable() {
      if (hasFailed) return false;
      try {
        version();
        return true;
      } catch {
        return false;
      }
    },
    close: () => raw.close(),
  };
}
