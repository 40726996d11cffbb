import { standingObstacle } from '#domain/people/availability.ts';
import type { Employee } from '#domain/people/employee.ts';
import { rankEmployees, type Evidence } from '#domain/ranking/rank.ts';
import type { Popularity, Tally } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import { planOffer, withDeputies, type MenuPolicy, type Plan, type Prospect } from './plan.ts';

/** What is known of a client without a call. */
export interface ClientHistory {
  readonly companyId: string | null;
  readonly managerId: string | null;
  readonly tallies: readonly Tally[];
  readonly companyTallies: readonly Tally[];
}

/** Whom a call of this client would be offered if every telephone were free. */
export interface Outlook {
  readonly evidence: Evidence;
  readonly prospects: readonly Prospect[];
  readonly plan: Plan;
}

/** The offer of a call that does not take place: for `rank`, `explain` and the API. */
export function outlookFor(
  { companyId, managerId, tallies, companyTallies }: ClientHistory,
  people: { popularity(): readonly Popularity[]; byId(id: string): Employee | undefined },
  rules: { readonly weights: Weights; readonly menu: MenuPolicy },
  now: Date,
): Outlook {
  const nowMs = now.getTime();
  const evidence: Evidence = {
    tallies,
    companyTallies,
    companyKnown: companyId !== null,
    popularity: people.popularity(),
    weights: rules.weights,
    nowSeconds: nowMs / 1000,
    managerId,
  };
  const ranked = rankEmployees(evidence).flatMap(({ employeeId, probability }) => {
    const employee = people.byId(employeeId);
    if (employee === undefined) return [];
    return [{ employee, probability, notOffered: standingObstacle(employee, nowMs) }];
  });
  const prospects = withDeputies(
    ranked,
    (id) => people.byId(id),
    (employee) => standingObstacle(employee, nowMs),
    nowMs,
  );
  return { evidence, prospects, plan: planOffer(prospects, rules.menu) };
}
