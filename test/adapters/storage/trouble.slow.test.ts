import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepEvents } from '#adapters/storage/events.ts';
import { migrate } from '#adapters/storage/migrate.ts';
import { openStorage } from '#adapters/storage/open-storage.ts';
import { openSqlite } from '#adapters/storage/sqlite.ts';
import { aClient, anEmployee, anEvent, someWeights } from '#test/ports/events.examples.ts';
import { NOW_SECONDS, optionsFor, quietLog, temporaryFolder } from './engines.ts';

let dataDir: string;
let file: string;
beforeEach(async () => {
  dataDir = await temporaryFolder();
  file = join(dataDir, 'telefonistka.db');
});
afterEach(() => rm(dataDir, { recursive: true }));

function manyEvents(count: number) {
  return Array.from({ length: count }, (_, index) => anEvent({ externalId: `event-${index}` }));
}

test('a full disk is exhausted: the page is kept not at all, and fits once there is room', async () => {
  const store = openSqlite(file, 0);
  await migrate(store);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
  await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count + 2)}`.execute(store.db);
  await expect(keepEvents(store, manyEvents(2_000), NOW_SECONDS)).rejects.toMatchObject({
    code: 'exhausted',
    retryable: true,
    message: expect.stringContaining(file),
  });
  await sql`pragma max_page_count = 1000000`.execute(store.db);
  expect(await keepEvents(store, manyEvents(2_000), NOW_SECONDS)).toMatchObject({ added: 2_000 });
  await store.db.destroy();
});

test('a file that is taken away while it is open: calls go on, and operations hear of it', async () => {
  const errors: string[] = [];
  const log = { ...quietLog, error: (_: object, text: string) => void errors.push(text) };
  await using storage = await openStorage({ ...optionsFor({ url: null, dataDir }), log });
  await storage.events.keepClients([aClient()]);
  await rename(file, `${file}.away`);
  await vi.waitFor(() => expect(storage.health().inPlace).toBe(false), 5_000);
  expect(await storage.callers.recognise('+79161234567')).toMatchObject({ clientId: 'romashka' });
  await rename(`${file}.away`, file);
  await vi.waitFor(() => expect(storage.health().inPlace).toBe(true), 5_000);
  expect(errors).toEqual([expect.stringContaining('restart telefonistka')]);
});

const mountFailure = whyNoTmpfs();
if (mountFailure !== null) console.warn(`SKIPPED: a really full disk: ${mountFailure}`);
describe.skipIf(mountFailure !== null)('on a disk that is really full', () => {
  beforeEach(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dataDir]);
  });
  afterEach(() => {
    execFileSync('umount', ['-l', dataDir]);
  });

  test('writing says so, calls are recognised all the same, and room heals it', async () => {
    const ballast = join(dataDir, 'ballast');
    await using storage = await openStorage(optionsFor({ url: null, dataDir }));
    await storage.events.keepClients([aClient()]);
    await writeFile(ballast, Buffer.alloc(1_000_000)).catch(() => undefined);
    await expect(storage.events.keepEvents(manyEvents(2_000))).rejects.toMatchObject({
      code: expect.stringMatching(/exhausted|unavailable/),
    });
    expect(await storage.callers.recognise('+79161234567')).toMatchObject({ tallies: [] });
    await rm(ballast);
    expect(await storage.events.keepEvents(manyEvents(100))).toMatchObject({ added: 100 });
  });
});

function whyNoTmpfs(): string | null {
  if (process.getuid?.() !== 0) return 'only root can mount a small one';
  const place = mkdtempSync(join(tmpdir(), 'tel-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place], { stdio: 'pipe' });
    execFileSync('umount', [place], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return String(error).split('\n')[0] ?? 'mount failed';
  } finally {
    rmdirSync(place);
  }
}

test('a database that another program locks is unavailable to writers and open to readers', async () => {
  await using storage = await openStorage({
    ...optionsFor({ url: null, dataDir }),
    writerPatienceMs: 20,
  });
  await storage.events.keepClients([aClient()]);
  const other = new BetterSqlite(file);
  other.exec('begin immediate');
  await expect(storage.events.keepEvents([anEvent()])).rejects.toMatchObject({
    code: 'unavailable',
    message: `${file} is locked by another program (SQLITE_BUSY)`,
  });
  expect((await storage.callers.recognise('+79161234567'))?.clientId).toBe('romashka');
  other.exec('commit');
  other.close();
  expect(await storage.events.keepEvents([anEvent()])).toMatchObject({ added: 1 });
});

test('a file that breaks while we run makes lookups unavailable, and nothing worse', async () => {
  await using storage = await openStorage(optionsFor({ url: null, dataDir }));
  await storage.events.applyWeights(someWeights());
  await storage.events.keepEmployees([anEmployee()]);
  const clients = Array.from({ length: 1_000 }, (_, index) =>
    aClient({ id: `client-${index}`, numbers: [`+7916000${String(index).padStart(4, '0')}`] }),
  );
  await storage.events.keepClients(clients);
  checkpoint();
  await writeFile(file, Buffer.alloc(4_096 * 100, 'x'));
  // Pages that were read before may still be remembered; among a thousand numbers most were not.
  const lookups = await Promise.allSettled(
    clients.map((client) => storage.callers.recognise(client.numbers[0]!)),
  );
  const failures = lookups.flatMap((lookup) =>
    lookup.status === 'rejected' ? [lookup.reason as unknown] : [],
  );
  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures) expect(failure).toMatchObject({ code: 'unavailable' });
  expect(storage.health().readable).toBe(false);
  expect(storage.people.byId('anna')?.id).toBe('anna');
});

/** Moves everything from the log into the file. */
function checkpoint(): void {
  const db = new BetterSqlite(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

test('what another process imports is seen within a second', async () => {
  await using service = await openStorage(optionsFor({ url: null, dataDir }));
  const changed = new Promise<void>((resolve) => service.people.onChange(resolve));
  await using importer = await openStorage(optionsFor({ url: null, dataDir }));
  await importer.events.keepEmployees([anEmployee()]);
  await importer.events.keepClients([aClient()]);
  expect((await service.callers.recognise('+79161234567'))?.clientId).toBe('romashka');
  await changed;
  expect(service.people.byId('anna')?.id).toBe('anna');
});
