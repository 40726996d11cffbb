import { drawnMeans, percentile } from '#domain/ranking/backtest/bootstrap.ts';

/** How often something was so, with its denominator and where the true share lies with 95 % confidence. */
export interface Share {
  readonly count: number;
  readonly n: number;
  /** Null without anything to count. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
}

/** One call: whose, and whether it was so. A caller whom we do not know stands for himself. */
export interface Counted {
  readonly linkedid: string;
  readonly clientId: string | null;
  readonly isSo: boolean;
}

/**
 * The share, with the wider of two intervals: that of redrawn clients, and Wilson's with as many trials as there are
 * clients. A few clients who call all day are a few clients: redrawing them alone would call three of them a certainty.
 */
export function shareOf(calls: readonly Counted[]): Share {
  const n = calls.length;
  const count = calls.filter(({ isSo }) => isSo).length;
  if (n === 0) return { count: 0, n: 0, value: null, low: 0, high: 1 };
  const clients = new Set(calls.map(({ linkedid, clientId }) => clientId ?? linkedid)).size;
  const wilson = wilsonInterval(count / n, clients);
  const drawn = redrawn(calls);
  return {
    count,
    n,
    value: count / n,
    low: Math.min(wilson.low, percentile(drawn, 0.025)),
    high: Math.max(wilson.high, percentile(drawn, 0.975)),
  };
}

/** Of two shares over different calls, the second less the first. */
export interface Difference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Null when there is nothing on one side. */
export function differenceOf(
  before: readonly Counted[],
  after: readonly Counted[],
): Difference | null {
  const [was, is] = [shareOf(before), shareOf(after)];
  if (was.value === null || is.value === null) return null;
  const value = is.value - was.value;
  // Newcombe's interval, of the two of each side.
  const [below, above] = [
    Math.hypot(is.value - is.low, was.high - was.value),
    Math.hypot(is.high - is.value, was.value - was.low),
  ];
  return { value, low: value - below, high: value + above };
}

const Z = 1.959964;

function wilsonInterval(share: number, n: number): { low: number; high: number } {
  const centre = share + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const whole = 1 + (Z * Z) / n;
  return { low: Math.max(0, (centre - half) / whole), high: Math.min(1, (centre + half) / whole) };
}

function redrawn(calls: readonly Counted[]): Float64Array {
  const rows = calls.map(({ linkedid, clientId, isSo }) => ({
    clientId: clientId ?? linkedid,
    values: [Number(isSo)],
  }));
  return drawnMeans(rows, 1)[0]!;
}
