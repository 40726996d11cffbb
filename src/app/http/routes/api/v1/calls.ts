import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Failure } from '#ports/failure.ts';
import type { CallReceipt } from '#ports/journal.ts';
import type { HttpHouse } from '../../../house.ts';
import { problems } from '../../../problem.ts';

const employee = z.object({
  kind: z.literal('employee'),
  employeeId: z.string(),
  extension: z.string(),
  ringSeconds: z.number(),
});
const queue = z.object({ kind: z.literal('queue'), reason: z.string() });

const believed = z.object({ raw: z.number(), calibrated: z.number(), labels: z.number() });
const lesson = z.object({
  arm: z.enum(['main', 'canary']),
  belief: z.object({
    evidence: z.enum(['own', 'company']),
    people: z.array(z.object({ employeeId: z.string(), isFree: z.boolean() })),
    first: believed,
    sum: believed,
  }),
  planned: z.array(z.string()),
  holdout: z.boolean(),
  randomised: z.boolean(),
  swapped: z.boolean(),
  propensity: z.number(),
});

/** As ports/journal.ts has it; what is not named here does not leave the house. */
const visit = z.object({
  linkedid: z.string(),
  uniqueid: z.string(),
  script: z.string(),
  startedAtMs: z.number(),
  callerNumber: z.string().nullable(),
  clientId: z.string().nullable(),
  companyId: z.string().nullable(),
  dialled: z.string(),
  weightsVersion: z.string(),
  candidates: z.array(
    z.object({
      employeeId: z.string(),
      probability: z.number(),
      scores: z.record(z.string(), z.number()),
      notOffered: z.string().nullable(),
    }),
  ),
  policy: z.enum(['queue', 'direct', 'menu', 'default']),
  offered: z.array(z.object({ employeeId: z.string(), extension: z.string(), keys: z.string() })),
  shadow: z.boolean(),
  said: z.array(z.string()),
  keyed: z.string(),
  destination: z.discriminatedUnion('kind', [employee, queue]).nullable(),
  end: z.enum(['routed', 'hangup', 'lease-expired', 'connection-lost', 'abandoned']),
  firstAudioMs: z.number().nullable(),
  decidedMs: z.number().nullable(),
  tookMs: z.number(),
  lesson: lesson.nullable(),
});
const outcome = z.object({
  linkedid: z.string(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  employeeId: z.string().nullable(),
  reached: z.enum(['employee', 'queue', 'nobody']),
  queue: z.string().nullable(),
  talkSeconds: z.number(),
  transferred: z.boolean(),
  hangupCause: z.number().nullable(),
});
const receipt = z.object({
  linkedid: z.string(),
  visits: z.array(visit),
  outcome: outcome.nullable(),
});

/** The receipt of one call. */
export function calls(api: FastifyInstance, house: Pick<HttpHouse, 'journal'>): void {
  const schema = {
    params: z.object({ linkedid: z.string().regex(/^[\w.-]{1,80}$/, 'a linkedid: 1763690587.14') }),
    response: { ...problems, 200: receipt },
  };
  api
    .withTypeProvider<ZodTypeProvider>()
    .get('/calls/:linkedid', { schema }, async ({ params }) => {
      const found = await house.journal.receiptOf(params.linkedid);
      if (found === null) throw new Failure('not-found', 'the journal has no such call');
      return writable(found);
    });
}

/** The schema's type is not readonly; the value is its own copy. */
function writable(found: CallReceipt): z.input<typeof receipt> {
  return structuredClone(found) as z.input<typeof receipt>;
}
