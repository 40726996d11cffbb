import { halved } from './decay.ts';

/** Decayed count A of one (client, employee, type); docs/ranking.md, section 7. Times are unix seconds. */
export interface Tally {
  readonly employeeId: string;
  readonly type: string;
  /** A, as of `lastAt`. */
  readonly amount: number;
  /** The newest event, counted or not. */
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

/**
 * The tally after one more event, in O(1). `undefined` is the tally of nothing.
 *
 * An event less than `minGapSeconds` after the previous *counted* one adds nothing, yet it is the last event.
 * A late event (older than `lastAt`) can change which of its successors count; then the answer is `'rebuild'`:
 * make the row anew from its events with `tallyOf`.
 */
export function addToTally(
  tally: Tally | undefined,
  event: PastEvent,
  rule: { readonly halfLifeDays: number },
  minGapSeconds: number,
): Tally | 'rebuild' {
  const { employeeId, type, at } = event;
  if (tally === undefined) return { employeeId, type, amount: 1, lastAt: at, countedAt: at };
  if (at >= tally.lastAt) {
    const amount = tally.amount * halved(at - tally.lastAt, rule.halfLifeDays);
    return at - tally.countedAt < minGapSeconds
      ? { ...tally, amount, lastAt: at }
      : { ...tally, amount: amount + 1, lastAt: at, countedAt: at };
  }
  // Everything after `countedAt` lies in its gap, a late event there as well: it adds nothing, and decides nothing.
  if (at >= tally.countedAt && minGapSeconds > 0) return tally;
  if (minGapSeconds > 0) return 'rebuild';
  return { ...tally, amount: tally.amount + halved(tally.lastAt - at, rule.halfLifeDays) };
}

/** The tally of these events, from nothing; null when there are none. `times` ascend (unix seconds). */
export function tallyOf(
  employeeId: string,
  type: string,
  times: Iterable<number>,
  rule: { readonly halfLifeDays: number },
  minGapSeconds: number,
): Tally | null {
  let tally: Tally | undefined;
  for (const at of times) {
    const next = addToTally(tally, { employeeId, type, at }, rule, minGapSeconds);
    if (next === 'rebuild') throw new RangeError('tallyOf: times must ascend');
    tally = next;
  }
  return tally ?? null;
}

/**
 * A at `nowSeconds`. A clock that went backwards makes nothing fresher than it was: the age is then 0.
 * Never below 1e-300, for an event of long ago ranks last but drops nobody (docs/ranking.md, 5.4).
 */
export function amountAt(tally: Tally, nowSeconds: number, halfLifeDays: number): number {
  return Math.max(AMOUNT_MIN, tally.amount * halved(nowSeconds - tally.lastAt, halfLifeDays));
}

const AMOUNT_MIN = 1e-300;

/** Popularity after one more handled event, early or late; no event lies in a gap here. O(1), exact. */
export function addToPopularity(
  popularity: Popularity | undefined,
  event: { readonly employeeId: string; readonly at: number },
): Popularity {
  const { employeeId, at } = event;
  if (popularity === undefined) return { employeeId, amount: 1, lastAt: at };
  const { amount, lastAt } = popularity;
  return at >= lastAt
    ? {
        employeeId,
        amount: amount * halved(at - lastAt, POPULARITY_HALF_LIFE_DAYS) + 1,
        lastAt: at,
      }
    : { employeeId, amount: amount + halved(lastAt - at, POPULARITY_HALF_LIFE_DAYS), lastAt };
}

/**
 * Less than this, after something was taken back, is what rounding left of nothing: 1e-9 is an event of seven months
 * before the newest one. Without it somebody whom the CRM took back altogether is all of the popularity that is left.
 */
const ROUNDED_AWAY = 1e-9;

/** Takes back an event that `addToPopularity` counted: one that the CRM deleted or moved. O(1), never below 0. */
export function removeFromPopularity(
  popularity: Popularity,
  event: { readonly at: number },
): Popularity {
  const share = halved(popularity.lastAt - event.at, POPULARITY_HALF_LIFE_DAYS);
  const left = popularity.amount - share;
  return { ...popularity, amount: left < ROUNDED_AWAY ? 0 : left };
}

/**
 * π(e): each employee's share of all popularity, 0 to 1, summing to 1 (to nothing when nobody handled anything).
 * No clock is needed: one half-life for everybody, so the shares change with events only, never with time.
 */
export function popularityShares(popularity: readonly Popularity[]): ReadonlyMap<string, number> {
  const newest = popularity.reduce((latest, { lastAt }) => Math.max(latest, lastAt), -Infinity);
  const shares = new Map<string, number>();
  let total = 0;
  for (const { employeeId, amount, lastAt } of popularity) {
    const recent = amount * halved(newest - lastAt, POPULARITY_HALF_LIFE_DAYS);
    shares.set(employeeId, recent);
    total += recent;
  }
  if (total > 0) for (const [employeeId, recent] of shares) shares.set(employeeId, recent / total);
  return shares;
}

/** docs/ranking.md, 6.1: π looks back a week or two. */
const POPULARITY_HALF_LIFE_DAYS = 7;

/**
 * One row an employee, most popular first, of rows kept by event type. Decay is the same for all of them, so
 * amounts add up once they are brought to one moment: the newest of all rows.
 */
export function joinPopularity(rows: readonly Popularity[]): readonly Popularity[] {
  const newest = rows.reduce((latest, { lastAt }) => Math.max(latest, lastAt), -Infinity);
  const amounts = new Map<string, number>();
  for (const { employeeId, amount, lastAt } of rows) {
    const recent = amount * halved(newest - lastAt, POPULARITY_HALF_LIFE_DAYS);
    amounts.set(employeeId, (amounts.get(employeeId) ?? 0) + recent);
  }
  return [...amounts]
    .map(([employeeId, amount]) => ({ employeeId, amount, lastAt: newest }))
    .sort((a, b) => b.amount - a.amount || (a.employeeId < b.employeeId ? -1 : 1));
}
