import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNoticeForUs } from '#adapters/crm/amocrm/webhook.ts';

const form = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams({ ...fields, 'account[subdomain]': 'firm', 'account[id]': '7' }).toString();

describe('a notice of amoCRM', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['a changed contact', { 'contacts[update][0][id]': '42' }],
    ['a new contact', { 'contacts[add][0][id]': '42' }],
    ['a deleted contact', { 'contacts[delete][0][id]': '42' }],
    [
      'a company, which comes as a contact',
      { 'contacts[update][0][id]': '9', 'contacts[update][0][type]': 'company' },
    ],
    ['a lead', { 'leads[status][0][id]': '100', 'leads[status][0][status_id]': '142' }],
    ['a deleted lead', { 'leads[delete][0][id]': '100' }],
    ['a task', { 'task[update][0][id]': '50' }],
    ['a message', { 'message[add][0][id]': 'x-1' }],
    [
      'a value deep inside',
      { 'contacts[update][0][custom_fields][0][values][0][value]': '+79161234567' },
    ],
    ['one thing of ours among others', { 'unsorted[add][0][id]': '1', 'leads[add][0][id]': '2' }],
  ])('is for us: %s', (_what, fields) => {
    expect(isNoticeForUs(form(fields))).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['JSON', '{"contacts":{"update":[{"id":1}]}}'],
    ['another kind of thing', form({ 'unsorted[add][0][id]': '1' })],
    ['a kind that begins like ours', form({ 'leads_archive[add][0][id]': '1' })],
    ['an entity alone', form({ contacts: '1' })],
    ['an entity inside of another', form({ 'unsorted[contacts][0][id]': '1' })],
    ['something that every object has', form({ '__proto__[update][0][id]': '1' })],
  ])('is not: %s', (_what, body) => {
    expect(isNoticeForUs(body)).toBe(false);
  });

  test('whatever comes besides, what is ours is seen', () => {
    const other = fc.tuple(fc.string({ unit: 'binary' }), fc.string());
    const others = fc.array(other, { maxLength: 20 });
    fc.assert(
      fc.property(others, others, (before, after) => {
        const ours: [string, string] = ['leads[update][0][id]', '7'];
        expect(isNoticeForUs(new URLSearchParams([...before, ours, ...after]).toString())).toBe(
          true,
        );
      }),
    );
  });

  test('whatever comes, there is an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (body) => {
        expect(typeof isNoticeForUs(body)).toBe('boolean');
      }),
    );
  });
});
