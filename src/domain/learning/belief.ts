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
  /** The first three of those he may want, however many of them a menu may name. */
  readonly people: readonly BelievedPerson[];
  /** That he wants the first of them. */
  readonly first: Believed;
  /** That he wants one of as many of them as a menu may name. */
  readonly sum: Believed;
}

export interface BelievedPerson {
  readonly employeeId: string;
  /** Could have been offered. */
  readonly isFree: boolean;
  /** As the ranking told it; absent in records from before it was noted. */
  readonly probability?: number;
}
