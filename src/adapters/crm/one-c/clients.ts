import type { Office } from '#adapters/crm/fields.ts';
import type { E164 } from '#domain/call/caller.ts';
import type { SourceClient } from '#ports/events.ts';
import type { ClientsRule, OneCMapping } from './mapping.ts';
import type { OData } from './odata.ts';
import { guidOf, type Row } from './odata-text.ts';
import { holds, phonesOf, textOf } from './row-fields.ts';

/** Of one infobase; beyond it the memory of a small machine would go into names. */
const REFERENCES_MAX = 1_000_000;
const NUMBERS_MAX = 50;
const BY_KEY = { orderby: 'Ref_Key', key: 'Ref_Key' } as const;

/** Who the references of documents are: clients themselves, or people and firms that belong to one. */
export class ClientReferences {
  #owners = new Map<string, string>();
  /** References that were nobody's when the clients were last read. */
  readonly #strangers = new Set<string>();

  /** The client that this reference belongs to; null: nobody we know. */
  clientOf(guid: string): string | null {
    const owner = this.#owners.get(guid);
    if (owner === undefined || owner === guid) return owner ?? null;
    // A firm that belongs to a partner may have people of its own: two steps, and no circle.
    return this.#owners.get(owner) ?? owner;
  }

  /** Whether reading the clients anew may tell more about this reference. */
  isNew(guid: string): boolean {
    return !this.#owners.has(guid) && !this.#strangers.has(guid);
  }

  noteStranger(guid: string): void {
    if (this.#strangers.size < REFERENCES_MAX) this.#strangers.add(guid);
  }

  replaceBy(owners: Map<string, string>): void {
    this.#owners = owners;
    this.#strangers.clear();
  }
}

/** All clients with the numbers of those who belong to them, page by page; `references` knows them in the end. */
export async function* clientsOf(
  mapping: OneCMapping,
  references: ClientReferences,
  {
    odata,
    office,
    signal,
  }: {
    readonly odata: OData;
    readonly office: Office;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<readonly SourceClient[]> {
  const owners = new Map<string, string>();
  for (const rule of mapping.clients) {
    const numbers = await numbersByOwner(rule);
    for await (const rows of odata.all(rule.entity, BY_KEY, signal))
      yield rows.flatMap((row) => clientFrom(row, rule, numbers) ?? []);
  }
  references.replaceBy(owners);

  async function numbersByOwner(rule: ClientsRule): Promise<ReadonlyMap<string, readonly E164[]>> {
    const found = new Map<string, readonly E164[]>();
    for (const contact of rule.contacts)
      for await (const rows of odata.all(contact.entity, BY_KEY, signal))
        for (const row of rows) {
          const id = guidOf(row[contact.id]);
          const owner = guidOf(row[contact.owner]);
          if (id === null || owner === null || row['DeletionMark'] === true) continue;
          if (owners.size < REFERENCES_MAX) owners.set(id, owner);
          const { numbers } = phonesOf(row, contact.phones, mapping.phone_types, office);
          const known = found.get(owner) ?? [];
          // A heap of contacts under one owner is no client's.
          if (numbers.length > 0 && known.length < NUMBERS_MAX)
            found.set(owner, [...known, ...numbers]);
        }
    return found;
  }

  function clientFrom(
    row: Row,
    rule: ClientsRule,
    others: ReadonlyMap<string, readonly E164[]>,
  ): SourceClient | null {
    const id = guidOf(row[rule.id]);
    if (id === null || row['IsFolder'] === true || !holds(row, rule.when, true)) return null;
    if (owners.size < REFERENCES_MAX) owners.set(id, id);
    const own = phonesOf(row, rule.phones, mapping.phone_types, office).numbers;
    const isGone = row['DeletionMark'] === true;
    const numbers = isGone ? [] : [...new Set([...own, ...(others.get(id) ?? [])])];
    return {
      id,
      name: textOf(row, rule.name),
      companyId: rule.company === null ? null : guidOf(row[rule.company]),
      companyName: null,
      managerId: rule.manager === null ? null : guidOf(row[rule.manager]),
      numbers: numbers.slice(0, NUMBERS_MAX),
    };
  }
}
