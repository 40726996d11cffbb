import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEventTime } from '#domain/ranking/event-time.ts';
import { fakeAmo } from '#test/fakes/fake-amocrm.ts';
import { amoBook } from '#test/fakes/fake-amocrm-book.ts';
import { contact, DAY, Firm, letter, NOW } from './amo-under-test.ts';

/** Rows of each list, of which one gets a value that the manual does not know. */
const ROWS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  users: {
    id: 12,
    name: 'Борис',
    rights: { is_active: true },
    _embedded: { groups: [{ name: 'A' }] },
  },
  contacts: {
    ...contact(2, NOW - DAY, '+79161234567'),
    responsible_user_id: 11,
    _embedded: { companies: [{ id: 9 }] },
  },
  companies: { id: 9, name: 'Firm', updated_at: NOW - DAY, custom_fields_values: [] },
  leads: {
    id: 100,
    responsible_user_id: 11,
    _embedded: { contacts: [{ id: 2, is_main: true }], companies: [] },
  },
  tasks: { id: 50, entity_id: 100, entity_type: 'leads' },
  'contacts/notes': {
    id: 7,
    responsible_user_id: 11,
    params: { duration: 5, call_status: 4, call_responsible: 11 },
  },
  events: { ...letter(2, NOW - 60), type: 'incoming_call', value_after: [{ note: { id: 7 } }] },
};
const POINTING = [
  letter(3, NOW - 70, { type: 'lead_added', entity_type: 'lead', entity_id: 100 }),
  letter(4, NOW - 80, { type: 'task_completed', entity_type: 'task', entity_id: 50 }),
];

test('a value of another kind in any field of any list costs at most its own record', async () => {
  const place = fc
    .constantFrom(...Object.keys(ROWS))
    .chain((list) =>
      fc.tuple(fc.constant(list), fc.constantFrom(...Object.keys(ROWS[list]!), '(all)')),
    );
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown[]>(
      -1,
      0,
      1.5,
      1e300,
      2 ** 53,
      NOW * 1000,
      'x'.repeat(5_000),
      '\0\ud800',
      [[]],
      {},
      null,
    ),
  );
  await fc.assert(
    fc.asyncProperty(place, odd, async ([list, field], value) => {
      const row = field === '(all)' ? value : { ...ROWS[list], [field]: value };
      const rowOf = (name: string): never => (name === list ? row : ROWS[name]) as never;
      const book = amoBook({
        events: [letter(1, NOW - 50), ...POINTING],
        contacts: [contact(1, NOW - 50)],
      });
      await using amo = await fakeAmo(book);
      for (const name of Object.keys(ROWS)) {
        const others = name === 'events' ? book.events : name === 'contacts' ? book.contacts : [];
        const rows = [rowOf(name), ...others];
        const body = JSON.stringify({ _embedded: { [name.split('/').at(-1)!]: rows } });
        amo.instead.set(name, { status: 200, body });
      }
      const firm = new Firm(amo);
      await firm.run();
      expect(firm.keptIds()).toContain('event:e00001');
      expect(firm.events.clients.has('contact:1')).toBe(true);
      for (const { at, clientId, employeeId, externalId } of firm.kept()) {
        expect(isEventTime(at, firm.now)).toBe(true);
        expect(clientId).toMatch(/^(contact|company):[1-9]\d{0,15}$/);
        expect(employeeId).toMatch(/^user:[1-9]\d{0,15}$/);
        expect(externalId.length).toBeLessThanOrEqual(128);
      }
      for (const { name } of firm.events.clients.values())
        expect(name.length).toBeLessThanOrEqual(200);
    }),
    { numRuns: 150 },
  );
});
