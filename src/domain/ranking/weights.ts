/** How one type of event counts (config/ranking.yaml). */
export interface EventTypeRule {
  /** Relative; 1 = one ordinary contact. */
  readonly weight: number;
  /** After so many days an event counts half. */
  readonly halfLifeDays: number;
  /** The employee dealt with the client: counts for popularity and "last handler". */
  readonly handled: boolean;
}

/** The administrator's settings of the ranking; docs/ranking.md, section 6. */
export interface Weights {
  /** Says which settings a receipt was made with; changes with every change of the file. */
  readonly version: string;
  /** κ: how many fresh contacts weigh as much as knowing nothing. */
  readonly prior: number;
  /** k_c: the same for the company's share. */
  readonly companyPrior: number;
  /** Events of one (client, employee, type) nearer than this to the previous counted one count 0. */
  readonly minGapMinutes: number;
  /** A type's decayed count is cut at this. */
  readonly maxFresh: number;
  readonly eventTypes: ReadonlyMap<string, EventTypeRule>;
}

/** Whether events of this type count for popularity: the handled types, or all of them where none is marked. */
export function countsForPopularity(type: string, weights: Weights): boolean {
  const rules = [...weights.eventTypes.values()];
  return weights.eventTypes.get(type)?.handled === true || !rules.some(({ handled }) => handled);
}
