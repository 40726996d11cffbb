import { describe, expect, test } from 'vitest';
import type { TableName } from '#test/fakes/bitrix24-tables.ts';
import type { Row } from '#test/fakes/bitrix24-query.ts';
import { Bench, kept } from './portal.ts';

/** One record on a portal → what is kept of it, or why nothing is. */

const AT = '2026-11-19T12:00:00+03:00';
const UTC = '2026-11-19T09:00:00.000Z';
const to = (typeId: number, id: number) => [
  { ENTITY_TYPE_ID: String(typeId), ENTITY_ID: String(id) },
];

const letter: Row = {
  TYPE_ID: '4',
  PROVIDER_ID: 'CRM_EMAIL',
  DIRECTION: '2',
  COMPLETED: 'Y',
  START_TIME: AT,
  RESPONSIBLE_ID: '5',
  OWNER_TYPE_ID: '3',
  OWNER_ID: '7',
  COMMUNICATIONS: [],
};
const deal: Row = {
  createdTime: AT,
  movedTime: '2026-11-19T15:00:00+03:00',
  assignedById: 5,
  contactId: 7,
  companyId: 3,
  stageId: 'NEW',
  stageSemanticId: 'P',
};
const call: Row = {
  PORTAL_USER_ID: '5',
  PHONE_NUMBER: '79161234567',
  CALL_TYPE: '2',
  CALL_DURATION: '95',
  CALL_START_DATE: AT,
  CALL_FAILED_CODE: '200',
  CRM_ENTITY_TYPE: 'CONTACT',
  CRM_ENTITY_ID: '7',
};

describe('an activity', () => {
  test.each<[what: string, row: Row, becomes: string]>([
    ['a letter to a contact', {}, 'letter_sent contact:7'],
    ['a letter from a contact', { DIRECTION: '1', COMPLETED: 'N' }, 'letter_received contact:7'],
    [
      'a call by hand that came in',
      { TYPE_ID: '2', PROVIDER_ID: 'CRM_CALL', DIRECTION: '1' },
      'call_answered contact:7',
    ],
    ['a call by hand that went out', { TYPE_ID: 2, PROVIDER_ID: null }, 'call_made contact:7'],
    ['a meeting that was held', { TYPE_ID: '1', DIRECTION: '0' }, 'meeting contact:7'],
    ['a task that is done', { TYPE_ID: '6', PROVIDER_ID: 'CRM_TASKS_TASK' }, 'task_done contact:7'],
    ['a letter to a company', { OWNER_TYPE_ID: '4', OWNER_ID: '3' }, 'letter_sent company:3'],
    [
      'a letter on a deal, to its addressee',
      { OWNER_TYPE_ID: '2', OWNER_ID: '9', COMMUNICATIONS: to(3, 8) },
      'letter_sent contact:8',
    ],
    [
      'a person before his firm',
      { COMMUNICATIONS: [...to(4, 3), ...to(3, 8)], OWNER_TYPE_ID: '4', OWNER_ID: '3' },
      'letter_sent contact:8',
    ],
    [
      'communications with gaps in the list',
      { COMMUNICATIONS: { 1: to(3, 8)[0] }, OWNER_TYPE_ID: '2' },
      'letter_sent contact:8',
    ],
    [
      'an id that is a number',
      { RESPONSIBLE_ID: 5, OWNER_ID: 7, OWNER_TYPE_ID: 3 },
      'letter_sent contact:7',
    ],
    ['a letter to a lead', { OWNER_TYPE_ID: '1', OWNER_ID: '9' }, 'letter_sent lead:9'],
  ])('%s', async (_what, row, becomes) => {
    const { kept: events } = await kept('activity', { ...letter, ...row });
    expect(events).toEqual({ 'activity:20': `${becomes} user:5 ${UTC}` });
  });

  test.each<[what: string, row: Row, reason: string]>([
    ['a meeting still to be held', { TYPE_ID: '1', COMPLETED: 'N' }, 'no-rule'],
    [
      'a call that the statistics know better',
      { TYPE_ID: '2', PROVIDER_ID: 'VOXIMPLANT_CALL' },
      'no-rule',
    ],
    [
      'a chat, which no rule names',
      { TYPE_ID: '6', PROVIDER_ID: 'IMOPENLINES_SESSION' },
      'no-rule',
    ],
    ['nobody responsible', { RESPONSIBLE_ID: '0' }, 'no-employee'],
    ['nobody it was with', { OWNER_TYPE_ID: '0', OWNER_ID: '0' }, 'no-client'],
    ['a deal that is gone', { OWNER_TYPE_ID: '2', OWNER_ID: '999' }, 'other-reference'],
    ['a smart process', { OWNER_TYPE_ID: '177', OWNER_ID: '4' }, 'other-reference'],
    ['an employee that is a list', { RESPONSIBLE_ID: ['5'] }, 'malformed'],
    ['an owner that is a word', { OWNER_ID: 'Иванов' }, 'malformed'],
    ['an id longer than any', { RESPONSIBLE_ID: '9'.repeat(300) }, 'malformed'],
  ])('%s is left out: %s', async (_what, row, reason) => {
    const { kept: events, leftOut } = await kept('activity', { ...letter, ...row });
    expect(events).toEqual({});
    // Once as the past is read, and once more with what changed meanwhile.
    expect(Object.keys(leftOut)).toEqual([reason]);
  });

  test.each<[what: string, at: unknown, reason: string]>([
    ['is a plan', '2026-12-20T12:00:00+03:00', 'future'],
    ['is empty', '', 'no-time'],
    ['is the zero date', '0000-00-00T00:00:00+03:00', 'malformed'],
    ['is a number', 5, 'malformed'],
    ['was in the last century', '1970-01-01T03:00:00+03:00', 'malformed'],
  ])('when its time %s: %s', async (_what, START_TIME, reason) => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter);
    await bench.read();
    bench.portal.put('activity', 20, { START_TIME });
    const { leftOut } = await bench.read();
    expect(leftOut).toEqual({ [reason]: 1 });
    // What makes no sense says nothing of what it was.
    const before = { 'activity:20': `letter_sent contact:7 user:5 ${UTC}` };
    expect(bench.kept).toEqual(reason === 'malformed' ? before : {});
  });

  test('on a deal is with the contact of the deal, or else with its company', async () => {
    const onDeal = { ...letter, OWNER_TYPE_ID: '2', OWNER_ID: '9' };
    const old = { createdTime: '2020-01-01T00:00:00+03:00', assignedById: 5 };
    const withContact = await kept('activity', onDeal, [
      ['item:2', 9, { ...old, contactId: 8, companyId: 3 }],
    ]);
    expect(withContact.kept['activity:20']).toBe(`letter_sent contact:8 user:5 ${UTC}`);
    const withCompany = await kept('activity', onDeal, [
      ['item:2', 9, { ...old, contactId: 0, companyId: 3 }],
    ]);
    expect(withCompany.kept['activity:20']).toBe(`letter_sent company:3 user:5 ${UTC}`);
  });

  test('with a lead is with the contact that the lead became', async () => {
    const { kept: events } = await kept(
      'activity',
      { ...letter, OWNER_TYPE_ID: '1', OWNER_ID: '9' },
      [['lead', 9, { CONTACT_ID: 8, COMPANY_ID: 3 }]],
    );
    expect(events['activity:20']).toBe(`letter_sent contact:8 user:5 ${UTC}`);
  });
});

describe('an item', () => {
  test.each<[what: string, table: TableName, row: Row, events: Record<string, string>]>([
    ['a deal in work', 'item:2', {}, { 'deal_opened:20': `deal_opened contact:7 user:5 ${UTC}` }],
    [
      'a deal that is won',
      'item:2',
      { stageSemanticId: 'S', contactId: 0 },
      {
        'deal_opened:20': `deal_opened company:3 user:5 ${UTC}`,
        'deal_won:20': 'deal_won company:3 user:5 2026-11-19T12:00:00.000Z',
      },
    ],
    [
      'a quote',
      'item:7',
      { stageId: 'SENT' },
      { 'quote:20': `quote_sent contact:7 user:5 ${UTC}` },
    ],
    ['a quote nobody has sent', 'item:7', { stageId: 'DRAFT' }, {}],
    ['an invoice', 'item:31', {}, { 'invoice:20': `invoice_sent contact:7 user:5 ${UTC}` }],
    [
      'a deal of a lead',
      'item:2',
      { contactId: null, companyId: null, leadId: 9 },
      { 'deal_opened:20': `deal_opened lead:9 user:5 ${UTC}` },
    ],
    ['a deal of nobody', 'item:2', { contactId: 0, companyId: 0 }, {}],
    ['a deal of a list', 'item:2', { contactId: [] }, {}],
  ])('%s', async (_what, table, row, events) => {
    expect((await kept(table, { ...deal, ...row })).kept).toEqual(events);
  });
});

test('a lead that is read as an item is its own client, until it became a contact', async () => {
  const mapping = { items: [{ name: 'new_lead', type: 'deal_opened', entity_type_id: 1 }] };
  const lead = { ...deal, contactId: 0 };
  const own = await kept('item:1', lead, [], mapping);
  expect(own.kept).toEqual({ 'new_lead:20': `deal_opened lead:20 user:5 ${UTC}` });
  const became = await kept('item:1', { ...lead, contactId: 8 }, [], mapping);
  expect(became.kept).toEqual({ 'new_lead:20': `deal_opened contact:8 user:5 ${UTC}` });
});

describe('a call', () => {
  test.each<[what: string, row: Row, becomes: string | null]>([
    ['that came in and was answered', {}, 'call_answered'],
    ['that was passed on and answered', { CALL_TYPE: '3' }, 'call_answered'],
    ['that went out and was answered', { CALL_TYPE: '1' }, 'call_made'],
    ['that was called back', { CALL_TYPE: '4' }, 'call_made'],
    ['that was missed', { CALL_FAILED_CODE: '304', CALL_DURATION: '0' }, 'call_missed'],
    ['that is said to be answered and lasted no second', { CALL_DURATION: '0' }, 'call_missed'],
    ['that went out to somebody busy', { CALL_TYPE: '1', CALL_FAILED_CODE: '486' }, null],
    ['that was an announcement', { CALL_TYPE: '5' }, null],
    ['with somebody the CRM does not know', { CRM_ENTITY_TYPE: '', CRM_ENTITY_ID: null }, null],
    ['with a thing of another kind', { CRM_ENTITY_TYPE: 'ORDER' }, null],
    ['of a duration that is a word', { CALL_DURATION: 'долго' }, null],
  ])('%s', async (_what, row, becomes) => {
    const { kept: events } = await kept('call', { ...call, ...row });
    expect(events).toEqual(
      becomes === null ? {} : { 'call:20': `${becomes} contact:7 user:5 ${UTC}` },
    );
  });
});
