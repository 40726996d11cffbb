import { amountAt, type Tally } from './tally.ts';
import type { Weights } from './weights.ts';

/** What the history says of one employee. */
export interface EmployeeScore {
  /** S, the sum of `byType`; 0 when nothing in the history counts. */
  readonly score: number;
  /** weight × min(A, max_fresh) for each event type that has a rule. */
  readonly byType: ReadonlyMap<string, number>;
  /** The last event of any type, with a rule or without; unix seconds. */
  readonly lastAt: number;
}

/**
 * S(e|c,t) = Σ_k w_k · min(A_k, max_fresh) for every employee in these rows (docs/ranking.md, 6.1), in O(rows).
 * Rows of several clients may be mixed: each is cut at `maxFresh` by itself, so that one busy colleague
 * does not speak for a company. Event types without a rule score nothing.
 */
export function scoreEmployees(
  tallies: readonly Tally[],
  weights: Weights,
  nowSeconds: number,
): ReadonlyMap<string, EmployeeScore> {
  const scores = new Map<string, { score: number; byType: Map<string, number>; lastAt: number }>();
  for (const tally of tallies) {
    let employee = scores.get(tally.employeeId);
    if (employee === undefined) {
      employee = { score: 0, byType: new Map(), lastAt: tally.lastAt };
      scores.set(tally.employeeId, employee);
    }
    employee.lastAt = Math.max(employee.lastAt, tally.lastAt);
    const rule = weights.eventTypes.get(tally.type);
    if (rule === undefined) continue;
    const fresh = Math.min(amountAt(tally, nowSeconds, rule.halfLifeDays), weights.maxFresh);
    const score = rule.weight * fresh;
    employee.score += score;
    employee.byType.set(tally.type, (employee.byType.get(tally.type) ?? 0) + score);
  }
  return scores;
}

/** S of everybody together. */
export function totalScore(scores: ReadonlyMap<string, EmployeeScore>): number {
  let total = 0;
  for (const { score } of scores.values()) total += score;
  return total;
}
