/** One probability that was told, and what came of it: 0 to 1, for a tie may be half a hit. */
export interface Told {
  readonly probability: number;
  readonly hit: number;
}

/** A logistic correction of a probability: 1 ÷ (1 + e^−(a + b · logit p)). */
export interface Correction {
  readonly a: number;
  readonly b: number;
}

export const NO_CORRECTION: Correction = { a: 0, b: 1 };

const PROBABILITY_MIN = 1e-6;
const STEPS_MAX = 50;
const STEP_MIN = 1e-10;

export function corrected(probability: number, { a, b }: Correction): number {
  return 1 / (1 + Math.exp(-(a + b * logit(probability))));
}

/**
 * The correction that fits what was told best: mean log loss + (a² + (b − 1)²) ÷ 2n, by Newton's method (the loss is
 * convex); docs/ranking.md, 5.8. The penalty keeps a short history close to no correction at all.
 */
export function fitCorrection(told: readonly Told[]): Correction {
  const n = told.length;
  if (n === 0) return NO_CORRECTION;
  const points = told.map(({ probability, hit }) => ({ x: logit(probability), hit }));
  let [a, b] = [0, 1];
  for (let step = 0; step < STEPS_MAX; step += 1) {
    // Gradient and Hessian, both times n.
    let [ga, gb] = [a, b - 1];
    let [haa, hab, hbb] = [1, 0, 1];
    for (const { x, hit } of points) {
      const p = 1 / (1 + Math.exp(-(a + b * x)));
      const w = p * (1 - p);
      ga += p - hit;
      gb += (p - hit) * x;
      haa += w;
      hab += w * x;
      hbb += w * x * x;
    }
    const determinant = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
    a -= da;
    b -= db;
    if (Math.abs(da) + Math.abs(db) < STEP_MIN) break;
  }
  return { a, b };
}

function logit(probability: number): number {
  const p = Math.min(1 - PROBABILITY_MIN, Math.max(PROBABILITY_MIN, probability));
  return Math.log(p / (1 - p));
}

/** A bin of the reliability diagram. */
export interface Bin {
  readonly from: number;
  readonly n: number;
  readonly meanProbability: number;
  readonly hitRate: number;
}

const BINS = 10;

/** Ten bins of 0.1, the last one closed; empty ones are left out. */
export function reliability(told: readonly Told[]): readonly Bin[] {
  const bins = Map.groupBy(told, ({ probability }) =>
    Math.min(BINS - 1, Math.floor(probability * BINS)),
  );
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([bin, those]) => ({
      from: bin / BINS,
      n: those.length,
      meanProbability: meanOf(those, ({ probability }) => probability),
      hitRate: meanOf(those, ({ hit }) => hit),
    }));
}

/** Expected calibration error: Σ n_b ÷ n · |mean p − rate| over the bins; null of nothing. */
export function calibrationError(told: readonly Told[]): number | null {
  if (told.length === 0) return null;
  return reliability(told).reduce(
    (sum, { n, meanProbability, hitRate }) =>
      sum + (n / told.length) * Math.abs(meanProbability - hitRate),
    0,
  );
}

function meanOf<T>(those: readonly T[], value: (one: T) => number): number {
  return those.reduce((sum, one) => sum + value(one), 0) / those.length;
}
