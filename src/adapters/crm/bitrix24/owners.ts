import { isObject } from '../fields.ts';
import type { BitrixApi } from './api.ts';
import { clientId } from './clients.ts';
import { askList, idIn, itemList, PAGE_RECORDS } from './list.ts';
import { idOrNull, type Row } from './values.ts';

/** Something of the CRM that a record belongs to. */
export interface Owner {
  readonly typeId: number;
  readonly id: number;
}

export const LEAD = 1;
export const DEAL = 2;
export const CONTACT = 3;
export const COMPANY = 4;

/** A person before a firm, a firm before what must be looked up. */
const ORDER = [CONTACT, COMPANY, LEAD, DEAL];

/**
 * Which client each list of owners means; null: none of ours. Deals name theirs, and so does a lead that became a
 * contact: both are looked up, 50 in one request.
 */
export async function clientsOf(
  api: BitrixApi,
  lists: readonly (readonly Owner[])[],
  signal: AbortSignal,
): Promise<readonly (string | null)[]> {
  const chosen = lists.map(bestOf);
  const found = new Map<string, string | null>();
  for (const typeId of [LEAD, DEAL]) {
    const ids = new Set(chosen.flatMap((owner) => (owner?.typeId === typeId ? owner.id : [])));
    await lookUp(api, typeId, [...ids], found, signal);
  }
  return chosen.map((owner) => {
    if (owner === null) return null;
    if (owner.typeId === CONTACT) return clientId('contact', owner.id);
    if (owner.typeId === COMPANY) return clientId('company', owner.id);
    const known = found.get(keyOf(owner)) ?? null;
    // A lead that is gone, or not for our eyes, is still who it was.
    return known ?? (owner.typeId === LEAD ? clientId('lead', owner.id) : null);
  });
}

function bestOf(owners: readonly Owner[]): Owner | null {
  for (const typeId of ORDER) {
    const owner = owners.find((one) => one.typeId === typeId);
    if (owner !== undefined) return owner;
  }
  return null;
}

async function lookUp(
  api: BitrixApi,
  typeId: number,
  ids: readonly number[],
  found: Map<string, string | null>,
  signal: AbortSignal,
): Promise<void> {
  const list = itemList(typeId, ['id', 'contactId', 'companyId', 'leadId']);
  for (let from = 0; from < ids.length; from += PAGE_RECORDS) {
    const filter = { '@id': ids.slice(from, from + PAGE_RECORDS) };
    const { records } = await askList(api, list, filter, 'ASC', signal);
    for (const record of records) {
      const id = idIn(record, list);
      if (id !== null && isObject(record))
        found.set(keyOf({ typeId, id }), clientIn(record, typeId));
    }
  }
}

function clientIn(row: Row, typeId: number): string | null {
  const contact = idOrNull(row['contactId']);
  if (contact !== null) return clientId('contact', contact);
  // A lead of a firm is a person of that firm, not the firm.
  if (typeId === LEAD) return null;
  const company = idOrNull(row['companyId']);
  if (company !== null) return clientId('company', company);
  const lead = idOrNull(row['leadId']);
  return lead === null ? null : clientId('lead', lead);
}

function keyOf({ typeId, id }: Owner): string {
  return `${typeId}:${id}`;
}
