import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTICE_BYTES_MAX, noticeFrom } from '#adapters/crm/amocrm/webhook.ts';

const form = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();
const account = { 'account[subdomain]': 'firm', 'account[id]': '7' };

describe('a notice of amoCRM', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['a changed contact', { 'contacts[update][0][id]': '42' }, ['contacts', 'events']],
    ['a new contact', { 'contacts[add][0][id]': '42' }, ['contacts', 'events']],
    [
      'a company, which comes as a contact',
      { 'contacts[update][0][id]': '9', 'contacts[update][0][type]': 'company' },
      ['companies', 'events'],
    ],
    ['a lead', { 'leads[status][0][id]': '100', 'leads[status][0][status_id]': '142' }, ['events']],
    ['a deleted lead', { 'leads[delete][0][id]': '100' }, ['events']],
    ['a task', { 'task[update][0][id]': '50' }, ['events']],
    ['a message', { 'message[add][0][id]': 'x-1' }, ['events']],
    [
      'a value deep inside',
      { 'contacts[update][0][custom_fields][0][values][0][value]': '+79161234567' },
      ['contacts', 'events'],
    ],
    [
      'two things at once',
      { 'leads[add][0][id]': '1', 'contacts[add][0][id]': '2' },
      ['contacts', 'events'],
    ],
  ])('means that something is to be read again: %s', (_what, fields, streams) => {
    const notice = noticeFrom(form({ ...fields, ...account }));
    expect(notice).toEqual({ kind: 'read-again', streams });
  });

  test('of deleted clients says who is gone', () => {
    const body = form({
      'contacts[delete][0][id]': '1',
      'contacts[delete][0][type]': 'contact',
      'contacts[delete][1][id]': '9',
      'contacts[delete][1][type]': 'company',
    });
    const nothing = { name: '', companyId: null, companyName: null, managerId: null, numbers: [] };
    expect(noticeFrom(body)).toEqual({
      kind: 'deleted',
      clients: [
        { id: 'contact:1', ...nothing },
        { id: 'company:9', ...nothing },
      ],
      streams: ['contacts', 'companies', 'events'],
    });
  });

  test('does not take an id inside a contact for the contact’s own', () => {
    const body = form({
      'contacts[delete][0][custom_fields][0][id]': '666',
      'contacts[delete][0][id]': '1',
    });
    expect(noticeFrom(body)).toMatchObject({ clients: [{ id: 'contact:1' }] });
  });

  test.each([
    ['nothing', ''],
    ['JSON', '{"contacts":{"update":[{"id":1}]}}'],
    ['another kind of thing', form({ 'unsorted[add][0][id]': '1' })],
    ['an entity alone', form({ contacts: '1' })],
    ['something that every object has', form({ '__proto__[update][0][id]': '1' })],
    ['more than it may be', `contacts[update][0][id]=${'1'.repeat(NOTICE_BYTES_MAX)}`],
  ])('is nothing: %s', (_what, body) => {
    expect(noticeFrom(body)).toEqual({ kind: 'nothing' });
  });

  test.each(['0', '-1', '1.5', '1e3', ' 1', 'x', '9'.repeat(40)])('deletes nobody by %j', (id) => {
    const notice = noticeFrom(form({ 'contacts[delete][0][id]': id }));
    expect(notice).toEqual({ kind: 'read-again', streams: ['contacts', 'events'] });
  });

  test('deletes no more than 500 at once, and looks at no more than 2,000 fields', () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, i) => `contacts[delete][${i}][id]=${i + 1}`);
    const clientsOf = (body: string): number => {
      const notice = noticeFrom(body);
      return notice.kind === 'deleted' ? notice.clients.length : 0;
    };
    expect(clientsOf(ids(600).join('&'))).toBe(500);
    const padding = Array.from({ length: 1_999 }, () => 'a=1');
    expect(clientsOf([...padding, ...ids(3)].join('&'))).toBe(1);
  });
});

test('whatever comes, the answer is a notice, and soon', () => {
  const word = fc.constantFrom('contacts', 'leads', 'delete', 'update', '0', '1', 'id', 'type', '');
  const key = fc
    .tuple(word, fc.array(fc.oneof(word, fc.string({ maxLength: 5 })), { maxLength: 8 }))
    .map(([first, others]) => first + others.map((part) => `[${part}]`).join(''));
  const value = fc.oneof(fc.nat().map(String), fc.constant('company'), fc.string());
  const pairs = fc
    .array(fc.tuple(key, value), { maxLength: 20 })
    .map((fields) => new URLSearchParams(fields).toString());
  fc.assert(
    fc.property(fc.oneof(pairs, fc.string({ unit: 'binary' }), fc.string()), (body) => {
      const notice = noticeFrom(body);
      expect(['read-again', 'deleted', 'nothing']).toContain(notice.kind);
      if (notice.kind !== 'deleted') return;
      for (const { id, numbers } of notice.clients) {
        expect(id).toMatch(/^(contact|company):[1-9]\d{0,15}$/);
        expect(numbers).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});
