import { expect, test } from 'vitest';
import { amoMappingSchema } from '#adapters/crm/amocrm/mapping.ts';
import { fakeAmo, type FakeAmo } from '#test/fakes/fake-amocrm.ts';
import { amoBook } from '#test/fakes/fake-amocrm-book.ts';
import { DEFAULTS, Firm, never } from './amo-under-test.ts';

async function said(amo: FakeAmo, mapping = DEFAULTS) {
  const firm = new Firm(amo);
  firm.mapping = mapping;
  const findings = await firm.connector().check(never);
  return findings.map(({ severity, message, remedy }) => [severity, message.ru, remedy?.ru ?? '']);
}

test('all is well', async () => {
  await using amo = await fakeAmo(amoBook({ types: Object.keys(DEFAULTS.events) }));
  expect(await said(amo)).toEqual([['ok', 'amoCRM (amo) отвечает, всё нужное видно', '']]);
});

test('nobody answers: one finding, not seven', async () => {
  await using amo = await fakeAmo(amoBook());
  amo.isDown = true;
  expect(await said(amo)).toEqual([
    ['error', expect.stringContaining('недоступна'), expect.stringContaining('адрес')],
  ]);
});

test('the token is not taken', async () => {
  await using amo = await fakeAmo(amoBook());
  amo.instead.set('account', { status: 401, body: '{"title":"Unauthorized"}' });
  expect(await said(amo)).toEqual([
    ['error', expect.stringContaining('401'), expect.stringContaining('токен')],
  ]);
});

test('what may not be read is named', async () => {
  await using amo = await fakeAmo(amoBook());
  amo.instead.set('users', { status: 403, body: '{"title":"Forbidden"}' });
  amo.instead.set('leads', { status: 403, body: '{"title":"Forbidden"}' });
  expect(await said(amo)).toEqual([
    [
      'error',
      expect.stringContaining('не даёт прочитать пользователей'),
      expect.stringContaining('администратор'),
    ],
    [
      'error',
      expect.stringContaining('не даёт прочитать сделки'),
      expect.stringContaining('администратор'),
    ],
  ]);
});

test('a type that the account does not know is named', async () => {
  await using amo = await fakeAmo(amoBook({ types: ['lead_added'] }));
  const events = { lead_added: { type: 'deal_opened' }, incomming_call: { type: 'call_answered' } };
  expect(await said(amo, amoMappingSchema.parse({ events }))).toEqual([
    ['warning', expect.stringMatching(/: incomming_call$/), expect.any(String)],
    ['ok', expect.any(String), ''],
  ]);
});

test('an account that tells no types proves nothing', async () => {
  await using amo = await fakeAmo(amoBook());
  amo.instead.set('events/types', { status: 404, body: '{}' });
  expect(await said(amo)).toMatchObject([['ok', expect.any(String), '']]);
});

test('who works and has no extension is told by number, not by name', async () => {
  const users = [
    { id: 11, name: 'Анна' },
    { id: 12, name: 'Борис' },
    { id: 13, name: 'Робот' },
    { id: 14, name: 'Ушёл', rights: { is_active: false } },
  ];
  await using amo = await fakeAmo(amoBook({ users }));
  const employees = { extensions: { '11': '101' }, technical: ['13'] };
  const [warning] = await said(amo, amoMappingSchema.parse({ employees }));
  expect(warning).toEqual([
    'warning',
    'amoCRM (amo): без добавочного 1, номера пользователей: 12',
    expect.stringContaining('employees.extensions'),
  ]);
});
