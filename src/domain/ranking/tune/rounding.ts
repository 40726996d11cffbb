import type { EventTypeRule, Weights } from '../weights.ts';

/** docs/ranking.md, 6.2: finer steps cannot be told apart by data. */
const WEIGHT_STEPS = [0.25, 0.5, 1, 2, 4, 8];
const HALF_LIFE_STEPS = [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 540, 730];
/** A change by less than this factor says nothing: the administrator's own value stays. */
const NOTICEABLE = 1.25;
/** p stays the same when all weights and the prior grow by one factor: the one that rounds best is taken. */
const SCALES = Array.from({ length: 33 }, (_, i) => 2 ** ((i - 16) / 8));

/**
 * A fit as an administrator would write it: weights and half-lives of the usual steps, the prior with two digits, and
 * everything that hardly changed as it was. `counts`: how often each type occurs; what is frequent is rounded best.
 */
export function rounded(
  fitted: Weights,
  present: Weights,
  counts: ReadonlyMap<string, number>,
): Weights {
  const isScaled = [...fitted.eventTypes].some(
    ([type, { weight }]) => weight !== present.eventTypes.get(type)?.weight,
  );
  const scale = isScaled ? bestScale(fitted, counts) : 1;
  const eventTypes = new Map<string, EventTypeRule>();
  for (const [type, rule] of fitted.eventTypes) {
    const before = present.eventTypes.get(type)!;
    const isSeen = (counts.get(type) ?? 0) > 0 && before.weight > 0;
    eventTypes.set(type, {
      ...rule,
      weight: isSeen && isScaled ? nearest(rule.weight * scale, WEIGHT_STEPS) : before.weight,
      halfLifeDays: kept(before.halfLifeDays, nearest(rule.halfLifeDays, HALF_LIFE_STEPS)),
    });
  }
  const prior = kept(present.prior, twoDigits(fitted.prior * scale));
  return { ...fitted, prior, eventTypes };
}

/**
 * Steps up and down from there, one value at a time, for as long as the loss falls: what is rounded by itself is not
 * the best of what can be written. `free` are the values that may be touched.
 */
export function polished(
  start: Weights,
  free: {
    readonly types: readonly string[];
    readonly halfLives: boolean;
    readonly weights: boolean;
  },
  lossOf: (weights: Weights) => number,
): Weights {
  let best = start;
  let bestLoss = lossOf(start);
  const attempt = (candidate: Weights): void => {
    const loss = lossOf(candidate);
    if (loss >= bestLoss - GAIN_MIN) return;
    best = candidate;
    bestLoss = loss;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const before = best;
    for (const factor of [PRIOR_STEP, 1 / PRIOR_STEP])
      attempt({ ...best, prior: twoDigits(best.prior * factor) });
    for (const type of free.types) {
      const rule = (): EventTypeRule => best.eventTypes.get(type)!;
      if (free.halfLives)
        for (const halfLifeDays of neighbours(rule().halfLifeDays, HALF_LIFE_STEPS))
          attempt(withRule(best, type, { ...rule(), halfLifeDays }));
      if (free.weights)
        for (const weight of neighbours(rule().weight, WEIGHT_STEPS))
          attempt(withRule(best, type, { ...rule(), weight }));
    }
    if (best === before) break;
  }
  return best;
}

const SWEEPS = 4;
const PRIOR_STEP = 1.25;
/** A step that gains less is not worth a line in anybody's file. */
const GAIN_MIN = 1e-5;

function neighbours(value: number, steps: readonly number[]): readonly number[] {
  const below = steps.findLast((step) => step < value);
  const above = steps.find((step) => step > value);
  return [below, above].filter((step) => step !== undefined);
}

function withRule(weights: Weights, type: string, rule: EventTypeRule): Weights {
  return { ...weights, eventTypes: new Map(weights.eventTypes).set(type, rule) };
}

function bestScale(fitted: Weights, counts: ReadonlyMap<string, number>): number {
  const error = (scale: number): number => {
    let sum = 0;
    for (const [type, { weight }] of fitted.eventTypes) {
      if (weight === 0) continue;
      const away = Math.log2((weight * scale) / nearest(weight * scale, WEIGHT_STEPS));
      sum += (counts.get(type) ?? 0) * away ** 2;
    }
    return sum;
  };
  return SCALES.reduce((best, scale) => (error(scale) < error(best) ? scale : best), 1);
}

/** In proportion, not in distance: 3 lies between 2 and 4 as 30 between 20 and 40. */
function nearest(value: number, steps: readonly number[]): number {
  return steps.reduce((best, step) =>
    Math.abs(Math.log(value / step)) < Math.abs(Math.log(value / best)) ? step : best,
  );
}

function kept(before: number, after: number): number {
  return Math.max(before / after, after / before) < NOTICEABLE ? before : after;
}

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
