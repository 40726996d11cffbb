import { describe, expect, test } from 'vitest';
import { amoMappingSchema, type AmoMapping } from '#adapters/crm/amocrm/mapping.ts';
import { fakeAmo } from '#test/fakes/fake-amocrm.ts';
import { amoBook, type AmoCard } from '#test/fakes/fake-amocrm-book.ts';
import { DEFAULTS, Firm, NOW } from './amo-under-test.ts';

async function employees(users: readonly AmoCard[], mapping: AmoMapping = DEFAULTS) {
  await using amo = await fakeAmo(amoBook({ users: [...users] }));
  const firm = new Firm(amo);
  firm.mapping = mapping;
  const { leftOut } = await firm.run();
  return { told: [...firm.events.employees.values()], leftOut };
}

const user = (some: Readonly<Record<string, unknown>>) => ({
  id: 11,
  name: 'Анна Петрова',
  rights: { is_active: true },
  _embedded: { groups: [{ id: 1, name: 'Отдел продаж' }] },
  ...some,
});

describe('users', () => {
  test('have a name, a department and no extension until one is written down', async () => {
    const { told } = await employees([user({})]);
    expect(told).toEqual([
      {
        id: 'user:11',
        first: 'Анна Петрова',
        middle: '',
        last: '',
        spokenName: null,
        extension: null,
        department: 'Отдел продаж',
        dismissed: false,
        technical: false,
        allowed: true,
        external: false,
        numbers: [],
        absences: [],
      },
    ]);
  });

  test('get the extension and the mark of a robot from the mapping', async () => {
    const { told } = await employees(
      [user({})],
      amoMappingSchema.parse({ employees: { extensions: { '11': '101' }, technical: ['11'] } }),
    );
    expect(told).toMatchObject([{ extension: '101', technical: true }]);
  });

  test.each([
    ['as is', 'Петрова Анна', ['Петрова Анна', '', '']],
    ['first last', 'Анна  Петрова', ['Анна', '', 'Петрова']],
    ['last first', 'Петрова Анна', ['Анна', '', 'Петрова']],
    ['last first middle', 'Петрова Анна Ивановна', ['Анна', 'Ивановна', 'Петрова']],
    ['first last', 'Анна', ['Анна', '', '']],
    ['last first middle', '', ['', '', '']],
  ] as const)(
    'names are taken apart as told: %s',
    async (name_order, name, [first, middle, last]) => {
      const mapping = amoMappingSchema.parse({ employees: { name_order } });
      expect((await employees([user({ name })], mapping)).told).toMatchObject([
        { first, middle, last },
      ]);
    },
  );

  test('that were switched off are dismissed; rights that are none dismiss nobody', async () => {
    const off = { id: 11, name: 'А', rights: { is_active: false } };
    const { told } = await employees([off, { id: 12, name: 'Б', rights: 'no' }]);
    expect(told.map(({ dismissed }) => dismissed)).toEqual([true, false]);
  });

  test('that make no sense are counted, and the others stay', async () => {
    await using amo = await fakeAmo(amoBook());
    const users = [{ id: 'x' }, null, 7, user({ id: 12, name: { a: 1 } })];
    amo.instead.set('users', { status: 200, body: JSON.stringify({ _embedded: { users } }) });
    const firm = new Firm(amo);
    expect((await firm.run()).leftOut).toEqual({ malformed: 3 });
    expect([...firm.events.employees.values()]).toMatchObject([{ id: 'user:12', first: '' }]);
  });
});

const phone = (value: unknown, enum_code = 'WORK', field_code = 'PHONE') => ({
  field_code,
  values: [{ value, enum_code }],
});

async function clients(contacts: readonly AmoCard[], companies: readonly AmoCard[] = []) {
  await using amo = await fakeAmo(amoBook({ contacts: [...contacts], companies: [...companies] }));
  const firm = new Firm(amo);
  const { leftOut } = await firm.run();
  return { told: [...firm.events.clients.values()], leftOut };
}

describe('clients', () => {
  const contact = (some: Readonly<Record<string, unknown>>) => ({
    id: 1,
    name: 'Иван',
    updated_at: NOW - 5,
    ...some,
  });

  test('a contact has its company, its manager and its numbers', async () => {
    const { told } = await clients([
      contact({
        responsible_user_id: 11,
        custom_fields_values: [
          phone('8 916 123-45-67; 8 (916) 765 43 21'),
          phone('+7 495 000-00-01', 'FAX'),
          phone('+7 495 000-00-02', 'WORK', 'EMAIL'),
          phone(79_161_234_567),
          phone('no number'),
          phone({ a: 1 }),
        ],
        _embedded: { companies: [{ id: 9 }] },
      }),
    ]);
    expect(told).toEqual([
      {
        id: 'contact:1',
        name: 'Иван',
        companyId: 'company:9',
        companyName: null,
        managerId: 'user:11',
        numbers: ['+79161234567', '+79167654321'],
      },
    ]);
  });

  test('a company names itself', async () => {
    const { told } = await clients([], [{ id: 9, name: 'Ромашка', updated_at: 5 }]);
    expect(told).toMatchObject([
      {
        id: 'company:9',
        companyId: 'company:9',
        companyName: 'Ромашка',
        managerId: null,
        numbers: [],
      },
    ]);
  });

  test.each([
    ['fields that are none', { custom_fields_values: null }],
    ['fields of another kind', { custom_fields_values: [{ field_code: 'PHONE', values: 7 }, 'x'] }],
    ['a manager that is nobody', { responsible_user_id: -3, _embedded: [] }],
  ])('with %s stays a client', async (_what, some) => {
    const { told, leftOut } = await clients([contact(some)]);
    expect(told).toMatchObject([
      { id: 'contact:1', managerId: null, companyId: null, numbers: [] },
    ]);
    expect(leftOut).toEqual({});
  });

  test('a contact that says itself deleted is forgotten', async () => {
    const deleted = contact({ is_deleted: true, custom_fields_values: [phone('+79161234567')] });
    expect((await clients([deleted])).told).toMatchObject([
      { id: 'contact:1', name: '', numbers: [] },
    ]);
  });
});
