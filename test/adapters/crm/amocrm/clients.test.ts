import { describe, expect, test } from 'vitest';
import { amoMappingSchema } from '#adapters/crm/amocrm/mapping.ts';
import { fakeAmo } from '#test/fakes/fake-amocrm.ts';
import { amoBook } from '#test/fakes/fake-amocrm-book.ts';
import { contact, DAY, Firm, letter, NOW, requests } from './amo-under-test.ts';

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

  test('of one second of which one changes while they are read are all read', async () => {
    const contacts = Array.from({ length: 800 }, (_, i) => contact(i + 1, NOW - 90 * DAY));
    await using amo = await fakeAmo(amoBook({ contacts }));
    const firm = new Firm(amo);
    // On the second page; all behind it move up by one.
    amo.before = ({ pathname, searchParams }) => {
      if (pathname.endsWith('/contacts') && searchParams.get('page') === '2')
        amo.book.contacts[0] = contact(1, NOW);
    };
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
