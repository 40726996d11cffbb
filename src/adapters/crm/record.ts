import { createHash } from 'node:crypto';
import type { SourceClient, SourceEmployee, SourceEvent } from '#ports/events.ts';
import { Fields, type FieldProblem, type Office } from './fields.ts';

export type RecordKind = 'event' | 'employee' | 'client';

/** The fields of each kind, by the names that CSV headings and JSON keys have. */
export const FIELDS: Readonly<Record<RecordKind, readonly string[]>> = {
  event: ['id', 'source', 'at', 'type', 'client_id', 'employee_id', 'deleted'],
  employee: [
    'id',
    'first',
    'middle',
    'last',
    'spoken_name',
    'extension',
    'department',
    'dismissed',
    'technical',
    'allowed',
    'external',
    'numbers',
    'absences',
  ],
  client: ['id', 'name', 'company_id', 'company_name', 'manager_id', 'numbers'],
};

export type CrmRecord =
  | { readonly kind: 'event'; readonly event: SourceEvent }
  | { readonly kind: 'employee'; readonly employee: SourceEmployee }
  | { readonly kind: 'client'; readonly client: SourceClient };

/** Fields as they stand in a file → a record, and all that is wrong with it. */
export function recordFrom(
  kind: RecordKind,
  values: Readonly<Record<string, unknown>>,
  source: string,
  office: Office,
): { record: CrmRecord; problems: readonly FieldProblem[] } {
  const fields = new Fields(values, office);
  switch (kind) {
    case 'event':
      return { record: { kind, event: eventFrom(fields, source) }, problems: fields.problems };
    case 'employee':
      return { record: { kind, employee: employeeFrom(fields) }, problems: fields.problems };
    case 'client':
      return { record: { kind, client: clientFrom(fields) }, problems: fields.problems };
    default:
      return kind satisfies never;
  }
}

function eventFrom(fields: Fields, source: string): SourceEvent {
  const told = {
    at: fields.pastSeconds('at'),
    type: fields.key('type'),
    clientId: fields.key('client_id'),
    employeeId: fields.key('employee_id'),
  };
  return {
    source: fields.keyOrNull('source') ?? source,
    externalId: fields.keyOrNull('id') ?? fingerprint(Object.values(told)),
    ...told,
    deleted: fields.flag('deleted', false),
  };
}

/** The identity of an event that has no id: what it says. The same line read again is the same event. */
function fingerprint(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27);
}

function employeeFrom(fields: Fields): SourceEmployee {
  return {
    id: fields.key('id'),
    first: fields.text('first'),
    middle: fields.text('middle'),
    last: fields.text('last'),
    spokenName: fields.keyOrNull('spoken_name'),
    extension: fields.extension('extension'),
    department: fields.text('department'),
    dismissed: fields.flag('dismissed', false),
    technical: fields.flag('technical', false),
    allowed: fields.flag('allowed', true),
    external: fields.flag('external', false),
    numbers: fields.numbers('numbers'),
    absences: fields.absences('absences'),
  };
}

function clientFrom(fields: Fields): SourceClient {
  return {
    id: fields.key('id'),
    name: fields.text('name'),
    companyId: fields.keyOrNull('company_id'),
    companyName: fields.keyOrNull('company_name'),
    managerId: fields.keyOrNull('manager_id'),
    numbers: fields.numbers('numbers'),
  };
}
