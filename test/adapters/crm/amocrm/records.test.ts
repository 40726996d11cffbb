import { describe, expect, test } from 'vitest';
import type { AmoMapping } from '#adapters/crm/amocrm/mapping.ts';
import type { LeftOut } from '#ports/crm.ts';
import { fakeAmo } from '#test/fakes/fake-amocrm.ts';
import { amoBook, type AmoBook, type AmoEvent } from '#test/fakes/fake-amocrm-book.ts';
import { DAY, DEFAULTS, Firm, NOW } from './amo-under-test.ts';

const ANNA = 11;
const BORIS = 12;
const ROBOT = 0;

const LEADS = [
  {
    id: 100,
    responsible_user_id: BORIS,
    _embedded: { contacts: [{ id: 2 }, { id: 1, is_main: true }], companies: [{ id: 9 }] },
  },
  { id: 101, responsible_user_id: BORIS, _embedded: { contacts: [], companies: [{ id: 9 }] } },
  { id: 102, responsible_user_id: BORIS, _embedded: { contacts: [], companies: [] } },
  { id: 103, responsible_user_id: 'somebody', _embedded: 'nothing' },
];
const NOTES = [
  { id: 1, responsible_user_id: BORIS, params: { duration: 65, call_status: 4 } },
  { id: 2, responsible_user_id: BORIS, params: { duration: 0 } },
  { id: 3, responsible_user_id: BORIS, params: { duration: 30, call_status: 6 } },
  { id: 4, responsible_user_id: BORIS, params: { duration: 30, call_responsible: `${ANNA}` } },
  { id: 5, responsible_user_id: BORIS, params: { duration: 30, call_responsible: 'Анна' } },
  { id: 6, params: 'none' },
];
const book = (events: readonly AmoEvent[]): AmoBook =>
  amoBook({
    leads: LEADS,
    notes: NOTES,
    contacts: [{ id: 1, responsible_user_id: BORIS }, { id: 2 }],
    tasks: [
      { id: 50, entity_id: 100, entity_type: 'leads' },
      { id: 51, entity_id: 1, entity_type: 'contacts' },
      { id: 52, entity_id: null, entity_type: null },
    ],
    events: [...events],
  });

const event = (some: Partial<Record<keyof AmoEvent, unknown>>): AmoEvent =>
  ({
    id: 'e1',
    type: 'outgoing_chat_message',
    entity_id: 1,
    entity_type: 'contact',
    created_by: ANNA,
    created_at: NOW - DAY,
    value_after: [],
    ...some,
  }) as AmoEvent;
const note = (id: number) => ({ value_after: [{ note: { id } }] });
const status = (id: unknown) => ({
  type: 'lead_status_changed',
  entity_type: 'lead',
  entity_id: 100,
  value_after: [{ lead_status: { id, pipeline_id: 3 } }],
});

async function read(told: AmoEvent, mapping: AmoMapping = DEFAULTS) {
  await using amo = await fakeAmo(book([told]));
  const firm = new Firm(amo);
  firm.mapping = mapping;
  const { leftOut } = await firm.run();
  const kept = firm.kept().map(({ type, clientId, employeeId }) => [type, clientId, employeeId]);
  return { kept, leftOut };
}

describe('what becomes of an event of amoCRM', () => {
  const call = { type: 'incoming_call' };
  const lead = { type: 'lead_added', entity_type: 'lead' };
  const task = { type: 'task_completed', entity_type: 'task' };
  test.each<[string, Partial<Record<keyof AmoEvent, unknown>>, [string, string, string]]>([
    ['a message to a contact is its author’s', {}, ['letter_sent', 'contact:1', 'user:11']],
    [
      'a company is its own client',
      { entity_type: 'company', entity_id: 9 },
      ['letter_sent', 'company:9', 'user:11'],
    ],
    [
      'a message of the client is for whoever is responsible',
      { type: 'incoming_chat_message', created_by: ROBOT },
      ['letter_received', 'contact:1', 'user:12'],
    ],
    [
      'a call with a talk is answered',
      { ...call, ...note(1) },
      ['call_answered', 'contact:1', 'user:12'],
    ],
    [
      'a call of no seconds was missed',
      { ...call, ...note(2) },
      ['call_missed', 'contact:1', 'user:12'],
    ],
    [
      'a call that nobody answered was missed, whatever it lasted',
      { ...call, ...note(3) },
      ['call_missed', 'contact:1', 'user:12'],
    ],
    [
      'who talked is named by telephony',
      { ...call, ...note(4) },
      ['call_answered', 'contact:1', 'user:11'],
    ],
    [
      'a name is not taken for a user',
      { ...call, ...note(5) },
      ['call_answered', 'contact:1', 'user:12'],
    ],
    [
      'a note that tells nothing leaves the call to its author',
      { ...call, ...note(6) },
      ['call_answered', 'contact:1', 'user:11'],
    ],
    [
      'so does a note that is not there',
      { ...call, ...note(7) },
      ['call_answered', 'contact:1', 'user:11'],
    ],
    [
      'a call we made',
      { type: 'outgoing_call', ...note(1) },
      ['call_made', 'contact:1', 'user:12'],
    ],
    [
      'a lead leads to its main contact',
      { ...lead, entity_id: 100 },
      ['deal_opened', 'contact:1', 'user:11'],
    ],
    [
      'without a contact to its company',
      { ...lead, entity_id: 101 },
      ['deal_opened', 'company:9', 'user:11'],
    ],
    [
      'a won lead is its responsible’s, whoever moved it',
      { ...status(142), created_by: ROBOT },
      ['deal_won', 'contact:1', 'user:12'],
    ],
    [
      'who was made responsible',
      {
        type: 'entity_responsible_changed',
        entity_type: 'lead',
        entity_id: 100,
        value_after: [{ responsible_user: { id: ANNA } }],
        created_by: 99,
      },
      ['deal_opened', 'contact:1', 'user:11'],
    ],
    ['a task of a lead', { ...task, entity_id: 50 }, ['task_done', 'contact:1', 'user:11']],
    ['a task of a contact', { ...task, entity_id: 51 }, ['task_done', 'contact:1', 'user:11']],
    ['a note', { type: 'common_note_added' }, ['note_added', 'contact:1', 'user:11']],
    [
      'numbers may come as text',
      { entity_id: '1', created_by: '11' },
      ['letter_sent', 'contact:1', 'user:11'],
    ],
  ])('%s', async (_what, told, expected) => {
    expect(await read(event(told))).toEqual({ kept: [expected], leftOut: {} });
  });

  test.each<[string, Partial<Record<keyof AmoEvent, unknown>>, LeftOut]>([
    ['of the robot', { created_by: ROBOT }, 'no-employee'],
    [
      'made responsible: nobody',
      { type: 'entity_responsible_changed', entity_type: 'lead', entity_id: 100 },
      'no-employee',
    ],
    ['won, with nobody responsible', { ...status(142), entity_id: 103 }, 'no-client'],
    ['moved to another status', status(143), 'no-rule'],
    ['moved to a status that is none', status({}), 'no-rule'],
    ['responsible for a contact, not a lead', { type: 'entity_responsible_changed' }, 'no-rule'],
    ['a call we made that nobody answered', { type: 'outgoing_call', ...note(2) }, 'no-rule'],
    ['of a lead without client', { ...lead, entity_id: 102 }, 'no-client'],
    ['of a lead that is gone', { ...lead, entity_id: 777 }, 'no-client'],
    ['of a task about nothing', { ...task, entity_id: 52 }, 'no-client'],
    ['of a task that is gone', { ...task, entity_id: 777 }, 'no-client'],
    ['of a customer', { entity_type: 'customer' }, 'other-reference'],
    ['of an element of a list', { entity_type: 'catalog_1075' }, 'other-reference'],
    ['with a thing for an id', { id: { a: 1 } }, 'malformed'],
    ['with an id of 200 characters', { id: 'x'.repeat(200) }, 'malformed'],
    ['about no entity', { entity_id: null }, 'malformed'],
    ['with a negative entity', { entity_id: -1 }, 'malformed'],
    ['by a list of people', { created_by: [ANNA] }, 'malformed'],
  ])('is left out: %s', async (_what, told, reason) => {
    expect(await read(event(told))).toEqual({ kept: [], leftOut: { [reason]: 1 } });
  });

  test('without notes every call is a talk of its author', async () => {
    const mapping = { ...DEFAULTS, calls: { ...DEFAULTS.calls, read_notes: false } };
    const { kept } = await read(event({ ...call, ...note(2) }), mapping);
    expect(kept).toEqual([['call_answered', 'contact:1', 'user:11']]);
  });
});
