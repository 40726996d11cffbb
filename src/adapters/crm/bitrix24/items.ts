import type { EventStream } from './event-stream.ts';
import { itemList } from './list.ts';
import type { ItemMapping } from './mapping.ts';
import { COMPANY, CONTACT, LEAD, type Owner } from './owners.ts';
import { idOf, wordOf, type Row } from './values.ts';

/** Deals, quotes, invoices, smart processes: one event type made of one kind of them. */
export function itemStream(mapping: ItemMapping): EventStream {
  const { name, type, entity_type_id, date, employee, contact, company, only, except } = mapping;
  const conditions = [...Object.keys(only), ...Object.keys(except)];
  // A lead is its own client, until it became a contact.
  const own = entity_type_id === LEAD ? 'id' : 'leadId';
  return {
    name,
    list: itemList(entity_type_id, [
      'id',
      'updatedTime',
      'leadId',
      date,
      employee,
      contact,
      company,
      ...conditions,
    ]),
    dateField: date,
    changedField: 'updatedTime',
    employeeField: employee,
    print: mapping,
    typeOf(row) {
      const isMeant =
        Object.entries(only).every(([field, values]) => values.includes(wordOf(row[field]))) &&
        !Object.entries(except).some(([field, values]) => values.includes(wordOf(row[field])));
      return isMeant ? { type } : 'no-rule';
    },
    ownersIn(row) {
      return ownersFrom(row, [
        [CONTACT, contact],
        ...(entity_type_id === LEAD ? [] : [[COMPANY, company] as const]),
        [LEAD, own],
      ]);
    },
  };
}

function ownersFrom(
  row: Row,
  fields: readonly (readonly [typeId: number, field: string])[],
): readonly Owner[] | null {
  const owners: Owner[] = [];
  for (const [typeId, field] of fields) {
    const id = idOf(row[field]);
    if (id === undefined) return null;
    if (id !== null) owners.push({ typeId, id });
  }
  return owners;
}
