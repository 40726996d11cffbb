import type { Weights } from '../weights.ts';
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
 * The product's ranking over these contacts: p(e) = (S(e) + κ·π(e)) ÷ (Σ S + κ), candidates with S > 0
 * (docs/ranking.md, 5.5 and 6.1). The same arithmetic as `rankEmployees`, for whom a test holds them equal, without
 * what a back-test does not ask for.
 */
export function productVerdict(
  { contacts, popularity, at }: Sight,
  weights: Weights,
  label: string,
): Verdict {
  const scored: Scored[] = [];
  let total = 0;
  for (const contact of contacts) {
    const score = ownScore(contact, weights, at);
    if (score === 0) continue;
    total += score;
    const { employeeId, lastAt } = contact;
    const speaksFor = score + weights.prior * popularity.share(employeeId);
    scored.push({ employeeId, score: speaksFor, lastAt });
  }
  const mass = total + weights.prior;
  const place = placeOf(label, scored);
  const named = scored
    .sort((a, b) => b.score - a.score || b.lastAt - a.lastAt)
    .map(({ employeeId, score }) => ({ employeeId, probability: score / mass }));
  return { place, named };
}
