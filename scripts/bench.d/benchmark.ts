import { median, spreadOf, type Spread } from './statistics.ts';

/** How a benchmark is run. */
export interface Run {
  /** Small and short: whether it works, not how fast it is. */
  readonly isQuick: boolean;
  /** A folder of this benchmark's own, removed afterwards. */
  readonly folder: string;
  /** One line for a person who waits. */
  readonly progress: (line: string) => void;
}

/** One line of the result. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  /** Medians of the rounds. */
  readonly ours: number;
  /** Null where nothing can be compared: then the figure is of this machine, and only that. */
  readonly baseline: number | null;
  /** Ours ÷ baseline, or ours − baseline in `unit`, of each pair of rounds. */
  readonly compared: ({ readonly as: 'ratio' | 'difference' } & Spread) | null;
  /** What we want it to be. */
  readonly aim?: string;
}

export interface Result {
  /** What the figures are compared with. */
  readonly baseline: string;
  readonly rows: readonly Row[];
  /** What a reader must know to judge the figures. */
  readonly notes: readonly string[];
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  readonly needs: readonly ('packages' | 'asterisk')[];
  readonly run: (run: Run) => Promise<Result>;
}

export interface Pair<T> {
  readonly ours: T;
  readonly baseline: T;
}

/**
 * Runs both in turns: A B, B A, A B … What disturbs the machine meets both alike, and a slow drift cancels out.
 * Each pair of neighbours gives one ratio.
 */
export async function inTurns<T>(
  rounds: number,
  ours: () => Promise<T>,
  baseline: () => Promise<T>,
): Promise<readonly Pair<T>[]> {
  const pairs: Pair<T>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) pairs.push({ ours: await ours(), baseline: await baseline() });
    else {
      const first = await baseline();
      pairs.push({ ours: await ours(), baseline: first });
    }
  }
  return pairs;
}

/** A row over the rounds. */
export function compare<T>(
  pairs: readonly Pair<T>[],
  pick: (one: T) => number,
  row: {
    readonly what: string;
    readonly unit: string;
    readonly as?: 'ratio' | 'difference';
    readonly aim?: string;
  },
): Row {
  const { as = 'ratio', ...told } = row;
  const each = pairs.map(({ ours, baseline }) => ({ a: pick(ours), b: pick(baseline) }));
  return {
    ...told,
    ours: median(each.map(({ a }) => a)),
    baseline: median(each.map(({ b }) => b)),
    compared: { as, ...spreadOf(each.map(({ a, b }) => (as === 'ratio' ? a / b : a - b))) },
  };
}

/** A row of a figure that stands alone. */
export function alone(what: string, unit: string, ours: number, aim?: string): Row {
  const row = { what, unit, ours, baseline: null, compared: null };
  return aim === undefined ? row : { ...row, aim };
}
