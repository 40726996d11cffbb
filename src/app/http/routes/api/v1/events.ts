import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isEventTime } from '#domain/ranking/event-time.ts';
import type { SourceEvent } from '#ports/events.ts';
import type { HttpHouse } from '../../../house.ts';
import { notFitting } from '../../../problem.ts';
import { keptSchema, keySchema, moment, problems } from './records.ts';

const EVENTS_MAX = 1000;
const NO_PAST = 'when it happened, from the year 2000 on: a plan is no event';

const event = z.strictObject({
  source: keySchema,
  external_id: keySchema,
  at: moment,
  type: z.string().regex(/^\w{1,64}$/, 'letters, digits and underscore, up to 64'),
  client_id: keySchema,
  employee_id: keySchema,
  /** The source says that it never was. */
  deleted: z.boolean().default(false),
});
const body = z.strictObject({ events: z.array(event).min(1).max(EVENTS_MAX) });
const kept = keptSchema.extend({
  /** Kept, but counted by nothing until ranking.yaml names them. */
  unknown_types: z.array(z.string()),
});

/** Takes in events, all or none. The pair (source, external_id) is an event's identity: repeating is harmless. */
export function events(
  api: FastifyInstance,
  house: Pick<HttpHouse, 'events' | 'rules' | 'now'>,
): void {
  api.withTypeProvider<ZodTypeProvider>().post(
    '/events',
    {
      schema: {
        summary: 'What happened between clients and employees',
        tags: ['push'],
        body,
        response: { ...problems, 200: kept },
      },
    },
    async ({ body }, reply) => {
      const told = body.events.map(sourceEvent);
      const nowSeconds = house.now().getTime() / 1000;
      const wrong = told.flatMap(({ at }, index) =>
        isEventTime(at, nowSeconds) ? [] : [{ index, key: 'at', message: NO_PAST }],
      );
      if (wrong.length > 0) return notFitting(reply, wrong);
      const { added, changed, unchanged } = await house.events.keepEvents(told);
      const { eventTypes } = house.rules().weights;
      const types = new Set(body.events.map(({ type }) => type));
      return {
        added,
        changed,
        unchanged,
        unknown_types: [...types].filter((type) => !eventTypes.has(type)),
      };
    },
  );
}

function sourceEvent(told: z.output<typeof event>): SourceEvent {
  return {
    source: told.source,
    externalId: told.external_id,
    at: told.at,
    type: told.type,
    clientId: told.client_id,
    employeeId: told.employee_id,
    deleted: told.deleted,
  };
}
