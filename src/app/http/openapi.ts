import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/** Gathers what the routes say of themselves; `GET /api/v1/openapi.json` tells it. Before the first route. */
export async function describeApi(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'telefonistka',
        version: '1',
        description: 'Events, employees and clients in; ranking, explanations and calls out.',
      },
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    // Schemas with an id are said once and referred to.
    transformObject: jsonSchemaTransformObject,
  });
  server.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => server.swagger());
}
