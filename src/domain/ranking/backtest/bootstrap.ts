/** What was seen, and where 95 % of the redrawn samples lie. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One call: whose it is, and the values whose means are asked for. */
interface Row {
  readonly clientId: string;
  readonly values: readonly number[];
}

const DRAWS = 400;
const SEED = 20_260_815;

/**
 * Means over calls with their intervals, by drawing the clients anew with replacement (cluster bootstrap: the calls of
 * one client are no independent evidence); docs/ranking.md, 5.8. The same seed gives the same intervals.
 */
export function bootstrapMeans(rows: readonly Row[], columns: number): readonly Interval[] {
  return drawnMeans(rows, columns).map((drawn, column) => ({
    value: rows.reduce((sum, { values }) => sum + values[column]!, 0) / rows.length,
    low: percentile(drawn, 0.025),
    high: percentile(drawn, 0.975),
  }));
}

/** The means of each redrawn sample, column by column. */
export function drawnMeans(rows: readonly Row[], columns: number): readonly Float64Array[] {
  const sums = sumsByClient(rows, columns);
  const clients = sums.length / (columns + 1);
  const draws = Array.from({ length: columns }, () => new Float64Array(DRAWS));
  const random = seeded(SEED);
  const total = new Float64Array(columns + 1);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    total.fill(0);
    for (let i = 0; i < clients; i += 1) {
      const at = Math.floor(random() * clients) * (columns + 1);
      for (let column = 0; column <= columns; column += 1) total[column]! += sums[at + column]!;
    }
    for (let column = 0; column < columns; column += 1)
      draws[column]![draw] = total[column]! / total[columns]!;
  }
  return draws;
}

/** For each client its sums, column by column, and its number of calls. */
function sumsByClient(rows: readonly Row[], columns: number): Float64Array {
  const places = new Map<string, number>();
  for (const { clientId } of rows)
    if (!places.has(clientId)) places.set(clientId, places.size * (columns + 1));
  const sums = new Float64Array(places.size * (columns + 1));
  for (const { clientId, values } of rows) {
    const at = places.get(clientId)!;
    for (let column = 0; column < columns; column += 1) sums[at + column]! += values[column]!;
    sums[at + columns]! += 1;
  }
  return sums;
}

/** The `share` of the drawn values lies below it. */
export function percentile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Mulberry32: small, fast, and the same everywhere; 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The same in another order, each order as likely (Fisher and Yates). */
export function shuffled<T>(those: readonly T[], random: () => number): readonly T[] {
  const all = [...those];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
