import { z } from 'zod';

const RECORDS_MAX = 10_000;
const records = z.array(z.unknown()).max(RECORDS_MAX).default([]);
const unixSeconds = z.int().min(0).max(4_102_444_800);

/**
 * What a service answers; config/crm/http-json.schema.json is made of it. The records have the fields of
 * `telefonistka import` (record.ts reads them), an event also `id`.
 */
export const answerSchema = z.object({
  /** Where to go on next time; only the service itself understands it. */
  cursor: z.string().min(1).max(1_000),
  /** Whether to ask on at once. */
  more: z.boolean(),
  employees: records,
  clients: records,
  events: records,
  /** Ids of events that are no more. */
  gone: z.array(z.string().min(1).max(128)).max(RECORDS_MAX).default([]),
  /** When given: `events` are all that the service has of [from, to); others of that time are no more. */
  span: z.object({ from: unixSeconds, to: unixSeconds }).nullable().default(null),
  /** How much of the whole this is, 0 to 1. */
  share: z.number().min(0).max(1).nullable().default(null),
});

export type Answer = z.output<typeof answerSchema>;
