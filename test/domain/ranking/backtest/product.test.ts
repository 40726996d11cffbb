import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryEvent } from '#domain/ranking/backtest/history.ts';
import { productVerdict } from '#domain/ranking/backtest/product.ts';
import { walkForward } from '#domain/ranking/backtest/walk.ts';
import { rankEmployees } from '#domain/ranking/rank.ts';
import { addToPopularity, tallyOf, type Popularity } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';

const START = 1_500_000_000;
const weights: Weights = {
  version: 'test',
  prior: 3,
  companyPrior: 0,
  minGapMinutes: 60,
  maxFresh: 2,
  eventTypes: new Map([
    ['call', { weight: 4, halfLifeDays: 30, handled: true }],
    ['letter', { weight: 1, halfLifeDays: 90, handled: false }],
    ['noise', { weight: 0, halfLifeDays: 90, handled: false }],
  ]),
};

const anyEvent = fc.record({
  at: fc.integer({ min: START, max: START + 200 * 86_400 }),
  clientId: fc.constantFrom('c1', 'c2'),
  employeeId: fc.constantFrom('anna', 'pyotr', 'zoya', 'igor'),
  type: fc.constantFrom('call', 'letter', 'noise', 'unheard-of'),
});

/** The same from scratch, by what answers real calls. */
function ranked(events: readonly HistoryEvent[], at: number) {
  const popularity = new Map<string, Popularity>();
  for (const event of events)
    if (event.type === 'call')
      popularity.set(event.employeeId, addToPopularity(popularity.get(event.employeeId), event));
  const own = events.filter(({ clientId }) => clientId === 'c1');
  const groups = Map.groupBy(own, ({ employeeId, type }) => `${employeeId} ${type}`);
  return rankEmployees({
    tallies: [...groups].flatMap(([key, group]) => {
      const [employeeId = '', type = ''] = key.split(' ');
      const rule = weights.eventTypes.get(type) ?? { halfLifeDays: 90 };
      const times = group.map((event) => event.at);
      return tallyOf(employeeId, type, times, rule, weights.minGapMinutes * 60) ?? [];
    }),
    companyTallies: [],
    companyKnown: false,
    popularity: [...popularity.values()],
    weights,
    nowSeconds: at,
    managerId: null,
  });
}

test('a back-test ranks as a real call does, to the billionth', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), fc.nat(220 * 86_400), (all, after) => {
      const at = START + after;
      const events = all.toSorted((a, b) => a.at - b.at);
      const seen = events.filter((event) => event.at < at);
      const calls = [{ at, clientId: 'c1', employeeId: 'anna' }];
      walkForward({ events, calls }, weights, (call, sight) => {
        const { named, place } = productVerdict(sight, weights, call.employeeId);
        const wanted = ranked(seen, at);
        const byId = new Map(wanted.map((one) => [one.employeeId, one.probability]));
        expect(new Set(named.map((one) => one.employeeId))).toEqual(new Set(byId.keys()));
        for (const { employeeId, probability } of named)
          expect(Math.abs(probability - byId.get(employeeId)!)).toBeLessThanOrEqual(1e-9);
        expect(place === null).toBe(!byId.has('anna'));
      });
    }),
    { numRuns: 300 },
  );
});

test('nothing of the very second of the call, nor of later, is seen', () => {
  const event = { clientId: 'c1', employeeId: 'anna', type: 'call' };
  const events = [START, START + 10].map((at) => ({ ...event, at }));
  const seen: number[] = [];
  const calls = [START, START + 1, START + 10, START + 11].map((at) => ({
    at,
    clientId: 'c1',
    employeeId: 'anna',
  }));
  walkForward({ events, calls }, weights, (_, sight) => {
    seen.push(sight.contacts.reduce((sum, contact) => sum + contact.events, 0));
  });
  expect(seen).toEqual([0, 1, 1, 2]);
});
