import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHttpJson } from '#adapters/crm/http-json/http-json.ts';
import { importEvents } from '#pipeline/import-events.ts';
import { Failure } from '#ports/failure.ts';
import { connectorOptions, type ConnectorSetting } from '#test/fakes/connector.ts';
import {
  startFakeCrmService,
  type FakeCrmService,
  type ServiceFault,
} from '#test/fakes/fake-crm-service.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';

const now = (): Date => new Date('2026-03-02T10:00:00Z');
const signal = new AbortController().signal;

const anEvent = (id: string, over: Record<string, unknown> = {}) => ({
  kind: 'event' as const,
  values: {
    id,
    at: '2026-02-01T12:00:00',
    type: 'call',
    client_id: 'c1',
    employee_id: 'e1',
    ...over,
  },
});

function connectorTo(fake: FakeCrmService, setting: Partial<ConnectorSetting> = {}) {
  return createHttpJson(connectorOptions({ url: fake.url, now, ...setting }));
}

async function read(fake: FakeCrmService, setting: Partial<ConnectorSetting> = {}) {
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  const imported = await importEvents(connectorTo(fake, setting), house, signal);
  return { ...house, imported };
}

test('people, clients and events, in the fields of an import, times on the office’s clock', async () => {
  await using fake = await startFakeCrmService({ token: 't0ken' });
  fake.changed(
    { kind: 'employee', values: { id: 'e1', first: 'Анна', last: 'Петрова', extension: '34' } },
    { kind: 'client', values: { id: 'c1', name: 'Ромашка', numbers: ['8 916 123-45-67', '?'] } },
    anEvent('1'),
  );
  const { events, imported } = await read(fake, { authorization: 'Bearer t0ken' });
  expect(events.employees.get('e1')).toMatchObject({ first: 'Анна', extension: '34' });
  expect(events.clients.get('c1')).toMatchObject({ numbers: ['+79161234567'] });
  expect([...events.events.values()]).toEqual([
    {
      source: 'crm',
      externalId: '1',
      at: Date.parse('2026-02-01T09:00:00Z') / 1000,
      type: 'call',
      clientId: 'c1',
      employeeId: 'e1',
      deleted: false,
    },
  ]);
  expect(imported).toMatchObject({ leftOut: {}, pages: 1 });
});

test('the first time asks for the history, page by page; the next time from the cursor on', async () => {
  await using fake = await startFakeCrmService({ perPage: 2 });
  fake.changed(anEvent('1'), anEvent('2'), anEvent('3'));
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  await importEvents(connectorTo(fake), house, signal);
  fake.changed(anEvent('4'), { gone: '2' });
  await importEvents(connectorTo(fake), house, signal);
  expect(fake.asked.map((query) => Object.fromEntries(query))).toEqual([
    { since: '2025-03-02T10:00:00.000Z', limit: '1000' },
    { after: '2', limit: '1000' },
    { after: '3', limit: '1000' },
  ]);
  const alive = [...house.events.events.values()].filter(({ deleted }) => !deleted);
  expect(alive.map(({ externalId }) => externalId)).toEqual(['1', '3', '4']);
});

test('read again since a moment: first what is new, then the past, and the cursor stays at the end', async () => {
  await using fake = await startFakeCrmService();
  fake.changed(anEvent('1'));
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  await importEvents(connectorTo(fake), house, signal);
  fake.changed(anEvent('2'), anEvent('3'));
  fake.asked.length = 0;
  const since = Date.parse('2026-03-01T00:00:00Z') / 1000;
  await importEvents(connectorTo(fake, { reach: { since } }), house, signal);
  expect(fake.asked.map((query) => Object.fromEntries(query))).toEqual([
    { after: '1', limit: '1000' },
    { since: '2026-03-01T00:00:00.000Z', limit: '1000' },
  ]);
  expect([...house.events.events.keys()]).toHaveLength(3);
  expect(await house.cursors.stateOf('crm')).toMatchObject({ cursor: '3' });
});

test('a record that cannot be read takes nothing away with its span', async () => {
  await using fake = await startFakeCrmService();
  fake.changed(anEvent('1'));
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  await importEvents(connectorTo(fake), house, signal);
  const from = Date.parse('2026-01-31T00:00:00Z') / 1000;
  await using again = await startFakeCrmService({
    answer: {
      cursor: 'x',
      span: { from, to: from + 10 * 86_400 },
      events: [anEvent('1', { client_id: {} }).values],
    },
  });
  const imported = await importEvents(connectorTo(again), house, signal);
  expect(imported.leftOut).toEqual({ malformed: 1 });
  expect([...house.events.events.values()].map(({ deleted }) => deleted)).toEqual([false]);
});

test('records that make no sense are left out and counted, the others come', async () => {
  await using fake = await startFakeCrmService();
  fake.changed(
    anEvent('1', { at: 'yesterday' }),
    anEvent('2', { type: '' }),
    anEvent('3', { client_id: { deep: true } }),
    anEvent('4', { at: '2027-01-01' }),
    anEvent('5'),
  );
  const { events, imported } = await read(fake);
  expect(events.events.size).toBe(1);
  expect(imported.leftOut).toEqual({ malformed: 4 });
});

test('an event cannot pass for one of another source', async () => {
  await using fake = await startFakeCrmService();
  fake.changed(anEvent('1', { source: 'ut11' }));
  const { events } = await read(fake);
  expect([...events.events.values()].map(({ source }) => source)).toEqual(['crm']);
});

test('a span told whole: what it lacks is gone', async () => {
  await using fake = await startFakeCrmService();
  fake.changed(anEvent('1'), anEvent('2', { at: '2026-01-01' }));
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  await importEvents(connectorTo(fake), house, signal);
  const from = Date.parse('2026-01-31T00:00:00Z') / 1000;
  await using again = await startFakeCrmService({
    answer: { cursor: 'x', span: { from, to: from + 10 * 86_400 } },
  });
  await importEvents(connectorTo(again), house, signal);
  expect([...house.events.events.values()].map(({ deleted }) => deleted)).toEqual([true, false]);
});

test.each([
  [{ cursor: 7 }, 'CRM crm: the answer is not as agreed: cursor: '],
  [{ events: 'none' }, 'CRM crm: the answer is not as agreed: events: '],
  [{ more: true, cursor: 'same' }, 'CRM crm says there is more, and gives the same cursor again'],
])('an answer against the contract says what is wrong: %j', async (answer, message) => {
  await using fake = await startFakeCrmService({ answer });
  await expect(read(fake)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(message) as string,
  });
});

test('a wrong token is refused, without it in the message', async () => {
  await using fake = await startFakeCrmService({ token: 'right' });
  await expect(read(fake, { authorization: 'Bearer wr0ng' })).rejects.toMatchObject({
    code: 'refused',
    message: 'CRM crm refused us (401): check user, password, rights',
  });
});

test('check: as agreed, or what is wrong and where it is written', async () => {
  await using fake = await startFakeCrmService();
  expect(await connectorTo(fake).check(signal)).toMatchObject([{ severity: 'ok' }]);
  await using broken = await startFakeCrmService({ answer: { cursor: null } });
  expect(await connectorTo(broken).check(signal)).toMatchObject([
    { severity: 'error', remedy: { en: 'What to answer, and how: docs/crm/http-json.md.' } },
  ]);
});

const step = fc.oneof(
  fc.record({
    does: fc.constant('write' as const),
    id: fc.integer({ min: 1, max: 9 }).map(String),
    employee: fc.constantFrom('anna', 'boris'),
  }),
  fc.record({
    does: fc.constant('delete' as const),
    id: fc.integer({ min: 1, max: 9 }).map(String),
  }),
  fc.record({
    does: fc.constant('sync' as const),
    faults: fc.array(fc.constantFrom<ServiceFault | null>('busy', 'html', 'half', 'reset', null), {
      maxLength: 8,
    }),
    diesAfter: fc.option(fc.integer({ min: 0, max: 3 })),
  }),
);

test('whatever goes wrong on the way, the store ends with exactly the service’s events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }),
      async (steps) => {
        const faults: (ServiceFault | null)[] = [];
        await using fake = await startFakeCrmService({
          perPage: 2,
          fault: () => faults.shift() ?? null,
        });
        const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
        const wanted = new Map<string, string>();
        const sync = async (diesAfter: number | null): Promise<void> => {
          const process = new AbortController();
          let pages = 0;
          await importEvents(connectorTo(fake), house, process.signal, () => {
            pages += 1;
            if (pages > (diesAfter ?? Infinity)) process.abort();
          }).catch((error: unknown) => expect(error).toBeInstanceOf(Failure));
        };
        for (const one of steps) {
          if (one.does === 'write') {
            fake.changed(anEvent(one.id, { employee_id: one.employee }));
            wanted.set(one.id, one.employee);
          } else if (one.does === 'delete') {
            fake.changed({ gone: one.id });
            wanted.delete(one.id);
          } else {
            faults.splice(0, Infinity, ...one.faults);
            await sync(one.diesAfter);
          }
        }
        faults.length = 0;
        await sync(null);
        const alive = [...house.events.events.values()].filter(({ deleted }) => !deleted);
        const kept = alive.map(({ externalId, employeeId }) => `${externalId} ${employeeId}`);
        expect(kept.toSorted()).toEqual(Array.from(wanted, (pair) => pair.join(' ')).toSorted());
      },
    ),
    { numRuns: 50 },
  );
});
