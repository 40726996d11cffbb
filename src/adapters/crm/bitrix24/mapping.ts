import { z } from 'zod';

/*
 * What of a Bitrix24 portal is read and which event it becomes: configuration, not code. The defaults are the
 * portal as the vendor ships it; config/crm/bitrix24.yaml says the same with comments. A check's message that begins
 * with @ is a key of src/app/config/words.ts.
 */

const eventType = z.string().regex(/^\w{1,64}$/, '@event_type');
const field = z.string().regex(/^[A-Za-z]\w{0,99}$/, '@bitrix_field');
const word = z.string().max(100);
const words = z.array(word).max(50);
const kinds = z.array(z.int().min(0).max(1_000_000)).max(50);
const fieldValues = z.record(field, words);

const employees = z.strictObject({
  /** Needs the right `department`. */
  departments: z.boolean().default(true),
  extension: field.default('UF_PHONE_INNER'),
  /** USER_TYPE of people; whoever is of another (bot, email, extranet) is technical. */
  people_types: words.default(['employee']),
  /** Ids of users who are no people although they look it: a robot, an administrator's account. */
  technical_ids: z.array(z.int().min(1)).max(1_000).default([]),
});

const clientKind = z.strictObject({
  enabled: z.boolean().default(true),
  /** Multi-fields (PHONE) and plain texts (UF_CRM_…). */
  phones: z.array(field).max(20).default(['PHONE']),
  manager: field.default('ASSIGNED_BY_ID'),
});

const clients = z.strictObject({
  contacts: clientKind.prefault({}),
  companies: clientKind.prefault({}),
  leads: clientKind.prefault({}),
});

/** The first rule that fits counts; an empty list fits everything. */
const activityRule = z.strictObject({
  type: eventType,
  activity_types: kinds.default([]),
  providers: words.default([]),
  except_providers: words.default([]),
  directions: kinds.default([]),
  completed: z.boolean().nullable().default(null),
});

// Calls of the telephony are activities as well; they are read from its statistics, which know how they ended.
const except_providers = ['VOXIMPLANT_CALL'];

const activities = z.strictObject({
  enabled: z.boolean().default(true),
  date: field.default('START_TIME'),
  employee: field.default('RESPONSIBLE_ID'),
  rules: z
    .array(activityRule)
    .max(50)
    .prefault([
      {
        type: 'call_answered',
        activity_types: [2],
        directions: [1],
        completed: true,
        except_providers,
      },
      {
        type: 'call_made',
        activity_types: [2],
        directions: [2],
        completed: true,
        except_providers,
      },
      { type: 'letter_received', activity_types: [4], directions: [1] },
      { type: 'letter_sent', activity_types: [4], directions: [2] },
      { type: 'meeting', activity_types: [1], completed: true },
      { type: 'task_done', activity_types: [3], completed: true },
      { type: 'task_done', activity_types: [6], providers: ['CRM_TASKS_TASK'], completed: true },
    ]),
});

/** One event type made of one kind of CRM item; the same kind may stand here several times. */
const item = z.strictObject({
  /** The beginning of its events' ids. A new name is a new stream. */
  name: z.string().regex(/^[a-z][a-z\d_]{0,39}$/, '@bitrix_name'),
  type: eventType,
  /** 2 deal, 7 quote, 31 invoice, 128 and more: smart processes. */
  entity_type_id: z.int().min(1).max(1_000_000),
  date: field.default('createdTime'),
  employee: field.default('assignedById'),
  contact: field.default('contactId'),
  company: field.default('companyId'),
  /** Counts only while each field has one of these values … */
  only: fieldValues.default({}),
  /** … and none has one of those. */
  except: fieldValues.default({}),
});

const RESERVED_NAMES: readonly string[] = ['activity', 'call', 'contact', 'company', 'lead'];

const items = z
  .array(item)
  .max(50)
  .refine(
    (list) =>
      new Set([...RESERVED_NAMES, ...list.map(({ name }) => name)]).size ===
      list.length + RESERVED_NAMES.length,
    '@bitrix_names',
  )
  .prefault([
    { name: 'deal_opened', type: 'deal_opened', entity_type_id: 2 },
    {
      name: 'deal_won',
      type: 'deal_won',
      entity_type_id: 2,
      date: 'movedTime',
      only: { stageSemanticId: ['S'] },
    },
    { name: 'quote', type: 'quote_sent', entity_type_id: 7, except: { stageId: ['DRAFT'] } },
    { name: 'invoice', type: 'invoice_sent', entity_type_id: 31 },
  ]);

const callRule = z.strictObject({
  type: eventType,
  /** 1 outgoing, 2 incoming, 3 incoming and passed on, 4 called back, 5 an announcement. */
  call_types: kinds.default([]),
  codes: words.default([]),
  seconds_min: z.int().min(0).max(86_400).default(0),
});

const calls = z.strictObject({
  /** Needs the right `telephony`. */
  enabled: z.boolean().default(true),
  rules: z
    .array(callRule)
    .max(50)
    .prefault([
      { type: 'call_made', call_types: [1, 4], codes: ['200'], seconds_min: 1 },
      { type: 'call_answered', call_types: [2, 3], codes: ['200'], seconds_min: 1 },
      { type: 'call_missed', call_types: [2, 3] },
    ]),
});

export const bitrixMappingSchema = z.strictObject({
  employees: employees.prefault({}),
  clients: clients.prefault({}),
  activities: activities.prefault({}),
  items: items,
  calls: calls.prefault({}),
});

export type BitrixMapping = z.output<typeof bitrixMappingSchema>;
export type ItemMapping = BitrixMapping['items'][number];
export type ClientMapping = BitrixMapping['clients']['contacts'];
