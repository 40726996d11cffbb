import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { HealthPart, HttpHouse } from '../house.ts';
import { problems } from '../problem.ts';

const answer = z.object({
  ok: z.boolean(),
  parts: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      needed: z.boolean(),
      age_seconds: z.number().nullable(),
      detail: z.string(),
    }),
  ),
});

/** `/health`: alive, and how the parts are. `/health/ready`: 503 while calls cannot be served. */
export function health(server: FastifyInstance, house: Pick<HttpHouse, 'health'>): void {
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.get('/health', { schema: { response: { ...problems, 200: answer } } }, async () =>
    told(house.health()),
  );
  routes.get(
    '/health/ready',
    { schema: { response: { ...problems, 200: answer, 503: answer } } },
    async (_request, reply) => {
      const parts = house.health();
      const isReady = parts.every(({ ok, isNeeded }) => ok || !isNeeded);
      return reply.code(isReady ? 200 : 503).send(told(parts));
    },
  );
}

function told(parts: readonly HealthPart[]): z.output<typeof answer> {
  return {
    ok: parts.every(({ ok }) => ok),
    parts: parts.map(({ name, ok, isNeeded, ageSeconds, detail }) => ({
      name,
      ok,
      needed: isNeeded,
      age_seconds: ageSeconds,
      detail,
    })),
  };
}
