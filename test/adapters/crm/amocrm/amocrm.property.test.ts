import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '#ports/failure.ts';
import { fakeAmo, type AmoFault, type FakeAmo } from '#test/fakes/fake-amocrm.ts';
import {
  amoBook,
  type AmoBook,
  type AmoCard,
  type AmoEvent,
} from '#test/fakes/fake-amocrm-book.ts';
import { DAY, Firm, NOW } from './amo-under-test.ts';

const CONTACTS = [1, 2, 3];
const LEADS = [101, 102];
const HOURS_BACK_MAX = 20 * 24;

/** What people do in amoCRM, and what becomes of us meanwhile. */
type Deed =
  | { kind: 'event'; id: number; hoursBack: number; entity: number; author: number }
  | { kind: 'delete event'; id: number }
  | { kind: 'give lead'; lead: number; contact: number | null }
  | { kind: 'delete lead'; lead: number }
  | { kind: 'change contact'; contact: number; name: string };
type Step =
  | Deed
  | { kind: 'wait'; hours: number }
  | { kind: 'a day of downtime' }
  /** `deed` happens just before that many requests; the store or the process dies after so many pages. */
  | {
      kind: 'run';
      faults: readonly (AmoFault | undefined)[];
      deed: Deed;
      deedAfter: number;
      diesAfter: { readonly pages: number; readonly of: 'events' | 'cursors' } | null;
    };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  // The same id again: it is moved in time, or changed.
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      id: fc.nat({ max: 12 }),
      hoursBack: fc.nat({ max: HOURS_BACK_MAX }),
      entity: fc.constantFrom(...CONTACTS, ...LEADS),
      author: fc.constantFrom(0, 11, 12),
    }),
  },
  fc.record({ kind: fc.constant('delete event' as const), id: fc.nat({ max: 12 }) }),
  fc.record({
    kind: fc.constant('give lead' as const),
    lead: fc.constantFrom(...LEADS),
    contact: fc.constantFrom(null, ...CONTACTS),
  }),
  fc.record({ kind: fc.constant('delete lead' as const), lead: fc.constantFrom(...LEADS) }),
  fc.record({
    kind: fc.constant('change contact' as const),
    contact: fc.constantFrom(...CONTACTS),
    name: fc.constantFrom('Анна', 'Ivan', ''),
  }),
);
const fault = fc.constantFrom<AmoFault[]>('busy', 'unavailable', 'html', 'half', 'reset', 'empty');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: deed },
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('a day of downtime' as const) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      faults: fc.array(fc.option(fault, { nil: undefined }), { maxLength: 12 }),
      deed,
      deedAfter: fc.nat({ max: 15 }),
      diesAfter: fc.option(
        fc.record({
          pages: fc.nat({ max: 6 }),
          of: fc.constantFrom('events' as const, 'cursors' as const),
        }),
      ),
    }),
  },
);

function doDeed(book: AmoBook, one: Deed, now: number): void {
  switch (one.kind) {
    case 'event': {
      const isLead = LEADS.includes(one.entity);
      const event: AmoEvent = {
        id: `e${one.id}`,
        type: isLead ? 'lead_added' : 'outgoing_chat_message',
        entity_id: one.entity,
        entity_type: isLead ? 'lead' : 'contact',
        created_by: one.author,
        created_at: now - one.hoursBack * 3_600,
      };
      book.events = [...book.events.filter(({ id }) => id !== event.id), event];
      return;
    }
    case 'delete event':
      book.events = book.events.filter(({ id }) => id !== `e${one.id}`);
      return;
    case 'give lead': {
      const contacts = one.contact === null ? [] : [{ id: one.contact, is_main: true }];
      const lead = { id: one.lead, _embedded: { contacts } };
      book.leads = [...book.leads.filter(({ id }) => id !== one.lead), lead];
      return;
    }
    case 'delete lead':
      book.leads = book.leads.filter(({ id }) => id !== one.lead);
      return;
    case 'change contact':
      book.contacts = book.contacts.map((contact) =>
        contact.id === one.contact ? { ...contact, name: one.name, updated_at: now } : contact,
      );
      return;
    default:
      one satisfies never;
  }
}

/** What the account holds, by rules of its own: not those of the connector. */
function truthOf({ events, leads }: AmoBook): readonly string[] {
  const contactOf = (lead: number): number | undefined => {
    const card = leads.find(({ id }) => id === lead) as
      | (AmoCard & { _embedded: { contacts: { id: number }[] } })
      | undefined;
    return card?._embedded.contacts[0]?.id;
  };
  return events
    .flatMap(({ id, created_at, created_by, entity_id }) => {
      const isLead = LEADS.includes(entity_id);
      const contact = isLead ? contactOf(entity_id) : entity_id;
      const type = isLead ? 'deal_opened' : 'letter_sent';
      if (contact === undefined || created_by === 0) return [];
      return `event:${id} ${type} ${created_at} contact:${contact} user:${created_by}`;
    })
    .toSorted();
}

async function play(amo: FakeAmo, firm: Firm, one: Step): Promise<void> {
  switch (one.kind) {
    case 'wait':
      firm.now += one.hours * 3_600;
      return;
    case 'a day of downtime':
      amo.isDown = true;
      await runAsFarAsItGoes(firm);
      firm.now += DAY;
      await runAsFarAsItGoes(firm);
      amo.isDown = false;
      return;
    case 'run': {
      let requests = 0;
      amo.before = () => {
        if (requests === one.deedAfter) doDeed(amo.book, one.deed, firm.now);
        requests += 1;
      };
      amo.faults = [...one.faults];
      if (one.diesAfter !== null) firm[one.diesAfter.of].pagesLeft = one.diesAfter.pages;
      await runAsFarAsItGoes(firm);
      firm.events.pagesLeft = Infinity;
      firm.cursors.pagesLeft = Infinity;
      amo.faults = [];
      amo.before = () => undefined;
      return;
    }
    default:
      doDeed(amo.book, one, firm.now);
  }
}

async function runAsFarAsItGoes(firm: Firm): Promise<void> {
  const failure: unknown = await firm.run().then(
    () => null,
    (error: unknown) => error,
  );
  if (failure !== null && !(failure instanceof Failure && failure.code === 'unavailable'))
    throw failure;
}

test('whatever happened, after the next night everything is here as it is there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.constantFrom('newest first' as const, 'oldest first' as const),
      fc.constantFrom('inclusive' as const, 'exclusive' as const),
      // Pages that are not full: so that a dozen events take several of them.
      fc.constantFrom(1, 3, Infinity),
      async (steps, eventOrder, upperBound, rowsMax) => {
        const contacts = CONTACTS.map((id) => ({ id, name: 'Old', updated_at: NOW - 50 * DAY }));
        const habits = { eventOrder, upperBound, rowsMax };
        await using amo = await fakeAmo(amoBook({ contacts, habits }));
        const firm = new Firm(amo);
        for (const one of steps) await play(amo, firm, one);
        firm.now += DAY;
        await firm.run();
        const kept = firm
          .kept()
          .map(({ externalId, type, at, clientId, employeeId }) =>
            [externalId, type, at, clientId, employeeId].join(' '),
          );
        expect(kept.toSorted()).toEqual(truthOf(amo.book));
        for (const { id, name } of amo.book.contacts)
          expect(firm.events.clients.get(`contact:${id}`)).toMatchObject({ name });
      },
    ),
    { numRuns: 60 },
  );
});
