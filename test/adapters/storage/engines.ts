import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStorage, type Storage, type StorageOptions } from '#adapters/storage/open-storage.ts';
import type { Log } from '#ports/log.ts';
import { postgresMissing, startPostgres, type PrivatePostgres } from '#test/bed/postgres.ts';

/** The moment at which every storage of a test lives. */
export const NOW = new Date('2026-03-02T10:00:00Z');
export const NOW_SECONDS = NOW.getTime() / 1000;

export const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface Bed {
  /** A storage in which nothing is kept yet. */
  open(): Promise<Storage>;
}

/** Runs the suite on SQLite, and on a PostgreSQL that it starts; where there is none it says so aloud. */
export function onEveryEngine(suite: (bed: Bed) => void): void {
  describe('on SQLite', () => {
    suite(bedOver(() => null));
  });

  const missing = postgresMissing();
  if (missing !== null) console.warn(`SKIPPED: storage on PostgreSQL: ${missing}`);
  describe.skipIf(missing !== null)('on PostgreSQL', () => {
    let server: PrivatePostgres;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());
    suite(bedOver(() => server.url));
  });
}

/** One storage for the whole suite, emptied for each test: starting its thread takes longer than most tests. */
function bedOver(urlOf: () => string | null): Bed {
  let dataDir: string;
  let storage: Storage;
  beforeAll(async () => {
    dataDir = await temporaryFolder();
    storage = await openStorage(optionsFor({ url: urlOf(), dataDir }));
  });
  afterAll(async () => {
    await storage.close();
    await rm(dataDir, { recursive: true });
  });
  return {
    async open() {
      const url = urlOf();
      if (url !== null) await emptyPostgres(url);
      emptyFile(join(dataDir, url === null ? 'telefonistka.db' : 'copy.db'));
      // Any write makes the snapshot of the people look at the file anew.
      await storage.events.keepEmployees([]);
      return storage;
    },
  };
}

const TABLES = [
  'absence',
  'employee',
  'client_number',
  'client',
  'company',
  'event',
  'tally',
  'popularity',
  'rule',
  'ranking_version',
  'visit',
  'outcome',
  'crm_source',
  'speech_money',
  'change',
];

function emptyFile(file: string): void {
  const db = new BetterSqlite(file);
  for (const table of TABLES) db.exec(`delete from ${table}`);
  db.close();
}

async function emptyPostgres(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`truncate ${TABLES.join()}`);
  await client.end();
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tel-storage-'));
}

export function optionsFor(where: Pick<StorageOptions, 'url' | 'dataDir'>): StorageOptions {
  return { ...where, log: quietLog, now: () => NOW };
}
