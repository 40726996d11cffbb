import type { E164 } from '#domain/call/caller.ts';
import type { SourceClient, SourceEmployee } from '#ports/events.ts';
import type { LeftOuts } from '../connector.ts';
import { isObject, type Office } from '../fields.ts';
import type { AmoMapping } from './mapping.ts';
import {
  companyId,
  contactId,
  embedded,
  employeeId,
  idFrom,
  rowsFrom,
  textFrom,
  type Row,
} from './values.ts';

/** A row of `users?with=group`; null, and counted, where it makes no sense. */
export function employeeFrom(
  row: unknown,
  { extensions, technical, name_order: order }: AmoMapping['employees'],
  leftOuts: LeftOuts,
): SourceEmployee | null {
  const id = isObject(row) ? idFrom(row['id']) : null;
  if (!isObject(row) || id === null) return leftOuts.add('malformed');
  const rights = isObject(row['rights']) ? row['rights'] : {};
  return {
    id: employeeId(id),
    ...nameFrom(textFrom(row['name']), order),
    spokenName: null,
    extension: extensions[id] ?? null,
    department: textFrom(embedded(row, 'groups')[0]?.['name']),
    // Only a clear no: a new kind of answer must not dismiss everybody.
    dismissed: rights['is_active'] === false,
    technical: technical.includes(id),
    allowed: true,
    external: false,
    numbers: [],
    absences: [],
  };
}

type Name = Pick<SourceEmployee, 'first' | 'middle' | 'last'>;

function nameFrom(name: string, order: AmoMapping['employees']['name_order']): Name {
  const [one = '', ...others] = name.split(/\s+/);
  const rest = others.join(' ');
  switch (order) {
    case 'as is':
      return { first: name, middle: '', last: '' };
    case 'first last':
      return { first: one, middle: '', last: rest };
    case 'last first':
      return { first: rest, middle: '', last: one };
    case 'last first middle':
      return { first: others[0] ?? '', middle: others.slice(1).join(' '), last: one };
    default:
      return order satisfies never;
  }
}

export type ClientKind = 'contacts' | 'companies';

/** A row of `contacts` or `companies`; null, and counted, where it makes no sense. */
export function clientFrom(
  kind: ClientKind,
  row: unknown,
  mapping: AmoMapping['clients'],
  office: Office,
  leftOuts: LeftOuts,
): SourceClient | null {
  const id = isObject(row) ? idFrom(row['id']) : null;
  if (!isObject(row) || id === null) return leftOuts.add('malformed');
  if (row['is_deleted'] === true) return forgottenClient(kind, id);
  const name = textFrom(row['name']);
  const manager = idFrom(row['responsible_user_id']);
  const company = kind === 'companies' ? id : idFrom(embedded(row, 'companies')[0]?.['id']);
  return {
    id: clientId(kind, id),
    name,
    companyId: company === null ? null : companyId(company),
    companyName: kind === 'companies' && name !== '' ? name : null,
    managerId: manager === null ? null : employeeId(manager),
    numbers: numbersFrom(row, mapping, office),
  };
}

/** Who was deleted in amoCRM: nobody's number any more, and without a name. */
export function forgottenClient(kind: ClientKind, id: string): SourceClient {
  const nothing = { name: '', companyId: null, companyName: null, managerId: null, numbers: [] };
  return { id: clientId(kind, id), ...nothing };
}

function clientId(kind: ClientKind, id: string): string {
  return kind === 'contacts' ? contactId(id) : companyId(id);
}

const NUMBERS_MAX = 50;

function numbersFrom(
  row: Row,
  { phone_fields, phone_kinds_skipped }: AmoMapping['clients'],
  { parseE164 }: Office,
): readonly E164[] {
  const values = rowsFrom(row['custom_fields_values'])
    .filter(({ field_code }) => phone_fields.includes(textFrom(field_code)))
    .flatMap((field) => rowsFrom(field['values']))
    .filter(({ enum_code }) => !phone_kinds_skipped.includes(textFrom(enum_code)));
  const texts = values
    .slice(0, NUMBERS_MAX)
    .flatMap(({ value }) =>
      (typeof value === 'number' ? `${value}` : textFrom(value)).split(/[;,\n]/),
    );
  const numbers = texts.slice(0, NUMBERS_MAX).flatMap((text) => parseE164(text.trim()) ?? []);
  return [...new Set(numbers)];
}
