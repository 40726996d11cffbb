import { standingObstacle, type NotOffered } from '#domain/people/availability.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { Belief, EvidenceKind } from '#domain/learning/belief.ts';
import type { Calibration } from '#domain/learning/calibration.ts';
import { believe } from '#domain/learning/believe.ts';
import { rankEmployees, type Candidate, type Evidence } from '#domain/ranking/rank.ts';
import type { Popularity, Tally } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import {
  judgementOf,
  planOffer,
  withDeputies,
  type Judgement,
  type OfferPolicy,
  type Plan,
  type Prospect,
} from './plan.ts';

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

/** What the ranking of these is made of. */
function evidenceKind(ranked: readonly Candidate[]): EvidenceKind {
  return ranked.some(({ fromCompany }) => !fromCompany) ? 'own' : 'company';
}

/** An offer, and all that decided it. */
export interface Offered {
  readonly plan: Plan;
  /** As the plan goes by them: as probable as it came true so far. */
  readonly believed: readonly Prospect[];
  readonly belief: Belief;
  readonly judged: Judgement;
}

/** What to offer to whom these are the prospects, by probabilities as they came true so far. */
export function plannedOffer(
  ranked: readonly Candidate[],
  prospects: readonly Prospect[],
  menu: OfferPolicy,
  calibration: Calibration,
): Offered {
  const trusted = believe(prospects, evidenceKind(ranked), calibration, menu.peopleMax);
  const { prospects: believed, firstOwn, belief } = trusted;
  return {
    plan: planOffer(believed, menu, firstOwn),
    believed,
    belief,
    judged: judgementOf(believed, menu, firstOwn),
  };
}

/** The offer of a call that does not take place, as if every telephone were free: for `rank`, `explain` and the API. */
export function plannedOutlook(
  history: ClientHistory,
  staff: Staff,
  rules: {
    readonly weights: Weights;
    readonly menu: OfferPolicy;
    readonly calibration: Calibration;
  },
  now: Date,
): Outlook & Offered {
  const outlook = outlookFor(history, staff, rules.weights, now);
  const { ranked, prospects } = outlook;
  return { ...outlook, ...plannedOffer(ranked, prospects, rules.menu, rules.calibration) };
}
