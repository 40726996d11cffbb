import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import { peersOf } from '#test/bed/peers.ts';
import { row } from './row.ts';

// What the service knows is locked, damaged or gone; and the CRM is never asked during a call.

/** What the reference allows a call to wait for the database, and what a busy machine adds. */
const DATABASE_WAIT_MS = 100 + 400;
const REOPENED_WITHIN_MS = 20_000;

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const database = (): string => join(stage.service.dataFolder, 'telefonistka.db');

/** A known caller keys 0 at the first prompt; answers with the call, in the queue. */
async function asksForAPerson(): Promise<OfficeCall> {
  const call = await stage.place(stage.callers.known.number);
  await stage.prompt(call);
  await call.press('0');
  expect((await call.reachesQueue(AT_ONCE_MS)).reason).toBe('asked-for-a-person');
  return call;
}

test('10, 11 the CRM is away, slow or mad: nobody notices, for no call goes anywhere but to Asterisk', async () => {
  const { service, office } = stage;
  const call = await stage.place(stage.callers.known.number);
  const { atMs } = await stage.prompt(call);
  const peers = peersOf(service.process.pid);
  const ours = new Set([service.agiPort, service.httpPort, office.place.amiPort]);
  await call.press('0');
  const arrival = await call.reachesQueue(AT_ONCE_MS);
  expect(peers.length, 'the call itself is seen').toBeGreaterThan(0);
  expect(peers.filter(({ ports }) => !ports.some((port) => ours.has(port)))).toEqual([]);
  expect(peers.filter(({ isLoopback }) => !isLoopback)).toEqual([]);
  row({
    fault: '10 CRM down, 11 slow or mad',
    injected: 'never asked: no connection',
    ended: 'menu, queue',
    costMs: arrival.atMs - atMs,
    limitMs: 2 * AT_ONCE_MS,
  });
  await call.leave();
});

test('17 another program locks the database: the menu as usual, the journal is written afterwards', async () => {
  const other = new BetterSqlite(database());
  other.exec('begin exclusive');
  const call = await asksForAPerson();
  await stage.service.line(({ msg }) => msg === 'the journal must wait', 20_000);
  other.exec('commit');
  other.close();
  const [visit] = (await stage.receipt(call)).visits;
  expect(visit).toMatchObject({ policy: 'menu', keyed: '0' });
  row({
    fault: '17 database locked',
    injected: 'begin exclusive',
    ended: 'menu, queue; journal later',
    costMs: visit?.firstAudioMs ?? Infinity,
    limitMs: DATABASE_WAIT_MS,
  });
  await call.leave();
});

test('18 the database is deleted under the running service: calls go on', async () => {
  const { service } = stage;
  const kept = await readFile(database());
  for (const file of ['', '-wal', '-shm']) await rm(`${database()}${file}`, { force: true });
  const call = await asksForAPerson();
  const over = await service.line(
    ({ msg, linkedid }) => msg === 'visit over' && linkedid === call.uniqueid,
  );
  row({
    fault: '18 database deleted at run time',
    injected: 'rm',
    ended: 'menu, queue',
    costMs: Number(over['tookMs']),
    limitMs: 2 * AT_ONCE_MS,
  });
  expect(over['to']).toBe('queue: asked-for-a-person');
  await call.leave();
  await service.process.stop('SIGTERM', 10_000);
  await writeFile(database(), kept);
  await service.restart();
});

test('18 the database is overwritten under the running service: no caller is lost', async () => {
  const { service } = stage;
  const kept = await readFile(database());
  await overwrite(database());
  await overwrite(`${database()}-wal`);
  const call = await stage.place(stage.callers.favouriteAbsent.number);
  const { atMs } = await stage.prompt(call);
  await call.press('0');
  const arrival = await call.reachesQueue(AT_ONCE_MS);
  row({
    fault: '18 database corrupt at run time',
    injected: 'overwritten with noise',
    ended: 'menu, queue',
    costMs: arrival.atMs - atMs,
    limitMs: 2 * AT_ONCE_MS,
  });
  await service.line(
    ({ msg }) => msg === 'caller not looked up' || msg === 'the journal must wait',
  );
  expect(service.process.hasExited).toBe(false);
  await call.leave();
  await service.process.stop('SIGKILL', 0);
  for (const file of ['-wal', '-shm']) await rm(`${database()}${file}`, { force: true });
  await writeFile(database(), kept);
  await service.restart();
});

test('18 the database is corrupt at the start: queue only, until it is put right', async () => {
  const { service } = stage;
  await service.process.stop('SIGTERM', 10_000);
  const kept = `${database()}.kept`;
  await rename(database(), kept);
  await writeFile(database(), 'this was a database');
  const since = service.lines.length;
  await service.restart({ cold: true });
  const told = await service.line(({ msg }) => msg.startsWith('database not opened'), 5_000, since);
  expect(told['reason']).toContain('telefonistka.db is damaged');
  const call = await stage.place(stage.callers.known.number);
  const { costMs, reason } = await call.reachesQueue(AT_ONCE_MS);
  row({
    fault: '18 database corrupt at the start',
    injected: 'overwritten',
    ended: 'failure line, queue',
    costMs,
    limitMs: AT_ONCE_MS,
  });
  expect(reason).toBe('no-service');
  await call.leave();
  await rename(kept, database());
  await service.line(({ msg }) => msg === 'speech is warm', REOPENED_WITHIN_MS, since);
  await (await asksForAPerson()).leave();
});

test('18 the database cannot be there: queue only', async () => {
  const { service } = stage;
  await service.process.stop('SIGTERM', 10_000);
  const kept = `${service.dataFolder}.kept`;
  await rename(service.dataFolder, kept);
  await writeFile(service.dataFolder, 'a file where the folder was');
  const since = service.lines.length;
  await service.restart({ cold: true });
  await service.line(({ msg }) => msg.startsWith('database not opened'), 5_000, since);
  const call = await stage.place(stage.callers.known.number);
  const { costMs, reason } = await call.reachesQueue(AT_ONCE_MS);
  row({
    fault: '18 database folder missing',
    injected: 'a file in its place',
    ended: 'failure line, queue',
    costMs,
    limitMs: AT_ONCE_MS,
  });
  expect(reason).toBe('no-service');
  await call.leave();
  await rm(service.dataFolder);
  await rename(kept, service.dataFolder);
});

/** Noise over the whole file, in place: whoever has it open reads noise. */
async function overwrite(file: string): Promise<void> {
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(size, 0xa5), 0, size, 0);
  await handle.close();
}
