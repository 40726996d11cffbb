import type { LeftOut } from '#ports/crm.ts';
import { isObject } from '../fields.ts';
import type { EventStream } from './event-stream.ts';
import { crmList } from './list.ts';
import type { BitrixMapping } from './mapping.ts';
import type { Owner } from './owners.ts';
import { idOf, idOrNull, listOf, wordOf, type Row } from './values.ts';

type ActivitiesMapping = BitrixMapping['activities'];
type Rule = ActivitiesMapping['rules'][number];

/** Calls that were entered by hand, letters, meetings, tasks. */
export function activityStream(mapping: ActivitiesMapping): EventStream {
  const { date, employee, rules } = mapping;
  const known = [
    'ID',
    'OWNER_TYPE_ID',
    'OWNER_ID',
    'TYPE_ID',
    'PROVIDER_ID',
    'DIRECTION',
    'COMPLETED',
  ];
  return {
    name: 'activity',
    list: crmList('crm.activity.list', [
      ...known,
      'LAST_UPDATED',
      'COMMUNICATIONS',
      date,
      employee,
    ]),
    dateField: date,
    changedField: 'LAST_UPDATED',
    employeeField: employee,
    print: mapping,
    typeOf: (row) => rules.find((rule) => fits(row, rule)) ?? ('no-rule' satisfies LeftOut),
    ownersIn,
  };
}

function fits(row: Row, rule: Rule): boolean {
  const provider = wordOf(row['PROVIDER_ID']);
  return (
    isOneOf(row['TYPE_ID'], rule.activity_types.map(String)) &&
    isOneOf(row['DIRECTION'], rule.directions.map(String)) &&
    isOneOf(provider, rule.providers) &&
    !rule.except_providers.includes(provider) &&
    (rule.completed === null || rule.completed === (wordOf(row['COMPLETED']) === 'Y'))
  );
}

function isOneOf(value: unknown, allowed: readonly string[]): boolean {
  return allowed.length === 0 || allowed.includes(wordOf(value));
}

/** With whom it was is in the communications; whose card it lies on (often a deal's) comes after them. */
function ownersIn(row: Row): readonly Owner[] | null {
  const owners: Owner[] = [];
  for (const one of listOf(row['COMMUNICATIONS'] ?? []) ?? [])
    if (isObject(one)) add(owners, one['ENTITY_TYPE_ID'], one['ENTITY_ID']);
  const typeId = idOf(row['OWNER_TYPE_ID']);
  const id = idOf(row['OWNER_ID']);
  if (typeId === undefined || id === undefined) return owners.length === 0 ? null : owners;
  add(owners, typeId, id);
  return owners;
}

function add(owners: Owner[], type: unknown, value: unknown): void {
  const typeId = idOrNull(type);
  const id = idOrNull(value);
  if (typeId !== null && id !== null) owners.push({ typeId, id });
}
