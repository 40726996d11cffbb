import type { E164 } from '#domain/call/caller.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { Kept, SourceEmployee } from '#ports/events.ts';
import { noteChanges } from './changes.ts';
import { inChunks, inOneCommit, type Commit, type Store } from './database.ts';
import type { AbsenceRow, EmployeeRow } from './schema.ts';
import {
  flag,
  isSet,
  storableInteger,
  storableKey,
  storableKeyOrNull,
  storableText,
} from './values.ts';

export interface EmployeeRows {
  readonly employee: EmployeeRow;
  readonly absences: readonly AbsenceRow[];
}

/** Keeps each employee with the absences as they are now. */
export async function keepEmployees(store: Store, page: readonly SourceEmployee[]): Promise<Kept> {
  const told = page.map(employeeRows);
  return inOneCommit(store, async (commit) => {
    const kept = { added: 0, changed: 0, unchanged: 0 };
    const now = await storedEmployees(
      commit,
      told.map((rows) => rows.employee.id),
    );
    const written = new Map<string, EmployeeRows>();
    for (const rows of told) {
      const { id } = rows.employee;
      const before = now.get(id);
      if (before !== undefined && isSame(before, rows)) kept.unchanged += 1;
      else {
        kept[before === undefined ? 'added' : 'changed'] += 1;
        now.set(id, rows);
        written.set(id, rows);
      }
    }
    await writeEmployees(commit, [...written.values()]);
    await noteChanges(
      store,
      commit,
      [...written.keys()].map((key) => ({ kind: 'employee', key })),
    );
    return kept;
  });
}

function employeeRows(told: SourceEmployee): EmployeeRows {
  const id = storableKey(told.id);
  return {
    employee: {
      id,
      first: storableText(told.first),
      middle: storableText(told.middle),
      last: storableText(told.last),
      spoken_name: told.spokenName === null ? null : storableText(told.spokenName),
      extension: storableKeyOrNull(told.extension),
      department: storableText(told.department),
      dismissed: flag(told.dismissed),
      technical: flag(told.technical),
      allowed: flag(told.allowed),
      external: flag(told.external),
      numbers: JSON.stringify([...new Set(told.numbers.map(storableKey))].sort()),
    },
    absences: told.absences.map((absence, position) => ({
      employee_id: id,
      position,
      from_ms: storableInteger(absence.fromMs),
      to_ms: storableInteger(absence.toMs),
      deputy_id: storableKeyOrNull(absence.deputyId),
    })),
  };
}

export function employeeFrom({ employee, absences }: EmployeeRows): Employee {
  return {
    id: employee.id,
    name: { first: employee.first, middle: employee.middle, last: employee.last },
    spokenName: employee.spoken_name,
    extension: employee.extension,
    department: employee.department,
    dismissed: isSet(employee.dismissed),
    technical: isSet(employee.technical),
    allowed: isSet(employee.allowed),
    external: isSet(employee.external),
    numbers: JSON.parse(employee.numbers) as E164[],
    absences: absences.map((absence) => ({
      fromMs: absence.from_ms,
      toMs: absence.to_ms,
      deputyId: absence.deputy_id,
    })),
  };
}

/** Compares column by column: the engines answer with the columns in the order of the table. */
function isSame(a: EmployeeRows, b: EmployeeRows): boolean {
  return sorted(a.employee) === sorted(b.employee) && list(a.absences) === list(b.absences);
}

function list(rows: readonly AbsenceRow[]): string {
  return rows.map(sorted).join('\n');
}

function sorted(row: EmployeeRow | AbsenceRow): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Also what a copy fetches: the employees of these ids with their absences. */
export async function storedEmployees(
  db: Pick<Commit, 'selectFrom'>,
  ids: readonly string[],
): Promise<Map<string, EmployeeRows>> {
  const stored = new Map<string, EmployeeRows>();
  for (const chunk of inChunks([...new Set(ids)])) {
    const employees = await db
      .selectFrom('employee')
      .selectAll()
      .where('id', 'in', chunk)
      .execute();
    const absences = await db
      .selectFrom('absence')
      .selectAll()
      .where('employee_id', 'in', chunk)
      .orderBy('position')
      .execute();
    const byEmployee = Map.groupBy(absences, (absence) => absence.employee_id);
    for (const employee of employees) {
      stored.set(employee.id, { employee, absences: byEmployee.get(employee.id) ?? [] });
    }
  }
  return stored;
}

export async function writeEmployees(commit: Commit, rows: readonly EmployeeRows[]): Promise<void> {
  for (const chunk of inChunks(rows)) {
    await commit
      .insertInto('employee')
      .values(chunk.map((row) => row.employee))
      .onConflict((same) =>
        same.column('id').doUpdateSet((row) => ({
          first: row.ref('excluded.first'),
          middle: row.ref('excluded.middle'),
          last: row.ref('excluded.last'),
          spoken_name: row.ref('excluded.spoken_name'),
          extension: row.ref('excluded.extension'),
          department: row.ref('excluded.department'),
          dismissed: row.ref('excluded.dismissed'),
          technical: row.ref('excluded.technical'),
          allowed: row.ref('excluded.allowed'),
          external: row.ref('excluded.external'),
          numbers: row.ref('excluded.numbers'),
        })),
      )
      .execute();
    const ids = chunk.map((row) => row.employee.id);
    await commit.deleteFrom('absence').where('employee_id', 'in', ids).execute();
  }
  for (const absences of inChunks(rows.flatMap((row) => row.absences))) {
    await commit.insertInto('absence').values(absences).execute();
  }
}
