import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { Connector } from '#adapters/crm/connector.ts';
import { createOneC } from '#adapters/crm/one-c/one-c.ts';
import { importEvents } from '#pipeline/import-events.ts';
import { connectorOptions, type ConnectorSetting } from '#test/fakes/connector.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';
import { startFakeOneC, type FakeOneC, type FakeOneCOptions } from '#test/fakes/fake-one-c.ts';
import { guid, infobase, invoice, MAPPING, NOBODY, phoneCall } from './trade.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const now = (): Date => NOW;
const signal = new AbortController().signal;
const INVOICES = 'Document_СчетНаОплатуКлиенту';
const CALLS = 'Document_ТелефонныйЗвонок';

async function read(
  options: Partial<FakeOneCOptions> & Pick<FakeOneCOptions, 'infobase'>,
  setting: Partial<ConnectorSetting> = {},
) {
  await using fake = await startFakeOneC(options);
  const events = new FakeEvents();
  const imported = await importEvents(
    connectorTo(fake, setting),
    { events, cursors: new FakeCursors(), now },
    signal,
  );
  return { events, imported, fake };
}

function connectorTo(fake: FakeOneC, setting: Partial<ConnectorSetting> = {}): Connector {
  return createOneC(connectorOptions({ url: fake.url, now, ...setting }), MAPPING);
}

test('employees: names, extension from contact information, department, absence with deputy, dismissed, technical', async () => {
  const { events } = await read({ infobase: infobase() });
  expect([...events.employees.values()]).toMatchObject([
    {
      id: guid(1),
      first: 'Анна',
      middle: 'Сергеевна',
      last: 'Петрова',
      extension: '34',
      department: 'Отдел продаж',
      dismissed: false,
      technical: false,
      // The whole last day, on the office's clock; last year's leave is over.
      absences: [
        {
          fromMs: Date.parse('2026-03-01T00:00:00+03:00'),
          toMs: Date.parse('2026-03-15T00:00:00+03:00'),
          deputyId: guid(2),
        },
      ],
    },
    { id: guid(2), first: 'Пётр', middle: '', last: 'Белых', extension: null, dismissed: true },
    { id: guid(3), technical: true },
  ]);
});

test('clients: numbers of their people count as theirs; suppliers are none; who is marked for deletion has no number', async () => {
  const { events } = await read({ infobase: infobase() });
  expect([...events.clients.values()]).toEqual([
    {
      id: guid(10),
      name: 'Ромашка',
      companyId: null,
      companyName: null,
      managerId: guid(1),
      numbers: ['+74951234567', '+79161234567'],
    },
    expect.objectContaining({ id: guid(12), numbers: [] }),
  ]);
});

test('a document becomes an event at its time on the infobase’s clock; contact people and firms stand for their client', async () => {
  const base = infobase();
  base
    .get(INVOICES)!
    .push(
      invoice(100, '2026-02-01T12:00:00'),
      invoice(101, '2026-02-01T12:00:00', { Партнер_Key: NOBODY }),
    );
  base
    .get(CALLS)!
    .push(
      phoneCall(200, '2026-02-02T09:30:00'),
      phoneCall(201, '2026-02-02T09:31:00', { Входящий: false, Ответственный_Key: NOBODY }),
    );
  const { events, imported } = await read({ infobase: base });
  const common = { source: 'crm', clientId: guid(10), deleted: false };
  expect([...events.events.values()]).toEqual([
    {
      ...common,
      externalId: `${INVOICES}:${guid(100)}`,
      at: Date.parse('2026-02-01T09:00:00Z') / 1000,
      type: 'invoice_sent',
      employeeId: guid(1),
    },
    expect.objectContaining({ ...common, externalId: `${INVOICES}:${guid(101)}` }),
    expect.objectContaining({ ...common, type: 'call_answered', employeeId: guid(1) }),
    expect.objectContaining({ ...common, type: 'call_made', employeeId: guid(3) }),
  ]);
  expect(imported.leftOut).toEqual({});
});

test.each([
  ['no-rule', invoice(100, '2026-02-01T12:00:00', { Posted: false })],
  ['no-client', invoice(100, '2026-02-01T12:00:00', { Партнер_Key: NOBODY, Контрагент_Key: 7 })],
  ['no-employee', invoice(100, '2026-02-01T12:00:00', { Менеджер_Key: NOBODY })],
  ['other-reference', invoice(100, '2026-02-01T12:00:00', { Партнер_Key: guid(11) })],
  ['malformed', invoice(100, '2026-02-01T12:00:00', { Ref_Key: 'x' })],
] as const)('what is no event is left out and counted: %s', async (reason, row) => {
  const base = infobase();
  base.get(INVOICES)!.push(row);
  const { events, imported } = await read({ infobase: base });
  expect(events.events.size).toBe(0);
  expect(imported.leftOut).toEqual({ [reason]: 1 });
});

test('a call of somebody who is neither client nor contact is left out', async () => {
  const base = infobase();
  base
    .get(CALLS)!
    .push(
      phoneCall(200, '2026-02-02T09:30:00', { АбонентКонтакт_Type: 'StandardODATA.Catalog_Лиды' }),
    );
  const { imported } = await read({ infobase: base });
  expect(imported.leftOut).toEqual({ 'other-reference': 1 });
});

test('documents of one second are all there, however 1C orders what is equal', async () => {
  const base = infobase();
  for (let number = 100; number < 3_100; number += 1)
    base.get(INVOICES)!.push(invoice(number, '2026-02-01T12:00:00'));
  const { events } = await read({ infobase: base });
  expect(events.events.size).toBe(3_000);
});

test('more documents in a minute than a window takes: piece by piece, all of them, and deletions too', async () => {
  const base = infobase();
  for (let number = 100; number < 6_100; number += 1)
    base.get(INVOICES)!.push(invoice(number, '2026-02-01T12:00:30'));
  await using fake = await startFakeOneC({ infobase: base });
  const [events, cursors] = [new FakeEvents(), new FakeCursors()];
  await importEvents(connectorTo(fake), { events, cursors, now }, signal);
  expect(events.events.size).toBe(6_000);
  Object.assign(base.get(INVOICES)![0]!, { DeletionMark: true });
  const again = connectorTo(fake, { reach: { since: Date.parse('2026-02-01T00:00:00Z') / 1000 } });
  await importEvents(again, { events, cursors, now }, signal);
  expect([...events.events.values()].filter(({ deleted }) => deleted)).toHaveLength(1);
});

test('no more than one request at a time: each holds a licence', async () => {
  const { fake } = await read({ infobase: infobase() });
  expect(fake.atOnce()).toBe(1);
});

test('the second run reads from a little before the last one; a new day reads the last month again', async () => {
  const base = infobase();
  await using fake = await startFakeOneC({ infobase: base });
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  await importEvents(connectorTo(fake), house, signal);
  const windows = async (at: string) => {
    fake.asked.length = 0;
    await importEvents(connectorTo(fake, { now: () => new Date(at) }), house, signal);
    const [asked = ''] = fake.asked.filter((text) => text.startsWith(INVOICES));
    return /Date ge datetime'([^']+)'/.exec(asked)?.[1];
  };
  expect(await windows('2026-03-02T10:05:00Z')).toBe('2026-03-02T12:50:01');
  expect(await windows('2026-03-02T21:30:00Z')).toBe('2026-02-01T00:30:00');
  expect(await windows('2026-03-02T21:35:00Z')).toBe('2026-03-03T00:20:01');
});

test('other rules for a document read its history again; the others go on', async () => {
  await using fake = await startFakeOneC({ infobase: infobase() });
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  await importEvents(connectorTo(fake), house, signal);
  fake.asked.length = 0;
  const [first, ...rest] = MAPPING.events;
  const changed = { ...MAPPING, events: [{ ...first!, type: 'bill' }, ...rest] };
  const options = connectorOptions({ url: fake.url, now });
  await importEvents(createOneC(options, changed), house, signal);
  const firstDate = (entity: string) =>
    /Date ge datetime'([^']+)'/.exec(fake.asked.find((text) => text.startsWith(entity)) ?? '')?.[1];
  expect(firstDate(INVOICES)).toBe('2025-03-02T13:00:00');
  expect(firstDate(CALLS)).toBe('2026-03-02T12:50:01');
});

test('a client that is newer than the list of clients: the list is read again, once', async () => {
  const base = infobase();
  await using fake = await startFakeOneC({ infobase: base });
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  let nowMs = NOW.getTime();
  const connector = connectorTo(fake, { now: () => new Date(nowMs) });
  await importEvents(connector, house, signal);
  fake.asked.length = 0;
  nowMs += 300_000;
  base.get('Catalog_Партнеры')!.push({
    ...base.get('Catalog_Партнеры')![0]!,
    Ref_Key: guid(13),
    КонтактнаяИнформация: [],
  });
  base
    .get(INVOICES)!
    .push(
      invoice(100, '2026-03-02T12:58:00', { Партнер_Key: guid(13) }),
      invoice(101, '2026-03-02T12:58:00', { Партнер_Key: guid(99) }),
    );
  await importEvents(connector, house, signal);
  expect([...house.events.events.values()].map(({ clientId }) => clientId)).toEqual([guid(13)]);
  expect(fake.asked.filter((text) => text.startsWith('Catalog_Партнеры'))).toHaveLength(1);
  fake.asked.length = 0;
  await importEvents(connector, house, signal);
  expect(fake.asked.filter((text) => text.startsWith('Catalog_Партнеры'))).toHaveLength(0);
});

const BASIC = `Basic ${Buffer.from('tel:secret').toString('base64')}`;

test('a wrong password is refused at once, without the password in the message', async () => {
  const user = { name: 'tel', password: 'secret' };
  const wrong = { authorization: `Basic ${Buffer.from('tel:wrong').toString('base64')}` };
  const failed = read({ infobase: infobase(), user }, wrong);
  await expect(failed).rejects.toMatchObject({
    code: 'refused',
    message: '1C crm: no right to read Document_Отпуск (401): check user, password and role',
  });
  const { events } = await read({ infobase: infobase(), user }, { authorization: BASIC });
  expect(events.clients.size).toBe(2);
});

test('what is not published is named', async () => {
  const failed = read({ infobase: infobase(), hidden: new Set([CALLS]) });
  await expect(failed).rejects.toMatchObject({
    code: 'not-found',
    message: `1C crm: ${CALLS} is not published for OData`,
    quote: `Сущность ${CALLS} не найдена`,
  });
});

test('a document that is not published keeps no other from being read, and is told in the end', async () => {
  const base = infobase();
  base.get(CALLS)!.push(phoneCall(200, '2026-02-02T09:30:00'));
  await using fake = await startFakeOneC({ infobase: base, hidden: new Set([INVOICES]) });
  const house = { events: new FakeEvents(), cursors: new FakeCursors(), now };
  await expect(importEvents(connectorTo(fake), house, signal)).rejects.toMatchObject({
    code: 'not-found',
    message: `1C crm: ${INVOICES} is not published for OData`,
  });
  expect(house.events.events.size).toBe(1);
  expect((await house.cursors.stateOf('crm')).finishedAtMs).toBeNull();
});

test.each([
  ['business-error', 'invalid', '1C crm: Document_Отпуск: error 500, code -1'],
  ['atom-error', 'invalid', '1C crm: Document_Отпуск: error 500, code -1'],
  ['busy', 'unavailable', '1C crm answered 503; asked 3 times'],
  ['html', 'unavailable', '1C crm answered something that is no JSON; asked 3 times'],
  [
    'half',
    'unavailable',
    'CRM crm did not answer (ERR_HTTP_CONTENT_LENGTH_MISMATCH); asked 3 times',
  ],
  ['reset', 'unavailable', 'CRM crm did not answer (ECONNRESET); asked 3 times'],
] as const)('1C that is in trouble all the time (%s): %s', async (fault, code, message) => {
  const failed = read({ infobase: infobase(), fault: () => fault });
  await expect(failed).rejects.toMatchObject({ code, message });
});

test('check: everything published', async () => {
  const base = infobase();
  base.get(INVOICES)!.push(invoice(1, '2026-02-01T12:00:00'));
  base.get(CALLS)!.push(phoneCall(1, '2026-02-01T12:00:00'));
  await using fake = await startFakeOneC({ infobase: base });
  expect(await connectorTo(fake).check(signal)).toMatchObject([
    { severity: 'ok', message: { en: expect.stringContaining('8 objects') as string } },
  ]);
});

test('check: names objects and fields that are not published, with the nearest that is', async () => {
  const base = infobase();
  base.get(INVOICES)!.push(invoice(1, '2026-02-01T12:00:00'));
  base.get(CALLS)!.push(phoneCall(1, '2026-02-01T12:00:00'));
  for (const row of base.get(INVOICES)!) {
    Object.assign(row, { Менеджеры_Key: row['Менеджер_Key'] });
    delete row['Менеджер_Key'];
  }
  await using fake = await startFakeOneC({ infobase: base, hidden: new Set([CALLS]) });
  expect(
    (await connectorTo(fake).check(signal)).map(({ message, remedy }) => [message.en, remedy?.en]),
  ).toEqual([
    [`${INVOICES} has no field Менеджер_Key`, 'Perhaps Менеджеры_Key?'],
    [`not published by 1C: ${CALLS}`, 'Tick it in the OData settings of 1C.'],
  ]);
});

test('check: nobody there', async () => {
  const connector = createOneC(connectorOptions({ url: 'http://127.0.0.1:1/x', now }), MAPPING);
  expect(await connector.check(signal)).toMatchObject([
    { severity: 'error', message: { en: expect.stringContaining('ECONNREFUSED') as string } },
  ]);
});
