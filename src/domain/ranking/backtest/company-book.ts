import type { Contact } from './contact.ts';

/** As many of a company as a call looks at: a larger one is a heap like "private persons", and its newest tell enough. */
const COLLEAGUES_MAX = 200;

/** Contacts of each company's clients, of which the newest can be asked for; an event costs O(1) on average. */
export class CompanyBook {
  readonly #companies = new Map<string, Set<Contact>>();

  /** This contact of a client of that company had an event. */
  note(companyId: string, contact: Contact): void {
    const contacts = this.#companies.get(companyId);
    if (contacts === undefined) {
      this.#companies.set(companyId, new Set([contact]));
      return;
    }
    contacts.add(contact);
    if (contacts.size < 2 * COLLEAGUES_MAX) return;
    // Whoever is left out has so many younger ones before him, and comes back with his next event.
    this.#companies.set(companyId, new Set(newest([...contacts])));
  }

  /** The newest contacts of this company's other clients. */
  colleaguesOf(companyId: string, clientId: string): readonly Contact[] {
    const all = this.#companies.get(companyId);
    if (all === undefined) return [];
    return newest([...all].filter((contact) => contact.clientId !== clientId));
  }
}

function newest(contacts: Contact[]): readonly Contact[] {
  return contacts.length <= COLLEAGUES_MAX
    ? contacts
    : contacts.sort((a, b) => b.lastAt - a.lastAt).slice(0, COLLEAGUES_MAX);
}
