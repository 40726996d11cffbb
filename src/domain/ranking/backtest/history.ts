/** One thing that happened, as the data of a back-test tell it. Times are unix seconds. */
export interface HistoryEvent {
  readonly at: number;
  /** When it became known, where the data say so; else as it happened. */
  readonly knownAt?: number;
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

/** What is known of a client besides the events, as it is now: nobody kept what it was. */
export interface HistoryClient {
  readonly companyId: string | null;
  /** The assigned manager. */
  readonly managerId: string | null;
}

export interface History {
  /** They ascend in `countsFrom`; equal ones keep the order of their source. */
  readonly events: readonly HistoryEvent[];
  /** They ascend in time, likewise. */
  readonly calls: readonly HistoryCall[];
  /** Left out: nothing is known of companies and managers. */
  readonly clients?: ReadonlyMap<string, HistoryClient>;
  /** The department of an employee; left out: not known. */
  readonly departments?: ReadonlyMap<string, string>;
}

/** From when on an event is seen: it has happened, and we have heard of it (docs/ranking.md, 12). */
export function countsFrom({ at, knownAt = at }: HistoryEvent): number {
  return Math.max(at, knownAt);
}

/**
 * Hands out the events that begin to count strictly before a moment, those of the last moment left out; each batch in
 * the order in which they happened. Moments ascend.
 */
export function unfolding(
  events: readonly HistoryEvent[],
): (before: number) => readonly HistoryEvent[] {
  let next = 0;
  return (before) => {
    const from = next;
    let isInOrder = true;
    for (; next < events.length && countsFrom(events[next]!) < before; next += 1)
      isInOrder &&= next === from || events[next - 1]!.at <= events[next]!.at;
    const batch = events.slice(from, next);
    return isInOrder ? batch : batch.sort((a, b) => a.at - b.at);
  };
}
