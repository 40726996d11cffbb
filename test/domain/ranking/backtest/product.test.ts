import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expire } from '#domain/ranking/backtest/contact.ts';
import type { HistoryEvent } from '#domain/ranking/backtest/history.ts';
import { productVerdict } from '#domain/ranking/backtest/product.ts';
import { walkForward } from '#domain/ranking/backtest/walk.ts';
import { rankEmployees } from '#domain/ranking/rank.ts';
import { addToPopularity, tallyOf, type Popularity, type Tally } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';

const START = 1_500_000_000;
const weights: Weights = {
  version: 'test',
  prior: 3,
  companyPrior: 0.3,
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
  /** How late we heard of it. */
  lateBy: fc.oneof(fc.constant(0), fc.nat(60 * 86_400)),
  clientId: fc.constantFrom('c1', 'c2', 'c3', 'stranger'),
  employeeId: fc.constantFrom('anna', 'pyotr', 'zoya', 'igor'),
  type: fc.constantFrom('call', 'letter', 'noise', 'unheard-of'),
});
/** c1 calls; c2 and c3 are telephones of the same company. */
const clients = new Map(
  ['c1', 'c2', 'c3'].map((id) => [id, { companyId: 'romashka', managerId: null }]),
);

function talliesOf(events: readonly HistoryEvent[]): readonly Tally[] {
  const groups = Map.groupBy(events, ({ clientId, employeeId, type }) =>
    [clientId, employeeId, type].join(' '),
  );
  return [...groups.values()].flatMap((group) => {
    const { employeeId, type } = group[0]!;
    const rule = weights.eventTypes.get(type) ?? { halfLifeDays: 90 };
    const times = group.map((event) => event.at);
    return tallyOf(employeeId, type, times, rule, weights.minGapMinutes * 60) ?? [];
  });
}

/** The same from scratch, by what answers real calls. */
function ranked(events: readonly HistoryEvent[], at: number, companyKnown: boolean) {
  const popularity = new Map<string, Popularity>();
  for (const event of events)
    if (event.type === 'call')
      popularity.set(event.employeeId, addToPopularity(popularity.get(event.employeeId), event));
  const colleagues = events.filter(({ clientId }) => clientId === 'c2' || clientId === 'c3');
  return rankEmployees({
    tallies: talliesOf(events.filter(({ clientId }) => clientId === 'c1')),
    companyTallies: companyKnown ? talliesOf(colleagues) : [],
    companyKnown,
    popularity: [...popularity.values()],
    weights,
    nowSeconds: at,
    managerId: null,
  });
}

test('a back-test ranks as a real call does, to the billionth: late news, and the company, as there', () => {
  fc.assert(
    fc.property(
      fc.array(anyEvent, { maxLength: 60 }),
      fc.array(fc.nat(260 * 86_400), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (all, moments, companyKnown) => {
        const events = all
          .map(({ lateBy, ...event }) => ({ ...event, knownAt: event.at + lateBy }))
          .toSorted((a, b) => a.knownAt - b.knownAt);
        const calls = moments
          .toSorted((a, b) => a - b)
          .map((after) => ({ at: START + after, clientId: 'c1', employeeId: 'anna' }));
        const history = { events, calls, ...(companyKnown && { clients }) };
        walkForward(history, weights, (call, sight) => {
          const { named, place } = productVerdict(sight, weights, call.employeeId);
          const seen = events
            .filter((event) => event.knownAt < call.at)
            .toSorted((a, b) => a.at - b.at);
          const wanted = ranked(seen, call.at, companyKnown);
          const byId = new Map(wanted.map((one) => [one.employeeId, one.probability]));
          expect(new Set(named.map((one) => one.employeeId))).toEqual(new Set(byId.keys()));
          for (const { employeeId, probability } of named)
            expect(Math.abs(probability - byId.get(employeeId)!)).toBeLessThanOrEqual(1e-9);
          expect(place === null).toBe(!byId.has('anna'));
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('simple rules that forget hear late news as well, and what has expired meanwhile stays expired', () => {
  const event = { clientId: 'c1', employeeId: 'anna', type: 'call' };
  const day = 86_400;
  // Valid for 60 days: at the second call the first two have expired, the third is told of late and has too.
  const events = [
    { ...event, at: START, knownAt: START },
    { ...event, at: START + 2 * day, knownAt: START + 2 * day },
    { ...event, at: START + 90 * day, knownAt: START + 90 * day },
    { ...event, at: START + day, knownAt: START + 100 * day },
    { ...event, at: START + 89 * day, knownAt: START + 100 * day },
  ];
  const calls = [99, 101].map((days) => ({ ...event, at: START + days * day }));
  const told: number[] = [];
  walkForward({ events, calls }, weights, ({ at }, { contacts }) => {
    const recent = contacts[0]!.recent.get('call')!;
    told.push(expire(recent, at, 60 * day), recent.sum);
  });
  const [late, early] = [START + 90 * day, START + 89 * day];
  expect(told).toEqual([1, late, 2, late + early]);
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

test('an event is not seen before it was known, however long ago it happened', () => {
  const event = {
    at: START,
    knownAt: START + 10,
    clientId: 'c1',
    employeeId: 'anna',
    type: 'call',
  };
  const calls = [START + 5, START + 10, START + 11].map((at) => ({ ...event, at }));
  const seen: number[] = [];
  walkForward({ events: [event], calls }, weights, (_, { contacts }) => {
    seen.push(contacts.length);
  });
  expect(seen).toEqual([0, 0, 1]);
});
