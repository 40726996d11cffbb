/** One call: whom we offered (or in shadow mode would have), best first, and whom the caller reached. */
export interface OfferOutcome {
  readonly offered: readonly string[];
  /** Null: nobody, or not known. */
  readonly reachedEmployeeId: string | null;
}

/** How often we were right; every share is of `reached`, and null when that is 0. */
export interface HitReport {
  /** Calls in which the offer was computed. */
  readonly calls: number;
  /** … and in which somebody would have been named. */
  readonly offered: number;
  /** Calls that ended with an employee: the only ones that can tell right from wrong. */
  readonly reached: number;
  /** Reached the first of our names; one of the first three. */
  readonly hit1: number;
  readonly hit3: number;
  readonly hit1Share: number | null;
  readonly hit3Share: number | null;
  /** Share of `offered` calls with a known end whose end was among our names; null without any. */
  readonly precision: number | null;
}

/** What share of callers ended with one of those whom we would have named. */
export function hitReport(calls: readonly OfferOutcome[]): HitReport {
  const reached = calls.filter(({ reachedEmployeeId }) => reachedEmployeeId !== null);
  const hits = (k: number): number =>
    reached.filter(({ offered, reachedEmployeeId }) =>
      offered.slice(0, k).includes(reachedEmployeeId ?? ''),
    ).length;
  const named = reached.filter(({ offered }) => offered.length > 0).length;
  const [hit1, hit3] = [hits(1), hits(3)];
  return {
    calls: calls.length,
    offered: calls.filter(({ offered }) => offered.length > 0).length,
    reached: reached.length,
    hit1,
    hit3,
    hit1Share: share(hit1, reached.length),
    hit3Share: share(hit3, reached.length),
    precision: share(hit3, named),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
