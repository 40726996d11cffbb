import { z } from 'zod';
import { arm, belief, judged, linkedid, outcome, visit } from './receipt-schema.ts';

/** As ports/explaining.ts has it; what is not named here does not leave the house. Times are unix seconds. */

const rule = z.object({ weight: z.number(), halfLifeDays: z.number(), handled: z.boolean() });
const explanation = z.object({
  weights: z.object({
    version: z.string(),
    prior: z.number(),
    companyPrior: z.number(),
    minGapMinutes: z.number(),
    maxFresh: z.number(),
    eventTypes: z.record(z.string(), rule),
  }),
  companyKnown: z.boolean(),
  candidates: z.array(
    z.object({
      employeeId: z.string(),
      probability: z.number(),
      score: z.number(),
      byType: z.record(z.string(), z.number()),
      lastAt: z.number(),
      fromCompany: z.boolean(),
      companyShare: z.number(),
      popularityShare: z.number(),
      types: z.array(
        z.object({
          type: z.string(),
          rule,
          events: z.array(
            z.object({
              at: z.number(),
              ageDays: z.number(),
              decay: z.number(),
              counted: z.boolean(),
            }),
          ),
          unlisted: z.number(),
          fresh: z.number(),
          cut: z.boolean(),
          score: z.number(),
        }),
      ),
    }),
  ),
  ownTotal: z.number(),
  mass: z.number(),
  somebodyElse: z.number(),
  unknownTypes: z.array(z.object({ type: z.string(), count: z.number() })),
  complete: z.boolean(),
});
const notCounted = z.object({
  learnedLater: z.number(),
  deletedLater: z.number(),
  ahead: z.number(),
});
const named = z.object({ id: z.string(), name: z.string() });
const offered = z.object({
  employeeId: z.string(),
  extension: z.string(),
  keys: z.string(),
  probability: z.number(),
});

/** What a call of this number would go by instead of the ranking. */
export const overrides = z.array(z.enum(['colleague', 'shadow', 'crm-menu']));

const stranger = z.object({
  number: z.string(),
  overrides,
  at: z.number().nullable(),
  client: z.null(),
  calls: z.array(z.string()),
});
const number = explanation.extend({
  number: z.string(),
  overrides,
  at: z.number().nullable(),
  arm,
  client: named,
  company: named.nullable(),
  people: z.array(
    named.extend({
      extension: z.string().nullable(),
      probability: z.number(),
      believed: z.number(),
      inherited: z.number(),
      notOffered: z.string().nullable(),
    }),
  ),
  belief,
  judged,
  plan: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('direct'), person: offered }),
    z.object({ kind: z.literal('menu'), people: z.array(offered) }),
    z.object({ kind: z.literal('default') }),
  ]),
  notCounted: notCounted.nullable(),
  isCut: z.boolean(),
  calls: z.array(z.string()),
});

const recomputation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('weights-unknown') }),
  z.object({
    kind: z.literal('done'),
    explanation,
    disagreements: z.array(
      z.object({
        employeeId: z.string(),
        stored: z.number().nullable(),
        recomputed: z.number().nullable(),
      }),
    ),
    notCounted,
    isCut: z.boolean(),
    companyChanged: z.boolean(),
  }),
]);
const call = z.object({
  linkedid: z.string(),
  visits: z.array(visit.extend({ recomputed: recomputation.nullable() })),
  outcome: outcome.nullable(),
});

/** A number, a stranger's number, or a call. */
export const explained = z.union([number, stranger, call]);

const TEXT_LENGTH_MAX = 40;

export const question = z.strictObject({
  number: z.string().max(TEXT_LENGTH_MAX).optional(),
  linkedid: linkedid.optional(),
  at: z.string().max(TEXT_LENGTH_MAX).optional(),
});
