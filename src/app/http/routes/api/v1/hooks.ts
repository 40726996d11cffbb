import type { FastifyInstance } from 'fastify';
import { problem } from '../../../problem.ts';
import type { HttpHouse } from '../../../house.ts';

const BODY_BYTES_MAX = 256 * 1024;

/**
 * A CRM's own message that something happened (a webhook): `POST /hooks/NAME/TOKEN`. It is believed about deletions
 * alone, for most CRMs tell those nowhere else; the rest is read. They want an answer within two seconds, and have it.
 */
export function hooks(api: FastifyInstance, house: Pick<HttpHouse, 'crmTold'>): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_BYTES_MAX }, (_, body, done) =>
    done(null, body),
  );
  api.post<{ Params: { source: string; token: string } }>(
    '/hooks/:source/:token',
    { schema: { hide: true } },
    async ({ params, body }, reply) => {
      const text = typeof body === 'string' ? body : '';
      if (await house.crmTold(params.source, params.token, text)) return reply.code(204).send();
      // The same for both: nobody learns by it which sources there are.
      return problem(reply, 404, 'no such source, or another token');
    },
  );
}
