import { describe, expect, test } from 'vitest';
import { AMO_PACE } from '#adapters/crm/amocrm/api.ts';
import { amoMappingSchema } from '#adapters/crm/amocrm/mapping.ts';
import { fakeAmo, type AmoFault, type FakeAmo } from '#test/fakes/fake-amocrm.ts';
import { amoBook, HABITS, type AmoEvent } from '#test/fakes/fake-amocrm-book.ts';
import { DAY, Firm, never, NOW } from './amo-under-test.ts';

const letter = (id: number, at: number, some: Partial<AmoEvent> = {}): AmoEvent => ({
  id: `e${String(id).padStart(5, '0')}`,
  type: 'outgoing_chat_message',
  entity_id: 1,
  entity_type: 'contact',
  created_by: 11,
  created_at: at,
  ...some,
});
const letters = (count: number, atOf: (i: number) => number): AmoEvent[] =>
  Array.from({ length: count }, (_, i) => letter(i, atOf(i)));
const contact = (id: number, updated_at: number, number = '') => ({
  id,
  name: `Client ${id}`,
  updated_at,
  custom_fields_values:
    number === '' ? null : [{ field_code: 'PHONE', values: [{ value: number }] }],
});
const requests = (amo: FakeAmo, path: string): URL[] =>
  amo.asked.filter(({ pathname }) => pathname === `/api/v4/${path}`);

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
    await using amo = await fakeAmo(amoBook());
    const firm = new Firm(amo);
    firm.reach = { ...firm.reach, overlapSeconds: 0 };
    await firm.run();
    firm.now += 3_600;
    amo.book.events = letters(5_200, (i) => NOW + 60 + Math.floor(i / 200));
    firm.events.pagesLeft = 1;
    await expect(firm.run()).rejects.toMatchObject({ code: 'unavailable' });
    firm.events.pagesLeft = Infinity;
    await firm.run();
    expect(firm.keptIds()).toHaveLength(5_200);
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

describe('clients', () => {
  test('are read once, and then only those that changed', async () => {
    const contacts = Array.from({ length: 1_300 }, (_, i) =>
      contact(i + 1, NOW - 90 * DAY + i * 3_600),
    );
    await using amo = await fakeAmo(amoBook({ contacts }));
    const firm = new Firm(amo);
    const first = await firm.run();
    expect(first.clients).toEqual({ added: 1_300, changed: 0, unchanged: expect.any(Number) });
    amo.asked.length = 0;
    amo.book.contacts[5] = contact(6, NOW + 1, '+79161234567');
    firm.now += 60;
    const { clients } = await firm.run();
    expect(requests(amo, 'contacts')).toHaveLength(1);
    expect(clients).toMatchObject({ added: 0, changed: 1 });
    expect(firm.events.clients.get('contact:6')).toMatchObject({ numbers: ['+79161234567'] });
  });

  test('of one second (an import of a file) are all read', async () => {
    const contacts = Array.from({ length: 800 }, (_, i) => contact(i + 1, NOW - DAY));
    await using amo = await fakeAmo(amoBook({ contacts }));
    const firm = new Firm(amo);
    await firm.run();
    expect(firm.events.clients.size).toBe(800);
  });

  test('that change while the list is read are not skipped, nor are those behind them', async () => {
    const contacts = Array.from({ length: 800 }, (_, i) => contact(i + 1, NOW - DAY + i));
    await using amo = await fakeAmo(amoBook({ contacts }));
    const firm = new Firm(amo);
    // Each page that is asked for finds one of the first rows moved to the end of the list.
    let moved = 0;
    amo.before = ({ pathname }) => {
      if (!pathname.endsWith('/contacts')) return;
      moved += 1;
      amo.book.contacts[moved] = contact(moved + 1, NOW + moved);
    };
    await firm.run();
    expect(firm.events.clients.size).toBe(800);
  });

  test('that were deleted give their numbers back; restored, they have them again', async () => {
    const ivan = contact(1, NOW - DAY, '+79161234567');
    await using amo = await fakeAmo(amoBook({ contacts: [ivan] }));
    const firm = new Firm(amo);
    await firm.run();
    amo.book.contacts = [];
    amo.book.events.push(letter(1, NOW + 10, { type: 'contact_deleted' }));
    firm.now += 60;
    await firm.run();
    expect(firm.events.clients.get('contact:1')).toMatchObject({ name: '', numbers: [] });
    // Restored without a change of its own: only the event tells.
    amo.book.contacts = [ivan];
    amo.book.events.push(letter(2, NOW + 70, { type: 'contact_restored' }));
    firm.now += 60;
    await firm.run();
    expect(firm.events.clients.get('contact:1')).toMatchObject({ numbers: ['+79161234567'] });
    expect(firm.kept()).toEqual([]);
  });

  test('that are not wanted are not asked for', async () => {
    await using amo = await fakeAmo(amoBook());
    const firm = new Firm(amo);
    firm.mapping = amoMappingSchema.parse({ clients: { contacts: false, companies: false } });
    await firm.run();
    expect([...requests(amo, 'contacts'), ...requests(amo, 'companies')]).toEqual([]);
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

describe('when amoCRM is in trouble', () => {
  test.each<AmoFault>(['busy', 'unavailable', 'html', 'half', 'empty', 'reset'])(
    'it is asked again: %s',
    async (fault) => {
      await using amo = await fakeAmo(
        amoBook({ events: [letter(1, NOW - DAY)], users: [{ id: 11 }] }),
      );
      const firm = new Firm(amo);
      amo.faults = [fault, undefined, fault, fault];
      await firm.run();
      expect(firm.keptIds()).toEqual(['event:e00001']);
    },
  );

  test.each<AmoFault>(['busy', 'unavailable', 'html', 'half', 'empty', 'reset'])(
    'it is left alone after some attempts, and nothing is taken for gone: %s',
    async (fault) => {
      const companies = [{ id: 9, name: 'Firm', updated_at: NOW - 5 }];
      await using amo = await fakeAmo(amoBook({ events: [letter(1, NOW - DAY)], companies }));
      const firm = new Firm(amo);
      await firm.run();
      firm.now += DAY;
      amo.before = ({ pathname }) => {
        if (pathname.endsWith('/contacts')) amo.faults = [fault, fault, fault];
      };
      await expect(firm.run()).rejects.toMatchObject({ code: 'unavailable' });
      expect(firm.keptIds()).toEqual(['event:e00001']);
    },
  );

  test.each([
    ['{"_embedded":{}}', 'unavailable'],
    ['{"_embedded":{"events":{"0":{}}}}', 'unavailable'],
    ['[]', 'unavailable'],
    ['null', 'unavailable'],
  ])('an answer that is no list is no empty list: %s', async (body, code) => {
    await using amo = await fakeAmo(amoBook());
    amo.instead.set('events', { status: 200, body });
    await expect(new Firm(amo).run()).rejects.toMatchObject({ code });
  });

  test('a list without an end comes to one', async () => {
    await using amo = await fakeAmo(amoBook());
    const _embedded = { users: [{ id: 1 }] };
    const body = JSON.stringify({ _links: { next: { href: 'x' } }, _embedded });
    amo.instead.set('users', { status: 200, body });
    await expect(new Firm(amo).run()).rejects.toMatchObject({ code: 'invalid' });
  });

  test('nothing of what it answered, and nothing of the token, stands in the message', async () => {
    await using amo = await fakeAmo(amoBook());
    amo.instead.set('users', { status: 401, body: '{"detail":"Ivanov +79161234567"}' });
    const failure: unknown = await new Firm(amo).run().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'refused', quote: expect.stringContaining('Ivanov') });
    expect((failure as Error).message).not.toMatch(/Ivanov|token-|long-lived|127\.0\.0\.1/);
    expect((failure as Error).message).toContain('make a new one');
  });

  test.each([
    [402, '{}', /renew/],
    [403, '{"title":"Forbidden"}', /administrator/],
    [302, '', /correct the address/],
  ])('%s is refused with a remedy', async (status, body, remedy) => {
    await using amo = await fakeAmo(amoBook());
    amo.instead.set('users', { status, body });
    await expect(new Firm(amo).run()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(remedy),
    });
  });

  test('a ban is not made longer by asking: for an hour nobody asks', async () => {
    await using amo = await fakeAmo(amoBook());
    amo.instead.set('users', { status: 403, body: '<html>403 Forbidden<hr>nginx</html>' });
    const firm = new Firm(amo);
    const connector = firm.connector();
    const run = () => firm.run(connector);
    await expect(run()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/banned/),
    });
    amo.instead.clear();
    firm.now += 3_599;
    await expect(run()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/1 min/),
    });
    expect(amo.asked).toHaveLength(1);
    firm.now += 1;
    await run();
  });

  test('a cursor that makes no sense is none', async () => {
    await using amo = await fakeAmo(amoBook({ events: [letter(1, NOW - DAY)] }));
    for (const cursor of [
      '',
      '{',
      '[]',
      '{"v":2}',
      '{"v":1,"streams":7}',
      '{"v":1,"streams":{"events":{"until":-5}}}',
    ]) {
      const firm = new Firm(amo);
      await firm.cursors.keepCursor('amo', cursor);
      await firm.run();
      expect(firm.keptIds()).toEqual(['event:e00001']);
    }
  });

  test('called off, it asks no more', async () => {
    await using amo = await fakeAmo(amoBook());
    const calledOff = AbortSignal.abort();
    const pages = new Firm(amo).connector().pages(null, calledOff);
    await expect(Array.fromAsync(pages)).rejects.toMatchObject({ code: 'gone' });
    expect(amo.asked).toEqual([]);
  });
});

test('the pace of amoCRM is kept: 7 requests a second', async () => {
  await using amo = await fakeAmo(amoBook(), { watchesPace: true });
  const firm = new Firm(amo);
  firm.pace = AMO_PACE;
  await firm.connector().check(never);
  expect(amo.asked.length).toBeGreaterThan(7);
});
