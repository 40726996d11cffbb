import type { EventTypeRule, Weights } from '#domain/ranking/weights.ts';

export type HistoryName = 'helpdesk' | 'dpdk_review';
type Guess = Readonly<Record<string, readonly [weight: number, validDays: number, 'handled'?]>>;

/** The guessed YAML of docs/ranking.md, 5.6; half-life = validity ÷ 2. */
const guesses: Readonly<Record<HistoryName, Guess>> = {
  helpdesk: {
    triaged: [2, 30],
    taken: [5, 60],
    resolved: [4, 60, 'handled'],
    waiting: [6, 14],
    other: [2, 30],
    closed: [1, 7],
  },
  dpdk_review: {
    acked: [3, 180, 'handled'],
    reviewed: [4, 180, 'handled'],
    merged: [2, 180],
    tested: [1, 180],
    reported: [1, 90],
    suggested: [2, 180],
  },
};
const guessedPrior: Readonly<Record<HistoryName, number>> = { helpdesk: 16.7, dpdk_review: 10.8 };

export function guessedWeights(name: HistoryName): Weights {
  return settings(name, guessedPrior[name], 60, ([weight, validDays, handled]) => ({
    weight,
    halfLifeDays: validDays / 2,
    handled: handled !== undefined,
  }));
}

/** docs/ranking.md, 6.2: weight 4 for handled types, 1 for others, half-life 90 days, prior 5. */
export function defaultWeights(name: HistoryName): Weights {
  return settings(name, 5, 60, ([, , handled]) => ({
    weight: handled === undefined ? 1 : 4,
    halfLifeDays: 90,
    handled: handled !== undefined,
  }));
}

export function flatWeights(name: HistoryName): Weights {
  return settings(name, 5, 60, ([, , handled]) => ({
    weight: 1,
    halfLifeDays: 30,
    handled: handled !== undefined,
  }));
}

/** The guess without gap and without a prior. */
export function bareWeights(name: HistoryName): Weights {
  return { ...guessedWeights(name), prior: 0, minGapMinutes: 0 };
}

function settings(
  name: HistoryName,
  prior: number,
  minGapMinutes: number,
  rule: (guess: Guess[string]) => EventTypeRule,
): Weights {
  const eventTypes = new Map(
    Object.entries(guesses[name]).map(([type, guess]) => [type, rule(guess)]),
  );
  return { version: 'test', prior, companyPrior: 0, minGapMinutes, maxFresh: Infinity, eventTypes };
}
