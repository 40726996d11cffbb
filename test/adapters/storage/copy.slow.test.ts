import { rm } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStorage, type Storage } from '#adapters/storage/open-storage.ts';
import { tallyOf } from '#domain/ranking/tally.ts';
import { postgresMissing, startPostgres, type PrivatePostgres } from '#test/bed/postgres.ts';
import { aClient, anEmployee, anEvent, DAY, someWeights } from '#test/ports/events.examples.ts';
import { NOW_SECONDS, optionsFor, temporaryFolder } from './engines.ts';

const missing = postgresMissing();
if (missing !== null) console.warn(`SKIPPED: copies of PostgreSQL: ${missing}`);

/** Waits until a node knows the caller so; what it waits for is a notification, well within the 15 s of its poll. */
async function eventually(check: () => Promise<void> | void): Promise<void> {
  await vi.waitFor(check, { timeout: 5_000, interval: 10 });
}

async function expectKnown(node: Storage, clientId: string | undefined): Promise<void> {
  const known = await node.callers.recognise('+79161234567');
  expect(known?.clientId).toBe(clientId);
}

describe.skipIf(missing !== null)('copies of PostgreSQL', () => {
  let server: PrivatePostgres;
  let url: string;
  let databases = 0;
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await newDatabase(server, `copy_${(databases += 1)}`);
  });
  afterEach(async () => {
    for (const undo of cleanUp.splice(0).reverse()) await undo();
  });

  async function folder(): Promise<string> {
    const dataDir = await temporaryFolder();
    cleanUp.push(() => rm(dataDir, { recursive: true }));
    return dataDir;
  }

  async function openNode(dataDir?: string, at = url): Promise<Storage> {
    const node = await openStorage(optionsFor({ url: at, dataDir: dataDir ?? (await folder()) }));
    cleanUp.push(() => node.close());
    return node;
  }

  test('what one node keeps, another one knows a moment later', async () => {
    const [one, two] = [await openNode(), await openNode()];
    await one.events.applyWeights(someWeights());
    await one.events.keepEmployees([anEmployee()]);
    await one.events.keepClients([aClient({ companyId: 'tsvety', companyName: 'Цветы' })]);
    await one.events.keepEvents([anEvent()]);
    await eventually(async () => {
      const known = await two.callers.recognise('+79161234567');
      expect(known).toEqual(await one.callers.recognise('+79161234567'));
      expect(known?.tallies).toHaveLength(1);
      expect(two.people.byId('anna')?.extension).toBe('101');
      expect(two.people.popularity()).toEqual(one.people.popularity());
    });
    await one.events.keepEvents([anEvent({ deleted: true })]);
    await one.events.keepClients([aClient({ numbers: [] })]);
    await eventually(() => expectKnown(two, undefined));
  });

  test('a number that changes hands changes hands in the copies', async () => {
    const [one, two] = [await openNode(), await openNode()];
    await one.events.keepClients([aClient()]);
    await one.events.keepClients([aClient({ id: 'vasilek' })]);
    await eventually(() => expectKnown(two, 'vasilek'));
    await one.events.keepClients([aClient({ name: 'Ромашкин' })]);
    await eventually(() => expectKnown(two, 'romashka'));
    expect((await two.callers.recognise('+79161234567'))?.clientName).toBe('Ромашкин');
  });

  test('a node that joins later begins with everything', async () => {
    const one = await openNode();
    await one.events.applyWeights(someWeights());
    const clients = Array.from({ length: 2_500 }, (_, index) =>
      aClient({ id: `client-${index}`, numbers: [`+7916${String(index).padStart(7, '0')}`] }),
    );
    await one.events.keepClients(clients);
    await one.events.keepEvents(
      clients.map((client) => anEvent({ externalId: client.id, clientId: client.id })),
    );
    const two = await openNode();
    for (const index of [0, 1_234, 2_499]) {
      const number = clients[index]!.numbers[0]!;
      expect(await two.callers.recognise(number)).toMatchObject({
        clientId: `client-${index}`,
        tallies: [{ amount: 1 }],
      });
    }
    expect(two.health().copy).toMatchObject({ connected: true });
  });

  test('while PostgreSQL is away calls are recognised; when it is back the node catches up', async () => {
    const [one, two] = [await openNode(), await openNode()];
    await one.events.keepClients([aClient()]);
    await eventually(() => expectKnown(two, 'romashka'));
    await server.kill();
    try {
      await eventually(() => {
        expect(two.health()).toMatchObject({ readable: true, copy: { connected: false } });
      });
      await expectKnown(two, 'romashka');
      await expect(two.events.keepEvents([anEvent()])).rejects.toMatchObject({
        code: 'unavailable',
      });
      await expect(two.callers.eventsOf('romashka', 1)).rejects.toMatchObject({
        code: 'unavailable',
      });
    } finally {
      await server.start();
    }
    await eventually(async () => {
      await one.events.keepClients([aClient({ id: 'vasilek' })]);
    });
    await eventually(() => expectKnown(two, 'vasilek'));
    await eventually(() => {
      expect(two.health().copy?.connected).toBe(true);
    });
  });

  test('calls that were journalled while PostgreSQL was away are written when it is back', async () => {
    const one = await openNode();
    await server.kill();
    try {
      one.journal.ended({
        linkedid: '100.1',
        startedAtMs: 0,
        endedAtMs: 1,
        employeeId: null,
        reached: 'nobody',
        queue: null,
        talkSeconds: 0,
        transferred: false,
        hangupCause: null,
        waitedMs: null,
      });
      await expect(one.journal.receiptOf('100.1')).rejects.toMatchObject({ code: 'unavailable' });
      expect(one.health().journalQueued).toBe(1);
    } finally {
      await server.start();
    }
    await eventually(async () => {
      expect((await one.journal.receiptOf('100.1'))?.outcome?.reached).toBe('nobody');
      expect(one.health().journalQueued).toBe(0);
    });
  });

  test('a node with a copy starts while PostgreSQL is away, and follows it later', async () => {
    const dataDir = await folder();
    const before = await openNode(dataDir);
    await before.events.keepClients([aClient()]);
    await before.close();
    await server.kill();
    let node: Storage;
    try {
      node = await openNode(dataDir);
      await expectKnown(node, 'romashka');
      await expect(node.events.keepEvents([anEvent()])).rejects.toMatchObject({
        code: 'unavailable',
      });
    } finally {
      await server.start();
    }
    await eventually(async () => {
      await node.events.keepClients([aClient({ id: 'vasilek' })]);
    });
    await eventually(() => expectKnown(node, 'vasilek'));
  });

  test('a node without a copy does not start blind', async () => {
    const opening = openNode(undefined, 'postgres://telefonistka:hush@127.0.0.1:1/telefonistka');
    await expect(opening).rejects.toMatchObject({
      code: 'unavailable',
      message: 'PostgreSQL 127.0.0.1:1/telefonistka does not answer',
    });
  });

  test('a wrong database name is refused in words', async () => {
    await expect(openNode(undefined, `${url}_missing`)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('check user, password, database name and rights'),
    });
  });

  test('the copy of another database is thrown away', async () => {
    const dataDir = await folder();
    const before = await openNode(dataDir);
    await before.events.keepClients([aClient()]);
    await before.events.keepEmployees([anEmployee()]);
    await before.close();
    const node = await openNode(dataDir, await newDatabase(server, `other_${databases}`));
    await expectKnown(node, undefined);
    expect(node.people.employees()).toEqual([]);
  });

  test('two nodes that write at once lose nothing and agree', async () => {
    const [one, two] = [await openNode(), await openNode()];
    await one.events.applyWeights(someWeights());
    await one.events.keepClients([aClient()]);
    const events = Array.from({ length: 40 }, (_, index) =>
      anEvent({ externalId: String(index), at: NOW_SECONDS - (40 - index) * DAY }),
    );
    const writes = events.map((event, index) => [one, two][index % 2]!.events.keepEvents([event]));
    await Promise.all(writes);
    const times = events.map((event) => event.at);
    const wanted = tallyOf('anna', 'call_answered', times, { halfLifeDays: 90 }, 3_600)!;
    await eventually(async () => {
      for (const node of [one, two]) {
        const known = await node.callers.recognise('+79161234567');
        expect(known?.tallies).toMatchObject([{ lastAt: NOW_SECONDS - DAY }]);
        expect(known?.tallies[0]?.amount).toBeCloseTo(wanted.amount, 9);
      }
    });
  });
});

/** Makes an empty database of that name and answers with its address. */
async function newDatabase(server: PrivatePostgres, name: string): Promise<string> {
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.url.replace(/[^/]+$/, name);
}
