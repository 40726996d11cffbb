import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerFrom } from '#domain/call/caller.ts';
import { overridesOf } from '#domain/call/override.ts';
import { rankingFor } from '#domain/learning/arm.ts';
import { plannedOutlook } from '#domain/menu/outlook.ts';
import { peopleOf } from '#domain/menu/plan.ts';
import { fullName } from '#domain/people/employee.ts';
import type { KnownCaller } from '#ports/callers.ts';
import { Failure } from '#ports/failure.ts';
import type { HttpHouse } from '../../../house.ts';
import { problems } from '../../../problem.ts';
import { overrides } from './explain-schema.ts';

const named = z.object({ id: z.string(), name: z.string() });
const ranking = z.object({
  number: z.string(),
  overrides,
  /** Null: a stranger. */
  client: named.nullable(),
  company: named.nullable(),
  weights_version: z.string(),
  candidates: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      extension: z.string().nullable(),
      /** As the ranking tells it, and as it came true so far: what the offer goes by. */
      probability: z.number(),
      believed: z.number(),
      /** Why not offered, telephones aside; null: would be. */
      not_offered: z.string().nullable(),
    }),
  ),
  policy: z.enum(['direct', 'menu', 'default']),
  offered: z.array(z.object({ id: z.string(), extension: z.string(), keys: z.string() })),
});

/** Whom this number most likely wants, best first. */
export function rank(
  api: FastifyInstance,
  house: Pick<HttpHouse, 'now' | 'rules' | 'calibrationOf' | 'parseE164' | 'callers' | 'people'>,
): void {
  const schema = {
    params: z.object({ number: z.string().max(40) }),
    response: { ...problems, 200: ranking },
  };
  api.withTypeProvider<ZodTypeProvider>().get('/rank/:number', { schema }, async ({ params }) => {
    const caller = callerFrom(params.number, (text) => house.parseE164(text));
    if (caller.kind !== 'external') throw new Failure('invalid', "no caller's number");
    const known = await house.callers.recognise(caller.number);
    const { menu, shadow, asksCrmForMenus, ...rules } = house.rules();
    const isColleague = house.people.byNumber(caller.number) !== undefined;
    const { weights } = rankingFor(caller.number, rules);
    const calibration = house.calibrationOf(weights.version);
    const by = { weights, menu, calibration };
    const outlook = known && plannedOutlook(known, house.people, by, house.now());
    return {
      number: caller.number,
      overrides: [...overridesOf({ isColleague, shadow, asksCrmForMenus })],
      weights_version: weights.version,
      ...told(known, outlook),
    };
  });
}

function told(known: KnownCaller | null, outlook: ReturnType<typeof plannedOutlook> | null) {
  if (known === null || outlook === null)
    return { client: null, company: null, candidates: [], policy: 'default' as const, offered: [] };
  const { prospects, believed, plan } = outlook;
  const trusted = new Map(believed.map((one) => [one.employee.id, one.probability]));
  return {
    client: { id: known.clientId, name: known.clientName },
    company:
      known.companyId === null ? null : { id: known.companyId, name: known.companyName ?? '' },
    candidates: prospects.map(({ employee, probability, notOffered }) => ({
      id: employee.id,
      name: fullName(employee),
      extension: employee.extension,
      probability,
      believed: trusted.get(employee.id) ?? probability,
      not_offered: notOffered,
    })),
    policy: plan.kind,
    offered: peopleOf(plan).map(({ employeeId, extension, keys }) => ({
      id: employeeId,
      extension,
      keys,
    })),
  };
}
