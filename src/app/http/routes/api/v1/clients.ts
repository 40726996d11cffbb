import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { HttpHouse } from '../../../house.ts';
import { keptSchema, keySchema, problems, textSchema } from './records.ts';

const RECORDS_MAX = 1000;
const NUMBERS_MAX = 50;

const client = z.strictObject({
  id: keySchema,
  name: textSchema.default(''),
  company_id: keySchema.nullable().default(null),
  company_name: textSchema.nullable().default(null),
  manager_id: keySchema.nullable().default(null),
  /** As people write them. */
  numbers: z.array(z.string().max(100)).max(NUMBERS_MAX).default([]),
});
const body = z.strictObject({ clients: z.array(client).min(1).max(RECORDS_MAX) });
const answer = keptSchema.extend({
  /** Numbers that are none: their clients were kept without them. */
  unreadable_numbers: z.array(
    z.object({ index: z.int(), client_id: z.string(), position: z.int() }),
  ),
});

/** Takes in clients, all or none, each with its numbers as they are now; repeating is harmless. */
export function clients(
  api: FastifyInstance,
  house: Pick<HttpHouse, 'events' | 'parseE164'>,
): void {
  api.withTypeProvider<ZodTypeProvider>().post(
    '/clients',
    {
      schema: {
        summary: 'Clients with their numbers as they are now',
        tags: ['push'],
        body,
        response: { ...problems, 200: answer },
      },
    },
    async ({ body }) => {
      const unreadable: z.output<typeof answer>['unreadable_numbers'] = [];
      const told = body.clients.map((one, index) => ({
        id: one.id,
        name: one.name,
        companyId: one.company_id,
        companyName: one.company_name,
        managerId: one.manager_id,
        numbers: one.numbers.flatMap((text, position) => {
          const number = house.parseE164(text);
          if (number === null) unreadable.push({ index, client_id: one.id, position });
          return number ?? [];
        }),
      }));
      const kept = await house.events.keepClients(told);
      return { ...kept, unreadable_numbers: unreadable };
    },
  );
}
