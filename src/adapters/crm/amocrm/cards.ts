import { isObject } from '../fields.ts';
import { companyId, contactId, embedded, idFrom, secondsFrom, type Row } from './values.ts';

/** The kinds of cards that have clients and notes. */
export type CardKind = 'lead' | 'contact' | 'company';

/** What of a lead, contact or company matters to an event of it. */
export interface Card {
  /** The client it belongs to; null when it names none. */
  readonly clientId: string | null;
  readonly responsibleId: string | null;
}

/** The lead's main contact, else its first one, else its company. */
export function leadFrom(row: Row): Card {
  const contacts = embedded(row, 'contacts');
  const main = contacts.find((contact) => contact['is_main'] === true) ?? contacts[0];
  const contact = idFrom(main?.['id']);
  const company = idFrom(embedded(row, 'companies')[0]?.['id']);
  const ofCompany = company === null ? null : companyId(company);
  return {
    clientId: contact === null ? ofCompany : contactId(contact),
    responsibleId: idFrom(row['responsible_user_id']),
  };
}

/** A contact or a company: its own client. */
export function clientCardFrom(row: Row): Pick<Card, 'responsibleId'> {
  return { responsibleId: idFrom(row['responsible_user_id']) };
}

/** What a task is about; null where it is about nothing that we know. */
export function taskFrom(row: Row): { readonly kind: CardKind; readonly id: string } | null {
  const id = idFrom(row['entity_id']);
  const kind = ENTITY_KINDS.get(row['entity_type']);
  return id === null || kind === undefined ? null : { kind, id };
}

const ENTITY_KINDS: ReadonlyMap<unknown, CardKind> = new Map([
  ['leads', 'lead'],
  ['contacts', 'contact'],
  ['companies', 'company'],
]);

/** What the note of a call says of it. */
export interface Talk {
  /** Whether somebody talked at all; null where the note does not tell. */
  readonly seconds: number | null;
  readonly employeeId: string | null;
}

/** Not reached: no answer, busy, wrong number, not there (amoCRM's own numbers of a call's outcome). */
const NOT_REACHED: ReadonlySet<unknown> = new Set([3, 5, 6, 7]);

export function talkFrom(row: Row): Talk {
  const params = isObject(row['params']) ? row['params'] : {};
  const isReached = !NOT_REACHED.has(params['call_status']);
  return {
    seconds: isReached ? secondsFrom(params['duration']) : 0,
    // Telephony writes the id of a user there, or a name that may be anybody's.
    employeeId: idFrom(params['call_responsible']) ?? idFrom(row['responsible_user_id']),
  };
}
