import type { SourceEmployee } from '#ports/events.ts';
import { Failure } from '#ports/failure.ts';
import type { LeftOuts } from '../connector.ts';
import { isObject } from '../fields.ts';
import type { BitrixApi } from './api.ts';
import { pagesAfter, userList } from './list.ts';
import type { BitrixMapping } from './mapping.ts';
import { idOf, idOrNull, listOf, textOf, wordOf, type Row } from './values.ts';

type EmployeesMapping = BitrixMapping['employees'];

const DEPARTMENTS_MAX = 10_000;

export function employeeId(userId: number): string {
  return `user:${userId}`;
}

export function usersAsked({ extension }: EmployeesMapping): ReturnType<typeof userList> {
  const names = ['ID', 'ACTIVE', 'NAME', 'SECOND_NAME', 'LAST_NAME'];
  return userList([...names, 'UF_DEPARTMENT', 'USER_TYPE', extension]);
}

/** Everybody, the dismissed included: there are few of them, and no telling who changed. */
export async function readEmployees(
  api: BitrixApi,
  mapping: EmployeesMapping,
  leftOuts: LeftOuts,
  signal: AbortSignal,
): Promise<readonly SourceEmployee[]> {
  const departments = mapping.departments
    ? await readDepartments(api, signal)
    : new Map<number, string>();
  const employees: SourceEmployee[] = [];
  for await (const { records } of pagesAfter(api, usersAsked(mapping), {}, 0, signal))
    for (const record of records) {
      const employee = isObject(record) ? employeeFrom(record, mapping, departments) : null;
      if (employee === null) leftOuts.add('malformed');
      else employees.push(employee);
    }
  return employees;
}

/** Null for a record without an id. */
function employeeFrom(
  row: Row,
  { extension, people_types, technical_ids }: EmployeesMapping,
  departments: ReadonlyMap<number, string>,
): SourceEmployee | null {
  const id = idOrNull(row['ID']);
  if (id === null) return null;
  const type = wordOf(row['USER_TYPE']);
  const inner = wordOf(row[extension]).trim();
  const department = idOrNull((listOf(row['UF_DEPARTMENT']) ?? [row['UF_DEPARTMENT']])[0]);
  return {
    id: employeeId(id),
    first: textOf(row['NAME']),
    middle: textOf(row['SECOND_NAME']),
    last: textOf(row['LAST_NAME']),
    spokenName: null,
    // Longer ones exist there, and are no extensions here: the person stays, without a telephone.
    extension: /^\d{2,4}$/.test(inner) ? inner : null,
    department: department === null ? '' : (departments.get(department) ?? ''),
    dismissed: ['N', '0', 'FALSE'].includes(wordOf(row['ACTIVE']).toUpperCase()),
    // A webhook with few rights is not told the type; nobody becomes a robot by that.
    technical: technical_ids.includes(id) || (type !== '' && !people_types.includes(type)),
    allowed: true,
    external: false,
    numbers: [],
    absences: [],
  };
}

/** Pages by position: the method knows no other way. */
async function readDepartments(
  api: BitrixApi,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  let start = 0;
  for (;;) {
    const parameters = { sort: 'ID', order: 'ASC', START: start };
    const { result, next } = await api.ask('department.get', parameters, signal);
    for (const record of listOf(result) ?? []) {
      const id = isObject(record) ? idOf(record['ID']) : null;
      if (isObject(record) && typeof id === 'number') names.set(id, textOf(record['NAME']));
    }
    const following = idOrNull(next);
    if (following === null) return names;
    if (following <= start || following > DEPARTMENTS_MAX)
      throw new Failure('invalid', `${api.name}: department.get pages without an end`);
    start = following;
  }
}
