import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStorage } from '#adapters/storage/open-storage.ts';
import { anEmployee, anEvent } from '#test/ports/events.examples.ts';
import { optionsFor, temporaryFolder } from './engines.ts';

let dataDir: string;
let file: string;
beforeEach(async () => {
  dataDir = await temporaryFolder();
  file = join(dataDir, 'telefonistka.db');
});
afterEach(() => rm(dataDir, { recursive: true }));

function open() {
  return openStorage(optionsFor({ url: null, dataDir }));
}

test('a folder that is not there is made', async () => {
  await using storage = await openStorage(
    optionsFor({ url: null, dataDir: join(dataDir, 'var', 'lib') }),
  );
  expect(storage.health()).toEqual({
    engine: 'sqlite',
    readable: true,
    inPlace: true,
    requestsWaiting: 0,
    journalQueued: 0,
    journalDropped: 0,
    copy: null,
  });
});

test('what was kept is there after a restart', async () => {
  {
    await using storage = await open();
    await storage.events.keepEmployees([anEmployee()]);
    await storage.events.keepEvents([anEvent()]);
  }
  await using storage = await open();
  expect(storage.people.byId('anna')?.extension).toBe('101');
  expect(await storage.events.keepEvents([anEvent()])).toMatchObject({ unchanged: 1 });
});

test('calls of before we learned are read as calls without a lesson', async () => {
  await (await open()).close();
  const db = new BetterSqlite(file);
  db.exec('drop index visit_by_evidence');
  for (const column of ['evidence', 'weights_version'])
    db.exec(`alter table visit drop column ${column}`);
  db.exec('alter table employee drop column numbers');
  db.exec('drop table speech_money');
  db.exec("delete from kysely_migration where name >= '0007'");
  const record = { linkedid: '1.1', script: 'personal-ivr', startedAtMs: 5, offered: [], said: [] };
  db.prepare("insert into visit values ('1.1', '1.1', 5, null, null, 0, ?)").run(
    JSON.stringify(record),
  );
  db.close();
  await using storage = await open();
  expect((await storage.journal.receiptOf('1.1'))?.visits).toEqual([{ ...record, lesson: null }]);
  expect(await storage.journal.offeredCalls(0, 'live', 10)).toMatchObject({
    calls: [{ lesson: null }],
    cutBeforeMs: null,
  });
});

test('a file that is no database is named, with the remedy', async () => {
  await writeFile(file, 'this is a letter, not a database\n'.repeat(100));
  await expect(open()).rejects.toMatchObject({
    code: 'unavailable',
    message: `${file} is damaged (SQLITE_NOTADB): stop telefonistka, put a backup in its place`,
  });
});

test('a database that was cut short is named, with the remedy', async () => {
  await (await open()).close();
  await truncate(file, 8_192);
  await expect(open()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(`${file} is damaged`),
  });
});

test('a place where we may not write is named, with the remedy', async () => {
  // Root may write anywhere but where nobody can: below something that is no folder.
  await writeFile(join(dataDir, 'taken'), '');
  const opening = openStorage(optionsFor({ url: null, dataDir: join(dataDir, 'taken') }));
  await expect(opening).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(
      /taken.*its folder must exist and belong to telefonistka's user/,
    ),
  });
});

test('a folder in the place of the file is named', async () => {
  await mkdir(file);
  await expect(open()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(file),
  });
});

test('a database of a newer telefonistka is left alone', async () => {
  await (await open()).close();
  const db = new BetterSqlite(file);
  db.exec(`insert into kysely_migration values ('9999-from-the-future', '2030-01-01')`);
  db.close();
  await expect(open()).rejects.toMatchObject({
    code: 'refused',
    message: `${file} was written by a newer telefonistka (9999-from-the-future): update this one, or restore the older backup`,
  });
});

test('closing leaves one tidy file, which can be copied away', async () => {
  await (await open()).close();
  const db = new BetterSqlite(file, { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
});
