import { describe, expect, test } from 'vitest';
import { drawnPlan, NO_EXPERIMENTS } from '#domain/learning/experiment.ts';
import { peopleOf, type OfferedPerson, type Plan } from '#domain/menu/plan.ts';

const person = (employeeId: string, probability: number, keys: string): OfferedPerson => ({
  employeeId,
  extension: `3${keys}`,
  keys,
  probability,
});
const nearlyEqual: Plan = {
  kind: 'menu',
  people: [person('anna', 0.4, '1'), person('pyotr', 0.31, '2'), person('zoya', 0.1, '3')],
};
const calls = Array.from({ length: 2_000 }, (_, at) => `1763690587.${at}`);
const drawn = (plan: Plan, experiments: Partial<typeof NO_EXPERIMENTS>) =>
  calls.map((call) => drawnPlan(plan, call, { ...NO_EXPERIMENTS, ...experiments }, 'position'));
const spoken = (plan: Plan) =>
  peopleOf(plan)
    .map(({ employeeId, keys }) => `${employeeId}:${keys}`)
    .join(' ');

test('as shipped nothing is left to chance', () => {
  for (const { plan, ...rest } of drawn(nearlyEqual, {})) {
    expect(plan).toBe(nearlyEqual);
    expect(rest).toEqual({
      planned: ['anna', 'pyotr', 'zoya'],
      holdout: false,
      randomised: false,
      swapped: false,
      propensity: 1,
    });
  }
});

describe('a holdout', () => {
  test('is the default menu for the share that was asked for, and says what was kept from the caller', () => {
    const heldOut = drawn(nearlyEqual, { holdoutShare: 0.05 }).filter(({ holdout }) => holdout);
    expect(Math.abs(heldOut.length - 100)).toBeLessThan(5 * 10);
    for (const { plan, planned, propensity } of heldOut) {
      expect(plan).toEqual({ kind: 'default' });
      expect([planned[0], propensity]).toEqual(['anna', 0.05]);
    }
  });

  test('leaves the others a propensity of the rest', () => {
    const rest = drawn(nearlyEqual, { holdoutShare: 0.05 }).filter(({ holdout }) => !holdout);
    expect(new Set(rest.map(({ propensity }) => propensity))).toEqual(new Set([0.95]));
  });
});

describe('a swap', () => {
  test('changes the first two, and with positions the keys stay with the place', () => {
    const both = drawn(nearlyEqual, { swapShare: 0.1, holdoutShare: 0.2 });
    const swapped = both.filter((one) => one.swapped);
    expect(swapped.length).toBeGreaterThan(0);
    for (const { plan, planned, randomised, propensity } of swapped) {
      expect(spoken(plan)).toBe('pyotr:1 anna:2 zoya:3');
      expect([planned[0], randomised]).toEqual(['anna', true]);
      expect(propensity).toBeCloseTo(0.8 * 0.1);
    }
    const kept = both.filter(({ randomised, swapped: is }) => randomised && !is);
    for (const { plan, propensity } of kept) {
      expect(plan).toBe(nearlyEqual);
      expect(propensity).toBeCloseTo(0.8 * 0.9);
    }
    expect(Math.abs(swapped.length / (swapped.length + kept.length) - 0.1)).toBeLessThan(0.04);
  });

  test('leaves everybody their own extension', () => {
    const swapped = calls
      .map((call) => drawnPlan(nearlyEqual, call, { holdoutShare: 0, swapShare: 0.5 }, 'extension'))
      .find((one) => one.swapped);
    expect(swapped && spoken(swapped.plan)).toBe('pyotr:2 anna:1 zoya:3');
  });

  test.each([
    [0.301, true],
    [0.3, false],
    [0.1, false],
  ])('needs a near tie: .4 before %d → %s', (second, isDrawn) => {
    const plan: Plan = {
      kind: 'menu',
      people: [person('anna', 0.4, '1'), person('pyotr', second, '2')],
    };
    const lots = drawn(plan, { swapShare: 0.5 });
    expect(lots.every(({ randomised }) => randomised === isDrawn)).toBe(true);
    expect(lots.some(({ swapped }) => swapped)).toBe(isDrawn);
  });
});

test.each<[string, Plan]>([
  ['who is connected straight away', { kind: 'direct', person: person('anna', 0.9, '1') }],
  ['who hears no names anyway', { kind: 'default' }],
])('chance leaves alone %s', (_, plan) => {
  for (const one of drawn(plan, { holdoutShare: 0.5, swapShare: 0.5 }))
    expect(one).toMatchObject({ plan, holdout: false, randomised: false, propensity: 1 });
});

test('never is anybody named who would not have been named', () => {
  for (const { plan } of drawn(nearlyEqual, { holdoutShare: 0.5, swapShare: 0.5 })) {
    const named = peopleOf(plan).map(({ employeeId }) => employeeId);
    expect([0, 3]).toContain(named.length);
    expect(['anna', 'pyotr', 'zoya']).toEqual(expect.arrayContaining(named));
  }
});

test('the same call draws the same, another call of the same caller may not', () => {
  const shares = { holdoutShare: 0.5, swapShare: 0.5 };
  const once = calls.map((call) => drawnPlan(nearlyEqual, call, shares, 'position'));
  const again = calls.map((call) => drawnPlan(nearlyEqual, call, shares, 'position'));
  expect(again).toEqual(once);
  expect(new Set(once.map(({ holdout }) => holdout)).size).toBe(2);
});
