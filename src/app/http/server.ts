import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { HttpHouse } from './house.ts';
import { routeOf, tellProblems } from './problem.ts';
import { calls } from './routes/api/v1/calls.ts';
import { clients } from './routes/api/v1/clients.ts';
import { employees } from './routes/api/v1/employees.ts';
import { hooks } from './routes/api/v1/hooks.ts';
import { describeApi } from './openapi.ts';
import { eventTypes } from './routes/api/v1/event-types.ts';
import { events } from './routes/api/v1/events.ts';
import { explain } from './routes/api/v1/explain.ts';
import { rank } from './routes/api/v1/rank.ts';
import { health } from './routes/health.ts';
import { metrics } from './routes/metrics.ts';
import { requireToken } from './token.ts';

const BODY_BYTES_MAX = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
/** A hook's token has a hundred at most, a linkedid and a number less. */
const PARAM_LENGTH_MAX = 100;

/** The HTTP side of the house. Does not listen: whoever asked for it says where. */
export async function buildServer(house: HttpHouse): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
  });
  // JSON is all that we read.
  server.removeContentTypeParser('text/plain');
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  tellProblems(server, house.log);
  server.addHook('onResponse', async (request, reply) => {
    const { statusCode, elapsedTime } = reply;
    house.log.debug(
      { route: routeOf(request), status: statusCode, tookMs: Math.round(elapsedTime) },
      'request answered',
    );
  });

  await describeApi(server);
  health(server, house);
  metrics(server, house);
  await server.register(
    async (api) => {
      requireToken(api, house.tokens);
      events(api, house);
      employees(api, house);
      clients(api, house);
      rank(api, house);
      calls(api, house);
      explain(api, house);
      eventTypes(api, house);
    },
    { prefix: '/api/v1' },
  );
  // Its own scope: what a CRM sends bears the token in the address, and is a form.
  await server.register(async (api) => hooks(api, house), { prefix: '/api/v1' });
  return server;
}
