import { createHash } from 'node:crypto';
import { z } from 'zod';

/*
 * What of an amoCRM account becomes what of ours; config/crm/amocrm.yaml. A message that begins with @ is a key of
 * src/app/config/words.ts.
 */

const about = (description: string) => ({ description });
const userId = z.string().regex(/^[1-9]\d{0,15}$/, '@amo_user');
const ourType = z.string().regex(/^\w{1,64}$/, '@event_type');
const theirType = z.string().regex(/^[a-z\d_]{1,64}$/, '@amo_event');
const fieldCode = z.string().regex(/^[\w-]{1,64}$/, '@amo_code');

const ENTITIES = ['lead', 'contact', 'company', 'task'] as const;

const rule = z.strictObject({
  type: ourType.meta(about('Event type of ranking.yaml that it becomes.')),
  employee: z
    .enum(['author', 'responsible', 'new_responsible', 'call'])
    .default('author')
    .meta(
      about(
        'Whose event it is: who did it; who is responsible for the lead or client now; who was made responsible; who talked.',
      ),
    ),
  missed: ourType
    .nullable()
    .default(null)
    .meta(about('Event type of a call without a talk; null: it is left out.')),
  statuses: z
    .array(z.int().min(1))
    .max(200)
    .default([])
    .meta(about('Only changes to these statuses; none: all. 142 is "won" in every pipeline.')),
  entities: z
    .array(z.enum(ENTITIES))
    .min(1)
    .max(ENTITIES.length)
    .default([...ENTITIES])
    .meta(about('Only events of these kinds of cards.')),
});

export type AmoRule = z.output<typeof rule>;

const DEFAULT_EVENTS: Readonly<Record<string, z.input<typeof rule>>> = {
  incoming_call: { type: 'call_answered', employee: 'call', missed: 'call_missed' },
  outgoing_call: { type: 'call_made', employee: 'call' },
  incoming_chat_message: { type: 'letter_received', employee: 'responsible' },
  outgoing_chat_message: { type: 'letter_sent' },
  lead_added: { type: 'deal_opened' },
  lead_status_changed: { type: 'deal_won', employee: 'responsible', statuses: [142] },
  entity_responsible_changed: {
    type: 'deal_opened',
    employee: 'new_responsible',
    entities: ['lead'],
  },
  task_completed: { type: 'task_done' },
  common_note_added: { type: 'note_added' },
};

export const amoMappingSchema = z.strictObject({
  employees: z
    .strictObject({
      extensions: z
        .record(userId, z.string().regex(/^\d{2,4}$/, '@amo_extension'))
        .default({})
        .meta(about('Extension of each user, by user id: amoCRM does not know them.')),
      technical: z
        .array(userId)
        .max(1_000)
        .default([])
        .meta(about('Users that are no people: robots, integrations.')),
      name_order: z
        .enum(['as is', 'first last', 'last first', 'last first middle'])
        .default('as is')
        .meta(about('amoCRM has one field for the whole name: in what order it is filled in.')),
    })
    .prefault({}),
  clients: z
    .strictObject({
      contacts: z.boolean().default(true).meta(about('Read contacts.')),
      companies: z.boolean().default(true).meta(about('Read companies.')),
      phone_fields: z
        .array(fieldCode)
        .min(1)
        .max(20)
        .default(['PHONE'])
        .meta(about('Codes of the fields with numbers.')),
      phone_kinds_skipped: z
        .array(fieldCode)
        .max(20)
        .default(['FAX'])
        .meta(about('Kinds of numbers that nobody calls from.')),
    })
    .prefault({}),
  calls: z
    .strictObject({
      read_notes: z
        .boolean()
        .default(true)
        .meta(about('Ask for the note of each call: who talked, and how long.')),
      talk_seconds_min: z
        .int()
        .min(0)
        .max(3_600)
        .default(1)
        .meta(about('A shorter call was no talk.')),
    })
    .prefault({}),
  events: z
    .record(theirType, rule)
    .default(z.record(theirType, rule).parse(DEFAULT_EVENTS))
    .meta(about('What becomes of each type of event; types that are not here are not read.')),
});

export type AmoMapping = z.output<typeof amoMappingSchema>;

/** What is read apart from the rest, with a place of its own in the cursor. People are few, and read whole each time. */
export const STREAMS = ['contacts', 'companies', 'events'] as const;
export type Stream = (typeof STREAMS)[number];

/** What each stream's records depend on: when it changes, that stream is read again from its beginning. */
export function fingerprints(mapping: AmoMapping): Readonly<Record<Stream, string>> {
  const { clients, calls, events } = mapping;
  const numbers = [clients.phone_fields, clients.phone_kinds_skipped];
  const rules = Object.entries(events).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    contacts: fingerprint(numbers),
    companies: fingerprint(numbers),
    events: fingerprint([calls, rules]),
  };
}

function fingerprint(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8);
}
