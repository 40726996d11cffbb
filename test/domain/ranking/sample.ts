import type { Evidence } from '#domain/ranking/rank.ts';
import { tallyOf, type PastEvent, type Popularity, type Tally } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';

export const DAY = 86_400;
export const NOW = 1_800_000_000;

export const weights: Weights = {
  version: 'sample',
  prior: 5,
  companyPrior: 0.3,
  minGapMinutes: 60,
  maxFresh: 5,
  eventTypes: new Map([
    ['call', { weight: 4, halfLifeDays: 90, handled: true }],
    ['invoice', { weight: 1, halfLifeDays: 30, handled: false }],
    ['muted', { weight: 0, halfLifeDays: 30, handled: false }],
  ]),
};

export const past = (employeeId: string, type: string, daysAgo: number): PastEvent => ({
  employeeId,
  type,
  at: NOW - daysAgo * DAY,
});

/** The rows that a store would keep of these events of one client. */
export function talliesOf(events: readonly PastEvent[], rules: Weights = weights): Tally[] {
  const rows = Map.groupBy(events, ({ employeeId, type }) => `${employeeId} ${type}`);
  return [...rows.values()].map((row) => {
    const { employeeId, type } = row[0]!;
    const times = row.map(({ at }) => at).sort((a, b) => a - b);
    const rule = rules.eventTypes.get(type) ?? { halfLifeDays: 30 };
    return tallyOf(employeeId, type, times, rule, rules.minGapMinutes * 60)!;
  });
}

/** A caller with this history, at `NOW`. */
export function caller(
  events: readonly PastEvent[],
  more: Partial<Evidence> & { colleagues?: readonly PastEvent[] } = {},
): Evidence {
  const { colleagues, ...rest } = more;
  return {
    tallies: talliesOf(events, more.weights),
    companyTallies: talliesOf(colleagues ?? [], more.weights),
    companyKnown: colleagues !== undefined,
    popularity: [],
    weights,
    nowSeconds: NOW,
    managerId: null,
    ...rest,
  };
}

/** Popularity shares of 3 to 1. */
export const annaIsPopular: readonly Popularity[] = [
  { employeeId: 'anna', amount: 3, lastAt: NOW },
  { employeeId: 'boris', amount: 2, lastAt: NOW - 7 * DAY },
];
