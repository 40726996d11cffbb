import { seeded, shuffled } from '../backtest/bootstrap.ts';
import type { History } from '../backtest/history.ts';
import type { Weights } from '../weights.ts';
import { evidenceTable } from './evidence-table.ts';
import { freedomFor, proposedWeights } from './fit.ts';
import { guardedGain, type Gain, type GuardPart } from './guard.ts';
import type { Freedom } from './likelihood.ts';
import { countsOf, guardPartOf } from './tune.ts';

/** Whether the tuner finds something where there is nothing: the types of all events are shuffled (docs/ranking.md, 11). */
export interface PlaceboReport {
  /** Most of the shuffles gave a gain that the tuner's guard would believe; null: so few calls have nothing fitted by type. */
  readonly found: boolean | null;
  /**
   * What was fitted by type, beside the prior: the most that so many calls allow. Shuffled events keep their times, so
   * half-lives may rightly be found; weights may not.
   */
  readonly tried: 'weights' | 'half-lives' | null;
  readonly fittedCalls: number;
  readonly guardCalls: number;
  /** What that adds to the prior alone, in the real data. */
  readonly real: Gain | null;
  /** The same in the shuffled data, a shuffle each. */
  readonly shuffled: readonly Gain[];
}

/** Nine of ten are honest by the guard's own measure: two of three are no accident. */
const SHUFFLES = 3;
const SEED = 11_112_026;

/** Measured on the calls that the guard looks at, and as it does; the last part stays closed. */
export function placebo(
  history: History,
  { weights, split }: { readonly weights: Weights; readonly split: number },
): PlaceboReport {
  const part = guardPartOf(history, split);
  const allowed = freedomFor(Math.floor(history.calls.length * split));
  const tried = allowed.weights ? 'weights' : allowed.halfLives ? 'half-lives' : null;
  const about = { tried, fittedCalls: part.from, guardCalls: part.to - part.from } as const;
  if (tried === null) return { ...about, found: null, real: null, shuffled: [] };
  const free = { halfLives: tried === 'half-lives', weights: tried === 'weights' };
  const random = seeded(SEED);
  const gain = (data: History): Gain => gainOfFreedom(data, weights, free, part);
  const placebos = Array.from({ length: SHUFFLES }, () => gain(withShuffledTypes(history, random)));
  return { ...about, found: isAlarming(placebos), real: gain(history), shuffled: placebos };
}

export function isAlarming(placebos: readonly Gain[]): boolean {
  const believed = placebos.filter(({ tenthPercentile }) => tenthPercentile > 0);
  return believed.length > placebos.length / 2;
}

const PRIOR_ONLY: Freedom = { halfLives: false, weights: false };

function gainOfFreedom(history: History, weights: Weights, free: Freedom, part: GuardPart): Gain {
  const table = evidenceTable(history, weights);
  const counts = countsOf(history);
  const [without, withThem] = [PRIOR_ONLY, free].map((each) =>
    proposedWeights(table, weights, { from: 0, to: part.from }, counts, each),
  );
  return guardedGain(history, without!, withThem!, part);
}

function withShuffledTypes(history: History, random: () => number): History {
  const types = shuffled(
    history.events.map(({ type }) => type),
    random,
  );
  return { ...history, events: history.events.map((event, i) => ({ ...event, type: types[i]! })) };
}
