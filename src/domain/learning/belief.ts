/** What a caller is known by: events of his own, or his company's alone. */
export type EvidenceKind = 'own' | 'company';

/** A probability as the ranking tells it, and as it came true so far. */
export interface Believed {
  readonly raw: number;
  readonly calibrated: number;
  /** How many calls taught the correction; with too few of them both are the same. */
  readonly labels: number;
}

/** What was believed of a caller before the end of the call was known; docs/ranking.md, 5.8 and 8. */
export interface Belief {
  readonly evidence: EvidenceKind;
  /** The first of those he may want, as many as a menu may name; free: could have been offered. */
  readonly people: readonly { readonly employeeId: string; readonly isFree: boolean }[];
  /** That he wants the first of them. */
  readonly first: Believed;
  /** That he wants one of them. */
  readonly sum: Believed;
}
