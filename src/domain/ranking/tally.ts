/** Decayed count A of one (client, employee, type); docs/ranking.md, section 7. Times are unix seconds. */
export interface Tally {
  readonly employeeId: string;
  readonly type: string;
  /** A, as of `lastAt`. */
  readonly amount: number;
  readonly lastAt: number;
  /** The last event that counted, i.e. was not inside `minGapMinutes` of the previous counted one. */
  readonly countedAt: number;
}

/** Decayed count of handled events of one employee over all clients, half-life 7 days, as of `lastAt`. */
export interface Popularity {
  readonly employeeId: string;
  readonly amount: number;
  readonly lastAt: number;
}

/** One thing that happened between a client and an employee. `at` in unix seconds. */
export interface PastEvent {
  readonly at: number;
  readonly type: string;
  readonly employeeId: string;
}
