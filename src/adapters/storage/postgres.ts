import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '#ports/log.ts';
import type { Store } from './database.ts';
import type { Schema } from './schema.ts';

const CONNECTIONS_MAX = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** Of one statement: on the server, and then on the wire, for a network that swallows packets. */
const STATEMENT_TIMEOUT_MS = 20_000;
const QUERY_TIMEOUT_MS = 25_000;

export interface Remote {
  readonly store: Store;
  /** A connection of its own, for LISTEN. Not connected yet. */
  listener(): pg.Client;
  close(): Promise<void>;
}

/** Nothing connects here: the first statement does. */
export function openPostgres(url: string, log: Log): Remote {
  const name = nameOf(url);
  const settings: pg.ClientConfig = {
    connectionString: url,
    application_name: 'telefonistka',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    // pg answers a bigint as a string; all of ours are whole numbers that a double holds.
    types: {
      getTypeParser: (oid, format) =>
        oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format),
    },
  };
  const pool = new pg.Pool({ ...settings, max: CONNECTIONS_MAX });
  // An idle connection that breaks is no event for anybody: the pool opens another. Unheard it would end the process.
  pool.on('error', (error) => log.debug({ err: error }, 'an idle database connection broke'));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    store: { engine: 'postgres', name, db },
    listener: () => new pg.Client(settings),
    close: () => db.destroy(),
  };
}

/** Host and database; a password in the address stays there. */
function nameOf(url: string): string {
  if (!URL.canParse(url)) return 'at the given address';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
