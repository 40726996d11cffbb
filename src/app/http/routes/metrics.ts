import type { FastifyInstance } from 'fastify';
import type { HttpHouse } from '../house.ts';

/** For Prometheus; no personal data in it, so without a token. */
export function metrics(server: FastifyInstance, house: Pick<HttpHouse, 'metrics'>): void {
  server.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await house.metrics();
    return reply.type(contentType).serializer(String).send(text);
  });
}
