/** One thing that happened, as the files of a back-test tell it. `at` in unix seconds. */
export interface HistoryEvent {
  readonly at: number;
  readonly clientId: string;
  readonly employeeId: string;
  readonly type: string;
}

/** A moment at which a client called, and who in the end dealt with it: the label. */
export interface HistoryCall {
  readonly at: number;
  readonly clientId: string;
  readonly employeeId: string;
}

/** Both ascend in time; equal times keep the order of their source. */
export interface History {
  readonly events: readonly HistoryEvent[];
  readonly calls: readonly HistoryCall[];
}
