import { planOffer, peopleOf, type MenuPolicy, type Prospect } from '#domain/menu/plan.ts';
import { withSum } from '#domain/learning/believe.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { Named } from './product.ts';

/** What a caller would have met: how, and whom they would have heard of. */
export interface Offered {
  readonly kind: 'direct' | 'menu' | 'default';
  readonly employeeIds: readonly string[];
}

/** More are never named. */
const PROSPECTS_MAX = 8;

/** Corrected probabilities: of the first alone, of the first two together, of the first three. */
type CorrectedSums = readonly [first: number, two: number, three: number];

/**
 * The offer that the product's own policy makes of these, everybody being free, by the corrected probabilities of the
 * first one and of as many together as a menu may name.
 */
export function offeredBy(
  policy: MenuPolicy,
  named: readonly Named[],
  corrected: CorrectedSums,
): Offered {
  const prospects = named
    .slice(0, PROSPECTS_MAX)
    .map(({ employeeId, probability }) => prospect(employeeId, probability));
  const { peopleMax } = policy;
  const [first, two, three] = corrected;
  const sum = peopleMax === 1 ? first : peopleMax === 2 ? two : three;
  const plan = planOffer(withSum(prospects, peopleMax, sum), policy, first);
  return { kind: plan.kind, employeeIds: peopleOf(plan).map(({ employeeId }) => employeeId) };
}

function prospect(employeeId: string, probability: number): Prospect {
  return { employee: { ...ANYBODY, id: employeeId }, probability, inherited: 0, notOffered: null };
}

/** A back-test knows no telephones: everybody has one. */
const ANYBODY: Employee = {
  id: '',
  name: { first: '', middle: '', last: '' },
  spokenName: null,
  extension: '100',
  department: '',
  dismissed: false,
  technical: false,
  allowed: true,
  external: false,
  numbers: [],
  absences: [],
};
