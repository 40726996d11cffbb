import { scoreEmployees, totalScore, type EmployeeScore } from './score.ts';
import { popularityShares, type Popularity, type Tally } from './tally.ts';
import type { Weights } from './weights.ts';

/** Everything that the order of a caller's candidates is made of. */
export interface Evidence {
  /** The client's own rows. */
  readonly tallies: readonly Tally[];
  /** Rows of the company's other clients. */
  readonly companyTallies: readonly Tally[];
  readonly companyKnown: boolean;
  /** Of all employees over all clients. */
  readonly popularity: readonly Popularity[];
  readonly weights: Weights;
  readonly nowSeconds: number;
  /** The manager whom the CRM names; decides a tie, no more. */
  readonly managerId: string | null;
}

/** An employee this caller may want. */
export interface Candidate {
  readonly employeeId: string;
  /** p: the share of the evidence that speaks for this employee. What all p leave of 1 is "somebody else". */
  readonly probability: number;
  /** S: own history. 0 for those whom only the company's history names. */
  readonly score: number;
  /** S by event type. */
  readonly byType: Readonly<Record<string, number>>;
  /** Last event with this client, or else with the company; unix seconds. */
  readonly lastAt: number;
  /** Named by the company's history alone. */
  readonly fromCompany: boolean;
  /** This employee's part of the company's score, 0 to 1. */
  readonly companyShare: number;
  /** π: this employee's part of all recent handled events, 0 to 1; 0 where popularity does not count. */
  readonly popularityShare: number;
}

/**
 * The employees this caller most likely wants, best first (docs/ranking.md, 6.1):
 *
 *     p(e) = (S(e) + k_c · share_company(e) + κ · π(e)) / (Σ S + k_c · [company known] + κ)
 *
 * Only people of the client's or the company's history are named; popularity lifts them and names no stranger, and
 * where the client has no history of their own it lifts nobody (docs/decisions/0019).
 * The denominator is over everybody: who cannot be offered now is dropped afterwards, by the caller of this.
 * Ties: later last event, then the assigned manager, then the id. (Distinct days of contact, which 6.3 asks for
 * before the manager, are not in the tallies; two equal scores with the same last second are one import.)
 */
export function rankEmployees(evidence: Evidence): readonly Candidate[] {
  const { weights, nowSeconds } = evidence;
  const own = scoreEmployees(evidence.tallies, weights, nowSeconds);
  const company = evidence.companyKnown
    ? scoreEmployees(evidence.companyTallies, weights, nowSeconds)
    : new Map<string, EmployeeScore>();
  const companyTotal = totalScore(company);
  const popularity = popularityShares(evidence.popularity);
  const ownTotal = totalScore(own);
  const lift = popularityLift(ownTotal, weights);
  const mass = evidenceMass(ownTotal, evidence.companyKnown, weights);

  const candidates: Candidate[] = [];
  for (const employeeId of new Set([...own.keys(), ...company.keys()])) {
    const mine = own.get(employeeId);
    const colleagues = company.get(employeeId);
    const score = mine?.score ?? 0;
    if (score === 0 && !colleagues?.score) continue;
    const companyShare = colleagues?.score ? colleagues.score / companyTotal : 0;
    const popularityShare = lift === 0 ? 0 : (popularity.get(employeeId) ?? 0);
    const speaksFor = score + weights.companyPrior * companyShare + lift * popularityShare;
    candidates.push({
      employeeId,
      probability: speaksFor / mass,
      score,
      byType: Object.fromEntries(mine?.byType ?? []),
      lastAt: mine?.lastAt ?? colleagues?.lastAt ?? 0,
      fromCompany: score === 0,
      companyShare,
      popularityShare,
    });
  }
  return inOrder(candidates, evidence.managerId);
}

/** κ, as far as popularity lifts anybody: the company's history alone is not to be outvoted by everybody else's. */
export function popularityLift(ownTotal: number, weights: Pick<Weights, 'prior'>): number {
  return ownTotal > 0 ? weights.prior : 0;
}

/** The denominator of p: all that speaks for anybody, and what stands for knowing nothing. */
export function evidenceMass(ownTotal: number, companyKnown: boolean, weights: Weights): number {
  return ownTotal + (companyKnown ? weights.companyPrior : 0) + weights.prior;
}

/** Rounding must not decide who is named first: probabilities nearer than this are a tie. */
const TIE_RELATIVE = 1e-9;

function inOrder(candidates: Candidate[], managerId: string | null): readonly Candidate[] {
  let head = Infinity;
  let place = 0;
  const placed = candidates
    .sort((a, b) => b.probability - a.probability)
    .map((candidate) => {
      if (candidate.probability < head * (1 - TIE_RELATIVE)) {
        head = candidate.probability;
        place += 1;
      }
      return { candidate, place };
    });
  return placed
    .sort((a, b) => a.place - b.place || amongEquals(a.candidate, b.candidate, managerId))
    .map(({ candidate }) => candidate);
}

function amongEquals(a: Candidate, b: Candidate, managerId: string | null): number {
  if (a.lastAt !== b.lastAt) return b.lastAt - a.lastAt;
  if (a.employeeId === managerId || b.employeeId === managerId) {
    return a.employeeId === managerId ? -1 : 1;
  }
  return a.employeeId < b.employeeId ? -1 : 1;
}
