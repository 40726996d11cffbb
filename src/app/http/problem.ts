import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  type ZodFastifySchemaValidationError,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Failure, type FailureCode } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';

type ValidationError = ZodFastifySchemaValidationError;

/** What is wrong with one value of the body. */
interface ValueError {
  /** Of the record in its list; null outside of a list. */
  readonly index: number | null;
  readonly key: string;
  readonly message: string;
}

/** RFC 9457. */
const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ index: z.int().nullable(), key: z.string(), message: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem' });

/** What every route may answer besides its own. */
export const problems = {
  400: problemSchema,
  401: problemSchema,
  404: problemSchema,
  413: problemSchema,
  415: problemSchema,
  500: problemSchema,
  503: problemSchema,
} as const;

type Status = keyof typeof problems;

const TITLES: Readonly<Record<Status, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const STATUS_OF: Readonly<Record<FailureCode, Status>> = {
  unavailable: 503,
  exhausted: 503,
  gone: 503,
  refused: 503,
  invalid: 400,
  'not-found': 404,
};

const ERRORS_MAX = 100;

/** Everything that is thrown becomes a problem; what was not meant is logged and told to nobody. */
export function tellProblems(server: FastifyInstance, log: Log): void {
  server.setNotFoundHandler((request, reply) => problem(reply, 404, `no ${request.method} here`));
  server.setErrorHandler((error: FastifyError, request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error))
      return notFitting(reply, error.validation.flatMap(valueErrors));
    if (error instanceof Failure) {
      const status = STATUS_OF[error.code];
      if (error.retryable) void reply.header('retry-after', '10');
      return problem(reply, status, error.message);
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return problem(reply, isStatus(status) ? status : 400, error.message);
    log.error({ err: error, route: routeOf(request) }, 'request failed');
    return problem(reply, 500);
  });
}

/** 400, with what is wrong with each value. */
export function notFitting(reply: FastifyReply, errors: readonly ValueError[]) {
  return problem(reply, 400, 'the request does not fit', errors.slice(0, ERRORS_MAX));
}

export function problem(
  reply: FastifyReply,
  status: Status,
  detail?: string,
  errors?: readonly ValueError[],
) {
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send({ type: 'about:blank', title: TITLES[status], status, detail, errors });
}

/** The pattern, not the address: that may hold a number. */
export function routeOf(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? '*'}`;
}

/** `/events/3/client_id` → record 3, `client_id`. A key that should not be there is named itself. */
function valueErrors({ instancePath, message, params }: ValidationError): ValueError[] {
  const unknown = Array.isArray(params['keys']) ? params['keys'].map(String) : [];
  const whole = instancePath.split('/').filter((part) => part !== '');
  const paths = unknown.length > 0 ? unknown.map((key) => [...whole, key]) : [whole];
  return paths.map((path) => {
    const at = path.findIndex((part) => /^\d+$/.test(part));
    return {
      index: at < 0 ? null : Number(path[at]),
      key: path.slice(at + 1).join('.'),
      message: message ?? 'does not fit',
    };
  });
}

function isStatus(status: number): status is Status {
  return status in problems;
}
