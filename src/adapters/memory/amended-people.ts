import { amendedEmployees, type Amendments } from '#domain/people/amendments.ts';
import { directoryOf } from '#domain/people/directory.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { People } from '#ports/people.ts';

/** The people of the store with what the administrator knows better; both may change while we run. */
export function amendedPeople(told: People, amendments: () => Amendments): People {
  let before: readonly Employee[] | null = null;
  let by: Amendments | null = null;
  let employees: readonly Employee[] = [];
  let directory = directoryOf([]);

  function look(): void {
    const now = told.employees();
    const wanted = amendments();
    if (now === before && wanted === by) return;
    [before, by] = [now, wanted];
    employees = amendedEmployees(now, wanted);
    directory = directoryOf(employees);
  }

  return {
    employees: () => (look(), employees),
    byId: (id) => (look(), directory.byId.get(id)),
    byExtension: (extension) => (look(), directory.byExtension.get(extension)),
    byNumber: (number) => (look(), directory.byNumber.get(number)),
    popularity: () => told.popularity(),
    onChange: (listener) => told.onChange(listener),
  };
}
