import { z } from 'zod';

const employee = z.object({
  kind: z.literal('employee'),
  employeeId: z.string(),
  extension: z.string(),
  ringSeconds: z.number(),
});
const queue = z.object({ kind: z.literal('queue'), reason: z.string() });

/** What an offer was judged by; domain/menu/plan.ts. */
export const judged = z.object({
  known: z.number(),
  firstOwn: z.number(),
  keys: z.enum(['extension', 'position']),
  peopleMax: z.number(),
  threshold: z.number(),
  slotProbabilityMin: z.number(),
  directFrom: z.number(),
  directLead: z.number(),
  savedSeconds: z.number(),
  listenCostSeconds: z.number(),
});

export const arm = z.enum(['main', 'canary']);

const believed = z.object({ raw: z.number(), calibrated: z.number(), labels: z.number() });
/** What was believed of a caller; domain/learning/belief.ts. */
export const belief = z.object({
  evidence: z.enum(['own', 'company']),
  people: z.array(
    z.object({
      employeeId: z.string(),
      isFree: z.boolean(),
      probability: z.number().optional(),
    }),
  ),
  first: believed,
  sum: believed,
});
const lesson = z.object({
  arm,
  belief,
  planned: z.array(z.string()),
  holdout: z.boolean(),
  randomised: z.boolean(),
  swapped: z.boolean(),
  propensity: z.number(),
});

/** As ports/journal.ts has it; what is not named here does not leave the house. */
export const visit = z.object({
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
      believed: z.number().nullable().optional(),
      scores: z.record(z.string(), z.number()),
      notOffered: z.string().nullable(),
      phone: z.string().nullable().optional(),
    }),
  ),
  judged: judged.nullable().optional(),
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
export const outcome = z.object({
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

/** In the address of a request. */
export const linkedid = z.string().regex(/^[\w.-]{1,80}$/, 'a linkedid: 1763690587.14');
