import type { Office } from '#adapters/crm/fields.ts';
import type { Absence, PersonName } from '#domain/people/employee.ts';
import type { SourceEmployee } from '#ports/events.ts';
import type { AbsencesRule, EmployeesRule, OneCMapping } from './mapping.ts';
import type { OData } from './odata.ts';
import { guidOf, type Row } from './odata-text.ts';
import { holds, phonesOf, secondsOf, textOf } from './row-fields.ts';

const ABSENCES_MAX = 50;
const BY_KEY = 'Ref_Key';
const BY_KEY_QUERY = { orderby: BY_KEY, key: BY_KEY } as const;

interface Around {
  readonly odata: OData;
  readonly office: Office;
  readonly signal: AbortSignal;
}

/** Everybody who may be behind a document, page by page. */
export async function* employeesOf(
  mapping: OneCMapping,
  around: Around,
): AsyncGenerator<readonly SourceEmployee[]> {
  const absences = await absencesByPerson(mapping.absences, around);
  for (const rule of mapping.employees) {
    const departments = await departmentNames(rule, around);
    const query = BY_KEY_QUERY;
    for await (const rows of around.odata.all(rule.entity, query, around.signal))
      yield rows.flatMap((row) => {
        return employeeFrom(row, rule, { mapping, departments, absences, ...around }) ?? [];
      });
  }
}

function employeeFrom(
  row: Row,
  rule: EmployeesRule,
  known: Around & {
    readonly mapping: OneCMapping;
    readonly departments: ReadonlyMap<string, string>;
    readonly absences: ReadonlyMap<string, readonly Absence[]>;
  },
): SourceEmployee | null {
  const id = guidOf(row[rule.id]);
  if (id === null) return null;
  const whole = textOf(row, rule.name);
  const phones = phonesOf(row, rule.phones, known.mapping.phone_types, known.office);
  const extension = textOf(row, rule.extension);
  const keys = [id, ...(rule.person === null ? [] : [guidOf(row[rule.person]) ?? ''])];
  return {
    id,
    ...nameOf(row, rule, whole),
    spokenName: null,
    extension: /^\d{2,4}$/.test(extension) ? extension : phones.extension,
    department:
      known.departments.get(guidOf(row[rule.department ?? '']) ?? '') ??
      (rule.department_entity === null ? textOf(row, rule.department) : ''),
    dismissed: row['DeletionMark'] === true || holds(row, rule.dismissed, false),
    technical: holds(row, rule.technical, false) || rule.technical_names.includes(whole),
    allowed: true,
    external: false,
    numbers: phones.numbers,
    absences: keys.flatMap((key) => known.absences.get(key) ?? []).slice(0, ABSENCES_MAX),
  };
}

function nameOf(row: Row, rule: EmployeesRule, whole: string): PersonName {
  if (rule.last !== null)
    return {
      first: textOf(row, rule.first),
      middle: textOf(row, rule.middle),
      last: textOf(row, rule.last),
    };
  const words = whole.split(/\s+/);
  const isLastFirst = rule.name_order === 'last first middle';
  const [last = '', first = '', middle = ''] = isLastFirst
    ? words
    : [words.length > 2 ? words[2] : words[1], words[0], words.length > 2 ? words[1] : ''];
  return { first, middle, last };
}

async function departmentNames(
  { department, department_entity }: EmployeesRule,
  { odata, signal }: Around,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (department === null || department_entity === null) return names;
  const query = { ...BY_KEY_QUERY, select: [BY_KEY, 'Description'] };
  for await (const rows of odata.all(department_entity, query, signal))
    for (const row of rows) names.set(guidOf(row[BY_KEY]) ?? '', textOf(row, 'Description'));
  names.delete('');
  return names;
}

/** Vacations and sick leave that are not over, by the key of the person. */
async function absencesByPerson(
  rules: readonly AbsencesRule[],
  { odata, office, signal }: Around,
): Promise<ReadonlyMap<string, readonly Absence[]>> {
  const found = new Map<string, Absence[]>();
  for (const rule of rules)
    for await (const rows of odata.all(rule.entity, BY_KEY_QUERY, signal))
      for (const row of rows) {
        const person = guidOf(row[rule.employee]);
        const absence = absenceFrom(row, rule, office);
        if (person === null || absence === null) continue;
        found.set(person, [...(found.get(person) ?? []), absence]);
      }
  return found;
}

const DAY_SECONDS = 86_400;

function absenceFrom(row: Row, rule: AbsencesRule, { zone, now }: Office): Absence | null {
  if (row['DeletionMark'] === true || row['Posted'] === false) return null;
  if (!holds(row, rule.when, true)) return null;
  const from = secondsOf(row, rule.from, zone);
  const to = secondsOf(row, rule.to, zone);
  if (from === null || to === null || to < from) return null;
  // 1C names the last day of a leave by its midnight: the leave ends with that day.
  const toMs = (to + (to % DAY_SECONDS === from % DAY_SECONDS ? DAY_SECONDS : 0)) * 1000;
  if (toMs <= now().getTime()) return null;
  const deputyId = rule.deputy === null ? null : guidOf(row[rule.deputy]);
  return { fromMs: from * 1000, toMs, deputyId };
}
