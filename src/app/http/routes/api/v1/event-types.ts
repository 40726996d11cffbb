import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { judgedTypes } from '#domain/ranking/event-types.ts';
import type { HttpHouse } from '../../../house.ts';
import { problems } from '../../../problem.ts';

const types = z.object({
  weights_version: z.string(),
  /** Most events first. */
  event_types: z.array(
    z.object({
      type: z.string(),
      count: z.int(),
      /** When the newest of them happened, unix seconds. */
      newest_at: z.int(),
      /** Whether ranking.yaml has a rule for it; without one they count nothing. */
      known: z.boolean(),
      /** Of an unknown type: the known one that was probably meant. */
      meant: z.string().nullable(),
    }),
  ),
});

/** Every event type that is kept, and whether the ranking knows it. */
export function eventTypes(
  api: FastifyInstance,
  house: Pick<HttpHouse, 'archive' | 'rules'>,
): void {
  api
    .withTypeProvider<ZodTypeProvider>()
    .get('/event-types', { schema: { response: { ...problems, 200: types } } }, async () => {
      const { weights } = house.rules();
      const judged = judgedTypes(await house.archive.eventTypes(), weights);
      return {
        weights_version: weights.version,
        event_types: judged.map(({ newestAt, ...same }) => ({ ...same, newest_at: newestAt })),
      };
    });
}
