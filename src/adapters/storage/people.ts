import { directoryOf } from '#domain/people/directory.ts';
import type { Employee } from '#domain/people/employee.ts';
import { joinPopularity, type Popularity } from '#domain/ranking/tally.ts';
import type { Log } from '#ports/log.ts';
import type { People } from '#ports/people.ts';
import { employeeFrom } from './employees.ts';
import type { LocalFile } from './local-file.ts';

/** The snapshot behind `People`, and the two ways to bring it up to date. */
export interface Snapshot {
  readonly people: People;
  /** Reads the local file anew. Fails with `unavailable`. */
  readonly refresh: () => void;
  /** The same when somebody else has committed since; a file that cannot be read leaves the snapshot as it is. */
  readonly refreshIfStale: () => void;
}

/** Fails with `unavailable` when the file cannot be read at all. */
export function takeSnapshot(file: LocalFile, log: Log): Snapshot {
  const employeeRows = file.prepare((db) => db.selectFrom('employee').selectAll().orderBy('id'));
  const absenceRows = file.prepare((db) =>
    db.selectFrom('absence').selectAll().orderBy('employee_id').orderBy('position'),
  );
  const popularityRows = file.prepare((db) =>
    db
      .selectFrom('popularity')
      .innerJoin('rule', 'rule.type', 'popularity.type')
      .select(['popularity.employee_id', 'popularity.amount', 'popularity.last_at'])
      .where('rule.handled', '=', 1),
  );

  let version = file.version();
  let employees = readEmployees();
  let popularity = readPopularity();
  let directory = directoryOf(employees);
  let fingerprint = fingerprintOf(employees, popularity);
  const listeners: (() => void)[] = [];

  function readEmployees(): readonly Employee[] {
    const absences = Map.groupBy(absenceRows(), (row) => row.employee_id);
    return employeeRows().map((employee) =>
      employeeFrom({ employee, absences: absences.get(employee.id) ?? [] }),
    );
  }

  function readPopularity(): readonly Popularity[] {
    return joinPopularity(
      popularityRows(1).map((row) => ({
        employeeId: row.employee_id,
        amount: row.amount,
        lastAt: row.last_at,
      })),
    );
  }

  function refresh(): void {
    version = file.version();
    employees = readEmployees();
    popularity = readPopularity();
    directory = directoryOf(employees);
    const before = fingerprint;
    fingerprint = fingerprintOf(employees, popularity);
    if (before !== fingerprint) for (const listener of listeners) tell(listener);
  }

  function tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      log.error({ err: error }, 'a listener to changes of the people failed');
    }
  }

  return {
    people: {
      employees: () => employees,
      byId: (id) => directory.byId.get(id),
      byExtension: (extension) => directory.byExtension.get(extension),
      byNumber: (number) => directory.byNumber.get(number),
      popularity: () => popularity,
      onChange: (listener) => void listeners.push(listener),
    },
    refresh,
    refreshIfStale() {
      try {
        if (file.version() !== version) refresh();
      } catch (error) {
        log.warn({ err: error }, 'the people could not be read anew: their last snapshot stays');
      }
    },
  };
}

/** Who is there, and in which order of popularity: what listeners care about. Amounts alone change with every event. */
function fingerprintOf(employees: readonly Employee[], popularity: readonly Popularity[]): string {
  return JSON.stringify([employees, popularity.map((row) => row.employeeId)]);
}
