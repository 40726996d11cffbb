import { standingObstacle, type NotOffered } from '#domain/people/availability.ts';
import type { Employee } from '#domain/people/employee.ts';
import { rankEmployees, type Candidate, type Evidence } from '#domain/ranking/rank.ts';
import type { Popularity, Tally } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import { planOffer, withDeputies, type OfferPolicy, type Plan, type Prospect } from './plan.ts';

/** What is known of a client. */
export interface ClientHistory {
  readonly companyId: string | null;
  readonly managerId: string | null;
  readonly tallies: readonly Tally[];
  readonly companyTallies: readonly Tally[];
}

/** Who works here. */
export interface Staff {
  popularity(): readonly Popularity[];
  byId(id: string): Employee | undefined;
}

/** Whom a client may want, telephones aside. */
export interface Outlook {
  readonly evidence: Evidence;
  readonly ranked: readonly Candidate[];
  /** The ranked who still work here, deputies in the place of the absent, each with the obstacle if there is one. */
  readonly prospects: readonly Prospect[];
}

export function outlookFor(
  { companyId, managerId, tallies, companyTallies }: ClientHistory,
  staff: Staff,
  weights: Weights,
  now: Date,
): Outlook {
  const evidence: Evidence = {
    tallies,
    companyTallies,
    companyKnown: companyId !== null,
    popularity: staff.popularity(),
    weights,
    nowSeconds: now.getTime() / 1000,
    managerId,
  };
  const ranked = rankEmployees(evidence);
  const known = ranked.map((candidate) => ({ ...candidate, notOffered: null }));
  return { evidence, ranked, prospects: prospectsFrom(known, staff, now) };
}

/** Looks up who these are, who of them is away, and who stands in. */
export function prospectsFrom(
  people: readonly {
    readonly employeeId: string;
    readonly probability: number;
    readonly notOffered: NotOffered | null;
  }[],
  staff: Pick<Staff, 'byId'>,
  now: Date,
): readonly Prospect[] {
  const nowMs = now.getTime();
  const prospects = people.flatMap(({ employeeId, probability, notOffered }): Prospect[] => {
    const employee = staff.byId(employeeId);
    if (employee === undefined) return [];
    const obstacle = notOffered ?? standingObstacle(employee, nowMs);
    return [{ employee, probability, inherited: 0, notOffered: obstacle }];
  });
  return withDeputies(
    prospects,
    (id) => staff.byId(id),
    (deputy) => standingObstacle(deputy, nowMs),
    nowMs,
  );
}

/** The offer of a call that does not take place, as if every telephone were free: for `rank` and the API. */
export function plannedOutlook(
  history: ClientHistory,
  staff: Staff,
  rules: { readonly weights: Weights; readonly menu: OfferPolicy },
  now: Date,
): Outlook & { readonly plan: Plan } {
  const outlook = outlookFor(history, staff, rules.weights, now);
  return { ...outlook, plan: planOffer(outlook.prospects, rules.menu) };
}
