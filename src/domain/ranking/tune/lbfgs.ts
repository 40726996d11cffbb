/** A value and its gradient at a point. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Minimum extends Slope {
  readonly at: Float64Array;
  readonly evaluations: number;
}

const MEMORY = 8;
const ITERATIONS_MAX = 200;
const GRADIENT_SMALL = 1e-7;
/** Armijo: so much of the promised descent must come true. */
const SUFFICIENT = 1e-4;
const HALVINGS_MAX = 30;
/** No parameter moves further in one step: they are logarithms, and e^2 is sevenfold. */
const STEP_MAX = 2;

/**
 * A local minimum by L-BFGS with a backtracking line search (Nocedal & Wright, Numerical Optimization, algorithms 7.4
 * and 3.1). Ends when the gradient is small or nothing is gained any more; never fails.
 */
export function minimise(slopeAt: (at: Float64Array) => Slope, start: Float64Array): Minimum {
  let at = start;
  let { value, gradient } = slopeAt(at);
  let evaluations = 1;
  const moves: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration += 1) {
    if (Math.max(...gradient.map(Math.abs)) < GRADIENT_SMALL) break;
    let direction = descent(gradient, moves);
    if (dot(direction, gradient) >= 0) {
      moves.length = 0;
      direction = gradient.map((g) => -g);
    }
    const step = search(direction);
    if (step === null) break;
    const s = step.at.map((x, i) => x - at[i]!);
    const y = step.slope.gradient.map((g, i) => g - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 1e-12) {
      moves.push({ s, y, rho: 1 / curvature });
      if (moves.length > MEMORY) moves.shift();
    }
    ({ at } = step);
    ({ value, gradient } = step.slope);
  }
  return { at, value, gradient, evaluations };

  function search(direction: Float64Array): { at: Float64Array; slope: Slope } | null {
    const promised = dot(direction, gradient);
    const longest = Math.max(...direction.map(Math.abs));
    let length = Math.min(1, STEP_MAX / longest);
    for (let halving = 0; halving < HALVINGS_MAX; halving += 1) {
      const next = at.map((x, i) => x + length * direction[i]!);
      const slope = slopeAt(next);
      evaluations += 1;
      if (slope.value <= value + SUFFICIENT * length * promised) {
        return slope.value < value ? { at: next, slope } : null;
      }
      length /= 2;
    }
    return null;
  }
}

/** The two-loop recursion. */
function descent(
  gradient: Float64Array,
  moves: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
): Float64Array {
  const q = Float64Array.from(gradient);
  const alphas = moves.map(() => 0);
  for (let i = moves.length - 1; i >= 0; i -= 1) {
    const { s, y, rho } = moves[i]!;
    alphas[i] = rho * dot(s, q);
    for (let j = 0; j < q.length; j += 1) q[j]! -= alphas[i]! * y[j]!;
  }
  const latest = moves.at(-1);
  const scale = latest === undefined ? 1 : 1 / (latest.rho * dot(latest.y, latest.y));
  for (let j = 0; j < q.length; j += 1) q[j]! *= scale;
  for (const [i, { s, y, rho }] of moves.entries()) {
    const beta = rho * dot(y, q);
    for (let j = 0; j < q.length; j += 1) q[j]! += (alphas[i]! - beta) * s[j]!;
  }
  return q.map((x) => -x);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
