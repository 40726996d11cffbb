import type { SourceClient } from '#ports/events.ts';
import type { Office } from '../fields.ts';
import { crmList, type List } from './list.ts';
import type { BitrixMapping, ClientMapping } from './mapping.ts';
import { employeeId } from './people.ts';
import { idOrNull, numbersOf, textOf, wordOf, type Row } from './values.ts';

/** One kind of clients: its list, and what a record of it becomes. */
export interface ClientStream {
  readonly name: 'lead' | 'company' | 'contact';
  readonly list: List;
  readonly changedField: string;
  /** What it is made of: another print means that it is read again from the beginning. */
  readonly print: unknown;
  /** Null for a record without an id. */
  read(row: Row, office: Office): SourceClient | null;
}

export function clientId(kind: ClientStream['name'], id: number): string {
  return `${kind}:${id}`;
}

/**
 * Leads first, contacts last: a number belongs to whom it was told of last, and the contact that a lead became is
 * who calls from now on.
 */
export function clientStreams({ clients }: BitrixMapping): readonly ClientStream[] {
  return [
    ...stream(
      'lead',
      clients.leads,
      ['NAME', 'LAST_NAME', 'TITLE', 'COMPANY_ID', 'CONTACT_ID', 'STATUS_SEMANTIC_ID'],
      leadFrom,
    ),
    ...stream('company', clients.companies, ['TITLE'], companyFrom),
    ...stream('contact', clients.contacts, ['NAME', 'LAST_NAME', 'COMPANY_ID'], contactFrom),
  ];
}

type Told = Omit<SourceClient, 'id' | 'managerId'>;

function stream(
  name: ClientStream['name'],
  mapping: ClientMapping,
  fields: readonly string[],
  toldOf: (row: Row, id: string, numbers: SourceClient['numbers']) => Told,
): readonly ClientStream[] {
  if (!mapping.enabled) return [];
  const select = ['ID', 'DATE_MODIFY', ...fields, mapping.manager, ...mapping.phones];
  return [
    {
      name,
      list: crmList(`crm.${name}.list`, select),
      changedField: 'DATE_MODIFY',
      print: mapping,
      read(row, office) {
        const number = idOrNull(row['ID']);
        if (number === null) return null;
        const id = clientId(name, number);
        const manager = idOrNull(row[mapping.manager]);
        const managerId = manager === null ? null : employeeId(manager);
        return { id, managerId, ...toldOf(row, id, numbersOf(row, mapping.phones, office)) };
      },
    },
  ];
}

function contactFrom(row: Row, _id: string, numbers: SourceClient['numbers']): Told {
  return { name: personName(row), companyId: companyOf(row), companyName: null, numbers };
}

/** A company is a client of its own, and belongs to itself: what was with it counts for its people too. */
function companyFrom(row: Row, id: string, numbers: SourceClient['numbers']): Told {
  const name = textOf(row['TITLE']);
  return { name, companyId: id, companyName: name, numbers };
}

/** A lead that became a contact leaves its numbers to him. */
function leadFrom(row: Row, _id: string, numbers: SourceClient['numbers']): Told {
  const isConverted =
    idOrNull(row['CONTACT_ID']) !== null || wordOf(row['STATUS_SEMANTIC_ID']) === 'S';
  return {
    name: personName(row) || textOf(row['TITLE']),
    companyId: companyOf(row),
    companyName: null,
    numbers: isConverted ? [] : numbers,
  };
}

function personName(row: Row): string {
  return [textOf(row['NAME']), textOf(row['LAST_NAME'])].filter((part) => part !== '').join(' ');
}

function companyOf(row: Row): string | null {
  const id = idOrNull(row['COMPANY_ID']);
  return id === null ? null : clientId('company', id);
}
