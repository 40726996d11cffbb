import { popularityLift } from '../rank.ts';
import type { Weights } from '../weights.ts';
import type { Contact } from './contact.ts';
import { ownScore, type Sight } from './methods.ts';
import { placeOf, type Place, type Scored } from './place.ts';

/** Somebody whom the product would name. */
export interface Named {
  readonly employeeId: string;
  /** 0 to 1. */
  readonly probability: number;
}

/** What our own ranking says of one call. */
export interface Verdict {
  /** Where the label came out; null: not named. */
  readonly place: Place | null;
  /** Best first. */
  readonly named: readonly Named[];
}

/**
 * The product's ranking over these contacts: p(e) = (S(e) + k_c·share(e) + κ·π(e)) ÷ (Σ S + k_c·[company known] + κ),
 * candidates of the client's own history and of the company's (docs/ranking.md, 5.5 and 6.1). The same arithmetic as
 * `rankEmployees`, to whom a test holds it equal, without what a back-test does not ask for.
 */
export function productVerdict(
  { contacts, colleagues, popularity, at }: Sight,
  weights: Weights,
  label: string,
): Verdict {
  const scored: Scored[] = [];
  const company = companyShares(colleagues ?? [], weights, at);
  const scores = contacts.map((contact) => ownScore(contact, weights, at));
  const total = scores.reduce((sum, score) => sum + score, 0);
  const lift = popularityLift(total, weights);
  const popular = (employeeId: string): number => lift && lift * popularity.share(employeeId);
  for (const [i, contact] of contacts.entries()) {
    const { employeeId, lastAt } = contact;
    const score = scores[i]!;
    const share = company.get(employeeId)?.share ?? 0;
    if (company.size > 0) company.delete(employeeId);
    if (score === 0 && share === 0) continue;
    const speaksFor = score + weights.companyPrior * share + popular(employeeId);
    scored.push({ employeeId, score: speaksFor, lastAt });
  }
  for (const [employeeId, { share, lastAt }] of company) {
    if (share === 0) continue;
    const speaksFor = weights.companyPrior * share + popular(employeeId);
    scored.push({ employeeId, score: speaksFor, lastAt });
  }
  const mass = total + (colleagues === null ? 0 : weights.companyPrior) + weights.prior;
  const place = placeOf(label, scored);
  const named = scored
    .sort((a, b) => b.score - a.score || b.lastAt - a.lastAt)
    .map(({ employeeId, score }) => ({ employeeId, probability: score / mass }));
  return { place, named };
}

interface CompanyShare {
  /** 0 to 1. */
  share: number;
  lastAt: number;
}

/** Each employee's part of the company's score, of all its clients together. */
function companyShares(
  colleagues: readonly Contact[],
  weights: Weights,
  at: number,
): Map<string, CompanyShare> {
  const shares = new Map<string, CompanyShare>();
  let total = 0;
  for (const contact of colleagues) {
    const score = ownScore(contact, weights, at);
    total += score;
    const known = shares.get(contact.employeeId);
    if (known === undefined) {
      shares.set(contact.employeeId, { share: score, lastAt: contact.lastAt });
    } else {
      known.share += score;
      known.lastAt = Math.max(known.lastAt, contact.lastAt);
    }
  }
  if (total > 0) for (const one of shares.values()) one.share /= total;
  return shares;
}
