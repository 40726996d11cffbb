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

/**
 * The offer that the product's own policy makes of these, everybody being free, by the corrected probabilities of the
 * first one and of the first three.
 */
export function offeredBy(
  policy: MenuPolicy,
  named: readonly Named[],
  corrected: { readonly p1: number; readonly sum3: number },
): Offered {
  const prospects = named
    .slice(0, PROSPECTS_MAX)
    .map(({ employeeId, probability }) => prospect(employeeId, probability));
  const plan = planOffer(withSum(prospects, 3, corrected.sum3), policy, corrected.p1);
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
