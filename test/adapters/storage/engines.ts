import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
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
  /** A storage over an empty database, closed after the test. */
  open(): Promise<Storage>;
}

/** Runs the suite on SQLite, and on a PostgreSQL that it starts; where there is none it says so aloud. */
export function onEveryEngine(suite: (bed: Bed) => void): void {
  describe('on SQLite', () => {
    suite(bedOver(() => Promise.resolve(null)));
  });

  const missing = postgresMissing();
  if (missing !== null) console.warn(`SKIPPED: storage on PostgreSQL: ${missing}`);
  describe.skipIf(missing !== null)('on PostgreSQL', () => {
    let server: PrivatePostgres;
    let databases = 0;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());
    suite(bedOver(() => emptyDatabase(server, `test_${(databases += 1)}`)));
  });
}

function bedOver(newUrl: () => Promise<string | null>): Bed {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });
  return {
    async open() {
      const dataDir = await mkdtemp(join(tmpdir(), 'tel-storage-'));
      open.push(() => rm(dataDir, { recursive: true, force: true }));
      const storage = await openStorage(optionsFor({ url: await newUrl(), dataDir }));
      open.push(() => storage.close());
      return storage;
    },
  };
}

export function optionsFor(where: Pick<StorageOptions, 'url' | 'dataDir'>): StorageOptions {
  return { ...where, log: quietLog, now: () => NOW };
}

/** Makes a database of that name and answers with its address. */
export async function emptyDatabase(server: PrivatePostgres, name: string): Promise<string> {
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.url.replace(/[^/]+$/, name);
}
