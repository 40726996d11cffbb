import { bootstrapMeans, type Interval } from './bootstrap.ts';
import type { JudgedCall } from './backtest.ts';

export interface Quality {
  readonly hit1: number;
  readonly hit3: number;
  readonly mrr: number;
}

/** Shares of the `n` calls, 0 to 1; everything of no calls is 0. */
export interface PartReport extends Quality {
  readonly n: number;
  /** Of calls in which somebody could be named. */
  readonly coverage: number;
  /** Of calls whose label stands in the client's history. */
  readonly ceiling: number;
  readonly baselines: Readonly<Record<string, Quality>>;
  /** Each client counted once, however often they call. */
  readonly perClient: Quality & { readonly n: number };
  /** 95 %, by clients. */
  readonly intervals: Readonly<Record<keyof Quality, Interval>>;
  /** Ours minus theirs, 95 %, by clients. */
  readonly better: Readonly<Record<string, Readonly<Record<keyof Quality, Interval>>>>;
}

const MEASURES = ['hit1', 'hit3', 'mrr'] as const;

export function partReport(
  judged: readonly JudgedCall[],
  baselines: readonly string[],
): PartReport {
  const n = judged.length;
  const share = (is: (one: JudgedCall) => boolean): number =>
    n === 0 ? 0 : judged.filter(is).length / n;
  const rows = judged.map(({ call, product, baselines: others }) => ({
    clientId: call.clientId,
    values: [
      ...product,
      ...others.flatMap((other) => other.map((value, i) => product[i]! - value)),
    ],
  }));
  const columns = MEASURES.length * (1 + baselines.length);
  const intervals = n === 0 ? [] : bootstrapMeans(rows, columns);
  const threeFrom = (at: number): Record<keyof Quality, Interval> =>
    byMeasure((i) => intervals[at * MEASURES.length + i] ?? NOTHING);
  const ours = byMeasure((i) => meanOf(judged, ({ product }) => product[i]!));
  return {
    n,
    ...ours,
    coverage: share(({ isNamed }) => isNamed),
    ceiling: share(({ isReachable }) => isReachable),
    baselines: byName(baselines, (at) =>
      byMeasure((i) => meanOf(judged, ({ baselines: others }) => others[at]![i]!)),
    ),
    perClient: perClient(judged),
    intervals: threeFrom(0),
    better: byName(baselines, (at) => threeFrom(at + 1)),
  };
}

const NOTHING: Interval = { value: 0, low: 0, high: 0 };

function byMeasure<T>(of: (index: number) => T): Record<keyof Quality, T> {
  return { hit1: of(0), hit3: of(1), mrr: of(2) };
}

function perClient(judged: readonly JudgedCall[]): PartReport['perClient'] {
  const clients = [...Map.groupBy(judged, ({ call }) => call.clientId).values()];
  const mean = (i: number): number =>
    clients.reduce((sum, calls) => sum + meanOf(calls, ({ product }) => product[i]!), 0) /
    Math.max(1, clients.length);
  return { n: clients.length, ...byMeasure(mean) };
}

function byName<T>(names: readonly string[], of: (at: number) => T): Record<string, T> {
  return Object.fromEntries(names.map((name, at) => [name, of(at)]));
}

function meanOf(judged: readonly JudgedCall[], value: (one: JudgedCall) => number): number {
  return judged.length === 0 ? 0 : judged.reduce((sum, one) => sum + value(one), 0) / judged.length;
}
