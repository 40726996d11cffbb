import { describe, expect, test } from 'vitest';
import { amoMappingSchema } from '#adapters/crm/amocrm/mapping.ts';
import { fakeAmo } from '#test/fakes/fake-amocrm.ts';
import { amoBook, HABITS } from '#test/fakes/fake-amocrm-book.ts';
import { contact, DAY, Firm, letter, letters, NOW, requests } from './amo-under-test.ts';

describe('the list of events', () => {
  test.each([
    ['newest first', HABITS],
    ['oldest first', { ...HABITS, eventOrder: 'oldest first' }],
    ['with an upper bound that is left out', { ...HABITS, upperBound: 'exclusive' }],
    ['in pages that are not full', { ...HABITS, rowsMax: 7 }],
  ] as const)('is read whole: %s', async (_what, habits) => {
    // Three in each second: a page may end between them.
    const events = letters(450, (i) => NOW - DAY + Math.floor(i / 3) * 17);
    await using amo = await fakeAmo(amoBook({ events, habits }));
    const firm = new Firm(amo);
    await firm.run();
    expect(firm.keptIds()).toHaveLength(450);
  });

  test('of one second is read by position', async () => {
    await using amo = await fakeAmo(amoBook({ events: letters(450, () => NOW - DAY) }));
    const firm = new Firm(amo);
    await firm.run();
    expect(firm.keptIds()).toHaveLength(450);
  });

  test('of more than 5,000 in a minute is read in pieces', async () => {
    await using amo = await fakeAmo(
      amoBook({ events: letters(5_200, (i) => NOW - DAY + Math.floor(i / 200)) }),
    );
    const firm = new Firm(amo);
    await firm.run();
    expect(firm.keptIds()).toHaveLength(5_200);
  });

  test('in pieces that broke off is read on from the first of them', async () => {
    await using amo = await fakeAmo(amoBook({ events: [letter(9_999, NOW - 1)] }));
    const firm = new Firm(amo);
    firm.reach = { ...firm.reach, overlapSeconds: 0 };
    await firm.run();
    firm.now += 3_600;
    amo.book.events.push(...letters(5_200, (i) => NOW + 60 + Math.floor(i / 200)));
    // A quiet minute, and the first piece of the crowded one.
    firm.events.pagesLeft = 2;
    await expect(firm.run()).rejects.toMatchObject({ code: 'unavailable' });
    expect(firm.keptIds().length).toBeGreaterThan(1);
    expect(firm.keptIds().length).toBeLessThan(5_200);
    firm.events.pagesLeft = Infinity;
    await firm.run();
    expect(firm.keptIds()).toHaveLength(5_201);
  });

  test('of a clock that is behind ours is read to where that clock is', async () => {
    const events = [letter(1, NOW - 7_200)];
    await using amo = await fakeAmo(amoBook({ events, contacts: [contact(1, NOW - 7_200)] }));
    const firm = new Firm(amo);
    await firm.run();
    firm.now += 60;
    amo.book.events.push(letter(2, NOW - 3_600));
    amo.book.contacts[0] = contact(1, NOW - 3_600, '+79161234567');
    await firm.run();
    expect(firm.keptIds()).toHaveLength(2);
    expect(firm.events.clients.get('contact:1')).toMatchObject({ numbers: ['+79161234567'] });
  });

  test('loses nobody when rows go while it is read', async () => {
    const events = letters(450, (i) => NOW - DAY + i * 17);
    await using amo = await fakeAmo(amoBook({ events }));
    const firm = new Firm(amo);
    // Each page that is asked for finds the list shorter by its newest row.
    amo.before = ({ pathname }) => {
      if (pathname.endsWith('/events')) amo.book.events = amo.book.events.slice(0, -1);
    };
    await firm.run();
    const kept = new Set(firm.keptIds());
    const lost = amo.book.events.filter(({ id }) => !kept.has(`event:${id}`));
    expect(lost).toEqual([]);
  });

  test('is read from where the last run came to, and a little before', async () => {
    await using amo = await fakeAmo(
      amoBook({ events: letters(3, (i) => NOW - 3 * DAY + i * DAY) }),
    );
    const firm = new Firm(amo);
    await firm.run();
    amo.asked.length = 0;
    firm.now += 60;
    amo.book.events.push(letter(9, NOW + 30));
    await firm.run();
    const from = requests(amo, 'events').map(({ searchParams }) =>
      Number(searchParams.get('filter[created_at][from]')),
    );
    expect(Math.min(...from)).toBe(NOW - DAY - 600 - 1);
    expect(firm.keptIds()).toHaveLength(4);
  });

  test('is read again at night, and what is gone is deleted', async () => {
    const events = letters(3, (i) => NOW - 3 * DAY + i * DAY);
    await using amo = await fakeAmo(amoBook({ events }));
    const firm = new Firm(amo);
    await firm.run();
    amo.book.events = [...events.slice(1), letter(7, NOW - 20 * DAY)];
    firm.now += 60;
    await firm.run();
    expect(firm.keptIds()).toEqual(['event:e00000', 'event:e00001', 'event:e00002']);
    firm.now += DAY;
    await firm.run();
    expect(firm.keptIds()).toEqual(['event:e00001', 'event:e00002', 'event:e00007']);
  });

  test('with a row that makes no sense deletes nothing of its window', async () => {
    const events = letters(2, (i) => NOW - 2 * DAY + i);
    await using amo = await fakeAmo(amoBook({ events }));
    const firm = new Firm(amo);
    await firm.run();
    amo.book.events = [{ ...events[0]!, entity_id: 'x' as unknown as number }];
    firm.now += DAY;
    expect((await firm.run()).leftOut).toEqual({ malformed: 1 });
    expect(firm.keptIds()).toEqual(['event:e00000', 'event:e00001']);
  });

  test('of other rules is read again from its beginning, and what they do not take is deleted', async () => {
    const events = [letter(1, NOW - 40 * DAY), letter(2, NOW - 40 * DAY, { type: 'task_x' })];
    await using amo = await fakeAmo(amoBook({ events }));
    const firm = new Firm(amo);
    await firm.run();
    expect(firm.kept()).toMatchObject([{ type: 'letter_sent' }]);
    firm.mapping = amoMappingSchema.parse({ events: { task_x: { type: 'meeting' } } });
    firm.now += 60;
    await firm.run();
    expect(firm.kept()).toMatchObject([{ externalId: 'event:e00002', type: 'meeting' }]);
  });
});

describe('cards that events point to', () => {
  test('that come in pages which are not full are all found', async () => {
    const leads = [1, 2, 3, 4, 5].map((id) => ({ id, _embedded: { contacts: [{ id: 1 }] } }));
    const some = { type: 'lead_added', entity_type: 'lead' };
    const events = leads.map(({ id }) => letter(id, NOW - DAY + id, { ...some, entity_id: id }));
    await using amo = await fakeAmo(amoBook({ events, leads, habits: { ...HABITS, rowsMax: 2 } }));
    const firm = new Firm(amo);
    await firm.run();
    expect(firm.keptIds()).toHaveLength(5);
  });

  test('are asked for in batches, each once in a run', async () => {
    const leads = Array.from({ length: 150 }, (_, i) => ({
      id: i + 1,
      _embedded: { contacts: [{ id: 1 }] },
    }));
    const some = { type: 'lead_added', entity_type: 'lead' };
    const events = Array.from({ length: 300 }, (_, i) =>
      letter(i, NOW - 3 * DAY + i * 600, { ...some, entity_id: (i % 150) + 1 }),
    );
    await using amo = await fakeAmo(amoBook({ events, leads }));
    const firm = new Firm(amo);
    await firm.run();
    expect(firm.keptIds()).toHaveLength(300);
    const asked = requests(amo, 'leads').flatMap(({ searchParams }) =>
      searchParams.getAll('filter[id][]'),
    );
    expect([asked.length, new Set(asked).size]).toEqual([150, 150]);
  });
});
