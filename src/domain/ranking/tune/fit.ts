import type { EventTypeRule, Weights } from '../weights.ts';
import type { EvidenceTable } from './evidence-table.ts';
import { minimise } from './lbfgs.ts';
import { fromVector, isFree, penalisedLoss, toVector, type Freedom } from './likelihood.ts';
import { polished, rounded } from './rounding.ts';

/** docs/ranking.md, 11: with fewer labelled calls what a fit finds is noise. */
export const CALLS_FOR_HALF_LIVES = 200;
const CALLS_FOR_WEIGHTS = 2_000;

/** How much so many labelled calls can tell. */
export function freedomFor(calls: number): Freedom {
  return { halfLives: calls >= CALLS_FOR_HALF_LIVES, weights: calls >= CALLS_FOR_WEIGHTS };
}

/** docs/ranking.md, 6.2: the shipped defaults. */
const DEFAULT = { prior: 5, halfLifeDays: 90, handled: 4, other: 1 };

/** The same in the steps that an administrator would write; `counts`: how often each type occurs. */
export function proposedWeights(
  table: EvidenceTable,
  present: Weights,
  part: { readonly from: number; readonly to: number },
  counts: ReadonlyMap<string, number>,
  free: Freedom,
): Weights {
  const start = rounded(fitWeights(table, present, part, free), present, counts);
  const loss = penalisedLoss(
    table,
    { ...part, maxFresh: present.maxFresh },
    vectorOf(table, present),
    free,
  );
  const types = table.types.filter((type) => present.eventTypes.get(type)!.weight > 0);
  return polished(start, { types, ...free }, (weights) => loss(vectorOf(table, weights)).value);
}

/**
 * The weights that make the labels of the calls [from, to) most probable, near those of the administrator. Not convex:
 * it starts from the administrator's and from the shipped ones and keeps the better end. Types of weight 0, and those
 * that never occur, stay as they are.
 */
export function fitWeights(
  table: EvidenceTable,
  present: Weights,
  part: { readonly from: number; readonly to: number },
  free: Freedom,
): Weights {
  const rules = table.types.map((type) => present.eventTypes.get(type)!);
  const anchor = vectorOf(table, present);
  const shipped = toVector({
    prior: DEFAULT.prior,
    halfLifeDays: rules.map(() => DEFAULT.halfLifeDays),
    weight: rules.map(({ handled }) => (handled ? DEFAULT.handled : DEFAULT.other)),
  });
  const loss = penalisedLoss(table, { ...part, maxFresh: present.maxFresh }, anchor, free);
  const ends = [anchor, held(shipped, anchor, free)].map((start) => minimise(loss, start));
  const best = ends.reduce((a, b) => (b.value < a.value ? b : a));
  return withParameters(present, table.types, best.at);
}

function vectorOf({ types }: EvidenceTable, { prior, eventTypes }: Weights): Float64Array {
  const rules = types.map((type) => eventTypes.get(type)!);
  return toVector({
    prior,
    halfLifeDays: rules.map(({ halfLifeDays }) => halfLifeDays),
    weight: rules.map(({ weight }) => weight),
  });
}

/** What is not free begins, and stays, where the administrator has it. */
function held(start: Float64Array, anchor: Float64Array, free: Freedom): Float64Array {
  const types = (start.length - 1) / 2;
  return start.map((value, i) => (isFree(i, types, free) ? value : anchor[i]!));
}

function withParameters(present: Weights, types: readonly string[], at: Float64Array): Weights {
  const { prior, halfLifeDays, weight } = fromVector(at);
  const eventTypes = new Map<string, EventTypeRule>(present.eventTypes);
  for (const [i, type] of types.entries()) {
    const rule = present.eventTypes.get(type)!;
    eventTypes.set(type, { ...rule, halfLifeDays: halfLifeDays[i]!, weight: weight[i]! });
  }
  return { ...present, prior, eventTypes };
}
