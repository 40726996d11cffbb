import { z } from 'zod';

/*
 * What of an infobase means what: entities and fields as `$metadata` names them. Names differ between configurations
 * and customers rename fields, so nothing of this is code (docs/services.md, 6.1).
 */

const entity = z.string().regex(/^(?:Catalog|Document)_[\p{L}\p{N}_]{1,100}$/u, '@one_c_entity');
const field = z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,100}$/u, '@one_c_field');
const value = z.union([z.string().max(200), z.number(), z.boolean()]);
/** Field → value, or one of several; all must hold. Compared here, for 1C answers some conditions with nothing. */
const conditions = z.record(field, z.union([value, z.array(value).min(1).max(50)])).default({});
const eventType = z.string().regex(/^\w{1,64}$/, '@event_type');

const employees = z.strictObject({
  entity,
  id: field.default('Ref_Key'),
  /** The whole name in one field, and in which order its words stand: never guessed. */
  name: field.default('Description'),
  name_order: z.enum(['last first middle', 'first middle last']).default('last first middle'),
  first: field.nullable().default(null),
  middle: field.nullable().default(null),
  last: field.nullable().default(null),
  extension: field.nullable().default(null),
  /** Table part with contact information: a number of 2 to 4 digits there is the extension. */
  phones: field.nullable().default(null),
  department: field.nullable().default(null),
  /** Catalog that `department` points to. */
  department_entity: entity.nullable().default(null),
  /** Who is dismissed: conditions as in `when`. */
  dismissed: conditions,
  technical: conditions,
  /** Accounts that are nobody: robots, administrators. */
  technical_names: z.array(z.string().min(1).max(100)).max(100).default([]),
  /** Another key of the same person, by which absences know them. */
  person: field.nullable().default(null),
});

const absences = z.strictObject({
  entity,
  employee: field,
  from: field,
  to: field,
  deputy: field.nullable().default(null),
  when: conditions,
});

const contacts = z.strictObject({
  entity,
  id: field.default('Ref_Key'),
  /** The client this record belongs to: its numbers count as the client's, its documents too. */
  owner: field,
  phones: field.nullable().default(null),
});

const clients = z.strictObject({
  entity,
  id: field.default('Ref_Key'),
  name: field.default('Description'),
  phones: field.nullable().default(null),
  /** The company, where several clients are of one. */
  company: field.nullable().default(null),
  manager: field.nullable().default(null),
  when: conditions,
  contacts: z.array(contacts).max(10).default([]),
});

const event = z.strictObject({
  entity,
  type: eventType,
  id: field.default('Ref_Key'),
  at: field.default('Date'),
  employee: z.union([field, z.array(field).min(1).max(5)]),
  /** The first of these that names a client; a composite reference is told by its `…_Type`. */
  client: z.union([field, z.array(field).min(1).max(5)]),
  /** Only documents that are posted. */
  posted: z.boolean().default(false),
  when: conditions,
});

export const oneCMappingSchema = z.strictObject({
  directory_every_minutes: z.int().min(5).max(10_080).default(60),
  /** Rows of contact information that are telephones. */
  phone_types: z.array(z.string().min(1).max(50)).min(1).max(20).default(['Телефон']),
  employees: z.array(employees).min(1).max(5),
  absences: z.array(absences).max(10).default([]),
  clients: z.array(clients).max(10).default([]),
  events: z.array(event).min(1).max(100),
});

export type OneCMapping = z.output<typeof oneCMappingSchema>;
export type EmployeesRule = OneCMapping['employees'][number];
export type AbsencesRule = OneCMapping['absences'][number];
export type ClientsRule = OneCMapping['clients'][number];
export type EventRule = OneCMapping['events'][number];
export type Conditions = EventRule['when'];

/** All documents of one entity are read once; the first rule that takes a document wins. */
export interface DocumentStream {
  readonly entity: string;
  readonly at: string;
  readonly rules: readonly EventRule[];
}

/** By entity and date field, in the order of the mapping. */
export function streamsOf(mapping: OneCMapping): readonly DocumentStream[] {
  const grouped = Map.groupBy(mapping.events, ({ entity, at }) => `${entity} ${at}`);
  return [...grouped.values()].map((rules) => ({
    entity: rules[0]!.entity,
    at: rules[0]!.at,
    rules,
  }));
}

/** Every field of every entity that the mapping names: what must be published. */
export function namedFields(mapping: OneCMapping): ReadonlyMap<string, ReadonlySet<string>> {
  const named = new Map<string, Set<string>>();
  const note = (entity: string, ...fields: readonly (string | null)[]): void => {
    const known = named.get(entity) ?? new Set();
    named.set(entity, known);
    for (const one of fields) if (one !== null) known.add(one);
  };
  for (const rule of mapping.employees) {
    const names = rule.last === null ? [rule.name] : [rule.first, rule.middle, rule.last];
    note(rule.entity, rule.id, ...names, rule.extension, rule.phones, rule.department, rule.person);
    note(rule.entity, ...Object.keys(rule.dismissed), ...Object.keys(rule.technical));
    if (rule.department_entity !== null) note(rule.department_entity, 'Ref_Key', 'Description');
  }
  for (const rule of mapping.absences)
    note(rule.entity, rule.employee, rule.from, rule.to, rule.deputy, ...Object.keys(rule.when));
  for (const rule of mapping.clients) {
    note(rule.entity, rule.id, rule.name, rule.phones, rule.company, rule.manager);
    note(rule.entity, ...Object.keys(rule.when));
    for (const one of rule.contacts) note(one.entity, one.id, one.owner, one.phones);
  }
  for (const rule of mapping.events)
    note(
      rule.entity,
      rule.id,
      rule.at,
      ...listed(rule.employee),
      ...listed(rule.client),
      ...Object.keys(rule.when),
    );
  return named;
}

export function listed(fields: string | readonly string[]): readonly string[] {
  return typeof fields === 'string' ? [fields] : fields;
}
