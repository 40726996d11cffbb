import type { Employee } from './employee.ts';

/** Employees by what they are asked for. */
export interface Directory {
  readonly byId: ReadonlyMap<string, Employee>;
  readonly byExtension: ReadonlyMap<string, Employee>;
  /** By a telephone of their own, E.164. */
  readonly byNumber: ReadonlyMap<string, Employee>;
}

export function directoryOf(employees: readonly Employee[]): Directory {
  const byExtension = new Map<string, Employee>();
  const byNumber = new Map<string, Employee>();
  for (const employee of employees) {
    if (!employee.dismissed) for (const number of employee.numbers) byNumber.set(number, employee);
    const { extension } = employee;
    if (extension === null) continue;
    const other = byExtension.get(extension);
    // An extension passes to a successor: it is theirs, though the CRM leaves it with the dismissed as well.
    if (other === undefined || other.dismissed) byExtension.set(extension, employee);
  }
  return {
    byId: new Map(employees.map((employee) => [employee.id, employee])),
    byExtension,
    byNumber,
  };
}
