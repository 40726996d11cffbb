import { countsForPopularity, type Weights } from '../weights.ts';
import { addToContact, newContact, type Contact } from './contact.ts';
import type { History, HistoryCall } from './history.ts';
import type { Sight } from './methods.ts';
import { PopularityBoard } from './popularity.ts';

/** What was known when this call came, strictly before it. Valid only until the next one. */
export type Look = (call: HistoryCall, sight: Sight, index: number) => void;

/** What may be known of clients besides their events. */
export interface Clients {
  /** The assigned manager, where the data name one. */
  readonly managerOf?: (clientId: string) => string | null;
}

/**
 * Plays the past: each call, in order, is shown what happened strictly before it, and nothing of the calls is ever
 * history (docs/ranking.md, 5.2). Events cost O(1) each.
 */
export function walkForward(
  { events, calls }: History,
  weights: Weights,
  look: Look,
  { managerOf = () => null }: Clients = {},
): void {
  const clients = new Map<string, Client>();
  const popularity = new PopularityBoard();
  const handled = new Map<string, boolean>();
  const isHandled = (type: string): boolean => {
    const known = handled.get(type) ?? countsForPopularity(type, weights);
    handled.set(type, known);
    return known;
  };
  let next = 0;
  for (const [index, call] of calls.entries()) {
    for (; next < events.length && events[next]!.at < call.at; next += 1) {
      const event = events[next]!;
      addToContact(contactOf(clients, event), event, weights);
      if (isHandled(event.type)) popularity.add(event.employeeId, event.at);
    }
    const contacts = clients.get(call.clientId)?.contacts ?? [];
    look(call, { contacts, popularity, managerId: managerOf(call.clientId), at: call.at }, index);
  }
}

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
    contact = newContact(employeeId);
    client.byEmployee.set(employeeId, contact);
    client.contacts.push(contact);
  }
  return contact;
}
