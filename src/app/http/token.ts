import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { problem } from './problem.ts';

/** Lets only bearers of a token through, in this plugin's scope. */
export function requireToken(scope: FastifyInstance, tokens: readonly string[]): void {
  const known = tokens.map(digest);
  scope.addHook('onRequest', async (request, reply) => {
    const offered = /^Bearer ([\w.~+/=-]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
    if (offered !== undefined && isOneOf(known, digest(offered))) return;
    void reply.header('www-authenticate', 'Bearer');
    await problem(
      reply,
      401,
      tokens.length === 0 ? 'no token is set: http.tokens' : 'a bearer token is needed',
    );
  });
}

/** In constant time, whichever matches: digests are of one length, and all of them are compared. */
function isOneOf(known: readonly Buffer[], offered: Buffer): boolean {
  return known.map((one) => timingSafeEqual(one, offered)).includes(true);
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
