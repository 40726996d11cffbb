import { describe, expect, test } from 'vitest';
import type { Row } from '#test/fakes/bitrix24-query.ts';
import type { TableName } from '#test/fakes/bitrix24-tables.ts';
import { kept } from './portal.ts';

describe('people and clients', () => {
  test.each<[what: string, row: Row, employee: Row]>([
    [
      'an employee',
      {},
      { extension: '134', department: 'Продажи', dismissed: false, technical: false },
    ],
    ['who left', { ACTIVE: false }, { dismissed: true }],
    ['who left, as older portals say it', { ACTIVE: 'N' }, { dismissed: true }],
    ['a bot', { USER_TYPE: 'bot' }, { technical: true }],
    ['somebody who is written to only', { USER_TYPE: 'email' }, { technical: true }],
    ['with a number too long for us', { UF_PHONE_INNER: '12345' }, { extension: null }],
    ['without a department', { UF_DEPARTMENT: [] }, { department: '' }],
    [
      'whose name is a list',
      { NAME: ['Анна'], LAST_NAME: 'Я'.repeat(500) },
      { first: '', last: 'Я'.repeat(200) },
    ],
  ])('%s', async (_what, row, employee) => {
    const anna = {
      ACTIVE: true,
      NAME: 'Анна',
      SECOND_NAME: 'Ивановна',
      LAST_NAME: 'Петрова',
      UF_PHONE_INNER: '134',
      UF_DEPARTMENT: [4],
      USER_TYPE: 'employee',
    };
    const { events } = await kept('user', { ...anna, ...row }, [
      ['department', 4, { NAME: 'Продажи' }],
    ]);
    expect(events.employees.get('user:20')).toMatchObject({
      middle: 'Ивановна',
      allowed: true,
      ...employee,
    });
  });

  test.each<[what: string, table: TableName, row: Row, client: Row]>([
    [
      'a contact of a firm',
      'contact',
      { NAME: 'Иван', LAST_NAME: 'Сидоров', COMPANY_ID: '3', ASSIGNED_BY_ID: '5' },
      { id: 'contact:20', name: 'Иван Сидоров', companyId: 'company:3', managerId: 'user:5' },
    ],
    [
      'a firm, which belongs to itself',
      'company',
      { TITLE: 'Ромашка' },
      { id: 'company:20', name: 'Ромашка', companyId: 'company:20', companyName: 'Ромашка' },
    ],
    ['a lead without a name', 'lead', { TITLE: 'С сайта' }, { id: 'lead:20', name: 'С сайта' }],
    [
      'a lead that became a contact leaves its number to him',
      'lead',
      { CONTACT_ID: '8', PHONE: [{ VALUE: '+79161234567' }] },
      { id: 'lead:20', numbers: [] },
    ],
    [
      'numbers: those that are some, each once',
      'contact',
      {
        PHONE: [
          { VALUE: '8 (916) 123-45-67' },
          { VALUE: '+79161234567' },
          { VALUE: 'нет' },
          { VALUE: {} },
          null,
        ],
      },
      { numbers: ['+79161234567'] },
    ],
    ['numbers that are no list', 'contact', { PHONE: 'нет' }, { numbers: [] }],
  ])('%s', async (_what, table, row, client) => {
    const { events } = await kept(table, row);
    expect([...events.clients.values()][0]).toMatchObject(client);
  });
});
