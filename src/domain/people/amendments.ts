import type { Absence, Employee } from './employee.ts';

/** What the administrator knows better than the CRM about one person; undefined: as the CRM has it. */
export interface PersonAmendment {
  readonly spokenName?: string | undefined;
  readonly gender?: Employee['gender'];
  readonly spokenCases?: Employee['spokenCases'];
  readonly extension?: string | undefined;
  readonly department?: string | undefined;
  readonly external?: boolean | undefined;
  readonly technical?: boolean | undefined;
  readonly dismissed?: boolean | undefined;
  /** Beside those of the CRM. */
  readonly numbers?: readonly Employee['numbers'][number][] | undefined;
  readonly absences?: readonly (Omit<Absence, 'deputyId'> & { readonly deputy: string | null })[];
  /** Offered during absences that name nobody. */
  readonly deputy?: string | undefined;
}

interface Some {
  readonly departments: readonly string[];
  readonly people: readonly string[];
}

/** config/people.yaml. People are named by id, by extension or by first and last name in either order. */
export interface Amendments {
  /** Whoever may be offered; nobody named: everybody. */
  readonly allow: Some;
  /** And whoever may not, all the same. */
  readonly deny: Some;
  /** Names of accounts that are nobody; a star at the end stands for anything. */
  readonly technical: readonly string[];
  readonly people: ReadonlyMap<string, PersonAmendment>;
}

export const NO_AMENDMENTS: Amendments = {
  allow: { departments: [], people: [] },
  deny: { departments: [], people: [] },
  technical: [],
  people: new Map(),
};

/** Everybody as the administrator wants them. */
export function amendedEmployees(
  employees: readonly Employee[],
  amendments: Amendments,
): readonly Employee[] {
  const idOf = idsByName(employees);
  const byId = new Map<string, PersonAmendment>();
  for (const [name, amendment] of amendments.people)
    for (const id of idOf(name)) byId.set(id, amendment);
  const listed = (some: Some, employee: Employee): boolean =>
    some.departments.some((one) => folded(one) === folded(employee.department)) ||
    some.people.some((one) => idOf(one).includes(employee.id));
  const isAnybodyAllowed =
    amendments.allow.departments.length === 0 && amendments.allow.people.length === 0;

  return employees.map((told) => {
    const employee = withAmendment(told, byId.get(told.id) ?? {}, idOf);
    const isAllowed =
      (isAnybodyAllowed || listed(amendments.allow, employee)) &&
      !listed(amendments.deny, employee);
    const isNobody = amendments.technical.some((pattern) => isNamed(told, pattern));
    const isTechnical = byId.get(told.id)?.technical ?? isNobody;
    return {
      ...employee,
      allowed: employee.allowed && isAllowed,
      technical: isTechnical || (employee.technical && byId.get(told.id)?.technical !== false),
    };
  });
}

/** Names in the amendments that are nobody's: slips of the pen, or people who left. */
export function unknownNames(
  employees: readonly Employee[],
  { allow, deny, people }: Amendments,
): readonly string[] {
  const idOf = idsByName(employees);
  const departments = new Set(employees.map(({ department }) => folded(department)));
  return [
    ...[...allow.people, ...deny.people, ...people.keys()].filter(
      (name) => idOf(name).length === 0,
    ),
    ...[...allow.departments, ...deny.departments].filter((name) => !departments.has(folded(name))),
  ];
}

function withAmendment(
  employee: Employee,
  amendment: PersonAmendment,
  idOf: (name: string) => readonly string[],
): Employee {
  const one = (name: string | null | undefined): string | null =>
    name === null || name === undefined ? null : (idOf(name)[0] ?? null);
  const absences = (amendment.absences ?? []).map(({ fromMs, toMs, deputy }) => {
    return { fromMs, toMs, deputyId: one(deputy) };
  });
  const deputyId = one(amendment.deputy);
  return {
    ...employee,
    spokenName: amendment.spokenName ?? employee.spokenName,
    gender: amendment.gender ?? employee.gender,
    spokenCases: amendment.spokenCases ?? employee.spokenCases,
    extension: amendment.extension ?? employee.extension,
    department: amendment.department ?? employee.department,
    external: amendment.external ?? employee.external,
    technical: amendment.technical ?? employee.technical,
    dismissed: amendment.dismissed ?? employee.dismissed,
    numbers: [...new Set([...employee.numbers, ...(amendment.numbers ?? [])])],
    // The administrator's own first: they decide where both know of an absence.
    absences: [...absences, ...employee.absences].map((absence) => {
      return { ...absence, deputyId: absence.deputyId ?? deputyId };
    }),
  };
}

/** Whom a name means: an id before an extension, before «Анна Петрова» or «Петрова Анна». Namesakes are all meant. */
function idsByName(employees: readonly Employee[]): (name: string) => readonly string[] {
  const ids = new Map(employees.map(({ id }) => [folded(id), [id]]));
  const extensions = groupedBy(employees, ({ extension }) => [extension ?? '']);
  const names = groupedBy(employees, ({ name: { first, middle, last } }) => [
    `${first} ${last}`,
    `${last} ${first}`,
    `${last} ${first} ${middle}`,
  ]);
  return (name) => {
    const wanted = folded(name);
    return ids.get(wanted) ?? extensions.get(wanted) ?? names.get(wanted) ?? [];
  };
}

function groupedBy(
  employees: readonly Employee[],
  namesOf: (employee: Employee) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const grouped = new Map<string, string[]>();
  for (const employee of employees)
    for (const name of new Set(namesOf(employee).map(folded)))
      if (name !== '') grouped.set(name, [...(grouped.get(name) ?? []), employee.id]);
  return grouped;
}

function isNamed({ name }: Employee, pattern: string): boolean {
  const wanted = folded(pattern.replace(/\*$/, ''));
  const names = [name.last, name.first, `${name.first} ${name.last}`, `${name.last} ${name.first}`];
  return names
    .map((one) => folded(one))
    .some((one) => (pattern.endsWith('*') ? one.startsWith(wanted) : one === wanted));
}

/** Nobody should have to remember who writes himself with ё. */
function folded(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase().replaceAll('ё', 'е');
}
