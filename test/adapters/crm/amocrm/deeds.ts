import fc from 'fast-check';
import type { AmoBook, AmoCard, AmoEvent } from '#test/fakes/fake-amocrm-book.ts';

export const CONTACTS = [1, 2, 3];
const LEADS = [101, 102];
const HOURS_BACK_MAX = 20 * 24;

/** What people do in amoCRM. */
export type Deed =
  | { kind: 'event'; id: number; hoursBack: number; entity: number; author: number }
  | { kind: 'delete event'; id: number }
  | { kind: 'give lead'; lead: number; contact: number | null }
  | { kind: 'delete lead'; lead: number }
  | { kind: 'change contact'; contact: number; name: string };
export const deed: fc.Arbitrary<Deed> = fc.oneof(
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

export function doDeed(book: AmoBook, one: Deed, now: number): void {
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
export function truthOf({ events, leads }: AmoBook): readonly string[] {
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
