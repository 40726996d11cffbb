import { countsForPopularity, type Weights } from '../weights.ts';
import { CompanyBook } from './company-book.ts';
import { addToContact, newContact, type Contact } from './contact.ts';
import { unfolding, type History, type HistoryCall, type HistoryEvent } from './history.ts';
import type { Sight } from './methods.ts';
import { PopularityBoard } from './popularity.ts';

/** What was known when this call came, strictly before it. Valid only until the next one. */
export type Look = (call: HistoryCall, sight: Sight, index: number) => void;

/**
 * Plays the past: each call, in order, is shown what was known strictly before it, and nothing of the calls is ever
 * history (docs/ranking.md, 5.2). Events cost O(1) each.
 */
export function walkForward(
  { events, calls, clients: known = NOBODY }: History,
  weights: Weights,
  look: Look,
): void {
  const clients = new Map<string, Client>();
  const companies = new CompanyBook();
  const popularity = new PopularityBoard();
  const handled = new Map<string, boolean>();
  const isHandled = (type: string): boolean => {
    const before = handled.get(type) ?? countsForPopularity(type, weights);
    handled.set(type, before);
    return before;
  };
  const take = (event: HistoryEvent): void => {
    const contact = contactOf(clients, event);
    addToContact(contact, event, weights);
    const companyId = known.get(event.clientId)?.companyId ?? null;
    if (companyId !== null) companies.note(companyId, contact);
    if (isHandled(event.type)) popularity.add(event.employeeId, event.at);
  };
  const eventsBefore = unfolding(events);
  for (const [index, call] of calls.entries()) {
    for (const event of eventsBefore(call.at)) take(event);
    const { at, clientId } = call;
    const { companyId = null, managerId = null } = known.get(clientId) ?? {};
    const colleagues = companyId === null ? null : companies.colleaguesOf(companyId, clientId);
    const contacts = clients.get(clientId)?.contacts ?? [];
    look(call, { contacts, colleagues, popularity, managerId, at }, index);
  }
}

const NOBODY: NonNullable<History['clients']> = new Map();

interface Client {
  readonly byEmployee: Map<string, Contact>;
  readonly contacts: Contact[];
}

function contactOf(
  clients: Map<string, Client>,
  { clientId, employeeId }: { readonly clientId: string; readonly employeeId: string },
): Contact {
  let client = clients.get(clientId);
  if (client === undefined) {
    client = { byEmployee: new Map(), contacts: [] };
    clients.set(clientId, client);
  }
  let contact = client.byEmployee.get(employeeId);
  if (contact === undefined) {
    contact = newContact(clientId, employeeId);
    client.byEmployee.set(employeeId, contact);
    client.contacts.push(contact);
  }
  return contact;
}
