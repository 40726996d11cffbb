import type { Query, Row } from './bitrix24-query.ts';

/** What a portal holds, and how each method is asked for it. */

interface Table {
  readonly idField: 'ID' | 'id';
  /** Names that the portal knows; others it passes over. */
  readonly fields: readonly string[];
  /** Set at each change. */
  readonly changed: string | null;
}

const person = ['ID', 'NAME', 'SECOND_NAME', 'LAST_NAME'];
const client = [
  ...person,
  'TITLE',
  'COMPANY_ID',
  'PHONE',
  'ASSIGNED_BY_ID',
  'DATE_MODIFY',
  'UF_CRM_PHONE',
];
const item = [
  'id',
  'title',
  'createdTime',
  'updatedTime',
  'movedTime',
  'closedate',
  'assignedById',
  'contactId',
  'companyId',
  'leadId',
  'stageId',
  'stageSemanticId',
];

export const TABLES = {
  user: {
    idField: 'ID',
    fields: [...person, 'ACTIVE', 'UF_PHONE_INNER', 'UF_DEPARTMENT', 'USER_TYPE'],
    changed: null,
  },
  department: { idField: 'ID', fields: ['ID', 'NAME', 'SORT', 'PARENT'], changed: null },
  contact: { idField: 'ID', fields: client, changed: 'DATE_MODIFY' },
  company: { idField: 'ID', fields: client, changed: 'DATE_MODIFY' },
  lead: {
    idField: 'ID',
    fields: [...client, 'CONTACT_ID', 'STATUS_SEMANTIC_ID'],
    changed: 'DATE_MODIFY',
  },
  activity: {
    idField: 'ID',
    fields: [
      'ID',
      'OWNER_TYPE_ID',
      'OWNER_ID',
      'TYPE_ID',
      'PROVIDER_ID',
      'DIRECTION',
      'COMPLETED',
      'START_TIME',
      'END_TIME',
      'CREATED',
      'LAST_UPDATED',
      'RESPONSIBLE_ID',
      'COMMUNICATIONS',
      'SUBJECT',
    ],
    changed: 'LAST_UPDATED',
  },
  call: {
    idField: 'ID',
    fields: [
      'ID',
      'PORTAL_USER_ID',
      'PHONE_NUMBER',
      'CALL_TYPE',
      'CALL_DURATION',
      'CALL_START_DATE',
      'CALL_FAILED_CODE',
      'CRM_ENTITY_TYPE',
      'CRM_ENTITY_ID',
    ],
    changed: null,
  },
  'item:1': { idField: 'id', fields: item, changed: 'updatedTime' },
  'item:2': { idField: 'id', fields: item, changed: 'updatedTime' },
  'item:7': { idField: 'id', fields: item, changed: 'updatedTime' },
  'item:31': { idField: 'id', fields: item, changed: 'updatedTime' },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof TABLES;

interface Method {
  readonly scope: string;
  readonly parameters: readonly string[];
  /** Says so when the filter names a field that is not there; the older methods do not. */
  readonly isStrict: boolean;
  /** The list stands in `result.items`. */
  readonly wraps: boolean;
  /** Null: no such kind of item. */
  table(parameters: Row): TableName | null;
  query(parameters: Row): Query;
}

const crm = (table: TableName): Method => ({
  scope: 'crm',
  parameters: ['order', 'filter', 'select', 'start'],
  isStrict: false,
  wraps: false,
  table: () => table,
  query: (parameters) => ordered(parameters, table === 'activity' ? 'START_TIME' : 'ID'),
});

export const METHODS: Readonly<Record<string, Method>> = {
  'crm.contact.list': crm('contact'),
  'crm.company.list': crm('company'),
  'crm.lead.list': crm('lead'),
  'crm.activity.list': crm('activity'),
  'crm.item.list': {
    scope: 'crm',
    parameters: ['entityTypeId', 'order', 'filter', 'select', 'start', 'useOriginalUfNames'],
    isStrict: true,
    wraps: true,
    table: ({ entityTypeId }) => {
      const name = `item:${Number(entityTypeId)}`;
      return Object.hasOwn(TABLES, name) ? (name as TableName) : null;
    },
    query: (parameters) => ordered(parameters, 'id'),
  },
  'user.get': {
    scope: 'user',
    parameters: ['sort', 'order', 'FILTER', 'ADMIN_MODE', 'select', 'start'],
    isStrict: false,
    wraps: false,
    table: () => 'user',
    query: (parameters) => flat(parameters, 'sort', 'order', parameters['FILTER']),
  },
  'department.get': {
    scope: 'department',
    parameters: ['sort', 'order', 'ID', 'NAME', 'SORT', 'PARENT', 'UF_HEAD', 'START'],
    isStrict: false,
    wraps: false,
    table: () => 'department',
    query: (parameters) => ({
      ...flat(parameters, 'sort', 'order', {}),
      start: Number(parameters['START'] ?? 0),
    }),
  },
  'voximplant.statistic.get': {
    scope: 'telephony',
    // -1 is not documented here.
    parameters: ['FILTER', 'SORT', 'ORDER'],
    isStrict: false,
    wraps: false,
    table: () => 'call',
    query: (parameters) => flat(parameters, 'SORT', 'ORDER', parameters['FILTER']),
  },
};

function ordered(parameters: Row, otherwise: string): Query {
  const [sortBy = otherwise, direction = 'ASC'] =
    Object.entries((parameters['order'] ?? {}) as Row)[0] ?? [];
  return {
    filter: (parameters['filter'] ?? {}) as Row,
    select: (parameters['select'] as readonly string[] | undefined) ?? null,
    sortBy,
    descending: String(direction).toUpperCase() === 'DESC',
    start: Number(parameters['start'] ?? 0),
  };
}

function flat(parameters: Row, sort: string, order: string, filter: unknown): Query {
  return {
    filter: (filter ?? {}) as Row,
    select: (parameters['select'] as readonly string[] | undefined) ?? null,
    sortBy: word(parameters[sort], 'ID'),
    descending: word(parameters[order], 'ASC').toUpperCase() === 'DESC',
    start: Number(parameters['start'] ?? 0),
  };
}

function word(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
