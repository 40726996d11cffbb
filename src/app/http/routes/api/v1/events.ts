import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isEventTime } from '#domain/ranking/event-time.ts';
import type { SourceEvent } from '#ports/events.ts';
import type { HttpHouse } from '../../../house.ts';
import { notFitting, problems } from '../../../problem.ts';

const EVENTS_MAX = 1000;
/** The year 2100: later than any event, and earlier than milliseconds taken for seconds. */
const UNIX_SECONDS_MAX = 4_102_444_800;

const TIME = 'unix seconds, or 2026-01-31T09:00:00+03:00';
const NO_PAST = 'when it happened, from the year 2000 on: a plan is no event';

const id = z.string().min(1).max(128);
const event = z.strictObject({
  source: id,
  external_id: id,
  /** Unix seconds, or ISO 8601 with an offset. */
  at: z.union(
    [
      z.int(TIME).min(0, TIME).max(UNIX_SECONDS_MAX, TIME),
      z.iso.datetime({ offset: true, error: TIME }),
    ],
    TIME,
  ),
  type: z.string().regex(/^\w{1,64}$/, 'letters, digits and underscore, up to 64'),
  client_id: id,
  employee_id: id,
  /** The source says that it never was. */
  deleted: z.boolean().default(false),
});
const body = z.strictObject({ events: z.array(event).min(1).max(EVENTS_MAX) });
const kept = z.object({
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** Kept, but counted by nothing until ranking.yaml names them. */
  unknown_types: z.array(z.string()),
});

/** Takes in events, all or none. The pair (source, external_id) is an event's identity: repeating is harmless. */
export function events(
  api: FastifyInstance,
  house: Pick<HttpHouse, 'events' | 'rules' | 'now'>,
): void {
  api
    .withTypeProvider<ZodTypeProvider>()
    .post(
      '/events',
      { schema: { body, response: { ...problems, 200: kept } } },
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
    at: typeof told.at === 'number' ? told.at : Math.floor(Date.parse(told.at) / 1000),
    type: told.type,
    clientId: told.client_id,
    employeeId: told.employee_id,
    deleted: told.deleted,
  };
}
