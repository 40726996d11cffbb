import { describe, expect, test } from 'vitest';
import { NO_CALIBRATION, type Fitted } from '#domain/learning/calibration.ts';
import { believe, withSum } from '#domain/learning/believe.ts';
import { planOffer, type Prospect } from '#domain/menu/plan.ts';
import { employee, menuPolicy } from '#test/fakes/people.ts';

function prospects(...probabilities: readonly number[]): readonly Prospect[] {
  return probabilities.map((probability, index) => ({
    employee: employee({ id: `e${index}`, extension: `3${index}` }),
    probability,
    inherited: 0,
    notOffered: null,
  }));
}
const probabilities = (those: readonly Prospect[]) =>
  those.map(({ probability }) => Number(probability.toFixed(4)));

/** Log odds are raised by `a`: half becomes 1 ÷ (1 + e^−a). */
const raisedBy = (a: number): Fitted => ({ a, b: 1, labels: 200 });
const learnt = (first: number, sum: number) => ({
  ...NO_CALIBRATION,
  own: { first: raisedBy(first), two: raisedBy(0), three: raisedBy(sum) },
});

test('while nothing is learnt the prospects stay what they are', () => {
  const told = prospects(0.4, 0.2);
  const { prospects: same, firstOwn, belief } = believe(told, 'own', NO_CALIBRATION, 3);
  expect(same).toBe(told);
  expect(firstOwn).toBe(0.4);
  expect(belief.sum).toEqual({
    raw: 0.6000000000000001,
    calibrated: 0.6000000000000001,
    labels: 0,
  });
});

describe('of what was learnt', () => {
  const told = prospects(0.3, 0.1, 0.05, 0.04);

  test('the sum decides whether a menu is played: .45 that came true in 62 % of calls is one', () => {
    const judgement = believe(told, 'own', learnt(0, 0.7), 3);
    expect(judgement.belief.sum.calibrated).toBeCloseTo(0.622, 3);
    expect(planOffer(told, menuPolicy()).kind).toBe('default');
    expect(planOffer(judgement.prospects, menuPolicy()).kind).toBe('menu');
  });

  test('… and .6 that came true in 43 % is none', () => {
    const judgement = believe(prospects(0.4, 0.2), 'own', learnt(0, -0.7), 3);
    expect(judgement.belief.sum.calibrated).toBeCloseTo(0.427, 3);
    expect(planOffer(judgement.prospects, menuPolicy()).kind).toBe('default');
  });

  test('the first alone decides about straight through', () => {
    const clear = prospects(0.8, 0.05);
    const raised = believe(clear, 'own', learnt(1, 0), 3);
    expect(planOffer(raised.prospects, menuPolicy(), raised.firstOwn).kind).toBe('direct');
    const lowered = believe(prospects(0.9, 0.05), 'own', learnt(-1, 0), 3);
    expect(planOffer(lowered.prospects, menuPolicy(), lowered.firstOwn).kind).toBe('menu');
  });

  test('each kind of evidence knows its own only', () => {
    const company = believe(told, 'company', learnt(1, 1), 3);
    expect(company.prospects).toBe(told);
    expect(company.belief.evidence).toBe('company');
  });

  test('nobody is connected straight away for what he inherited', () => {
    const [first, ...rest] = prospects(0.9, 0.05);
    const deputy = [{ ...first!, inherited: 0.5 }, ...rest];
    expect(believe(deputy, 'own', NO_CALIBRATION, 3).firstOwn).toBeCloseTo(0.4);
  });

  test('who could not be had is noted, for the end of such a call tells nothing', () => {
    const [first, second] = prospects(0.4, 0.2);
    const busy = { ...second!, notOffered: 'device-busy' as const };
    expect(believe([first!, busy], 'own', NO_CALIBRATION, 3).belief.people).toEqual([
      { employeeId: 'e0', isFree: true, probability: 0.4 },
      { employeeId: 'e1', isFree: false, probability: 0.2 },
    ]);
  });
});

describe('a menu that may name fewer is judged by what was taught of so many', () => {
  const own = { first: raisedBy(0.2), two: raisedBy(0.5), three: raisedBy(3) };
  const calibration = { ...NO_CALIBRATION, own };
  const told = prospects(0.35, 0.1, 0.1, 0.05);

  test.each([
    [1, 0.35, 0.397],
    [2, 0.45, 0.574],
    [3, 0.55, 0.961],
  ])('people_max %i', (peopleMax, raw, corrected) => {
    const { belief, prospects: trusted } = believe(told, 'own', calibration, peopleMax);
    expect(belief.sum.raw).toBeCloseTo(raw);
    expect(belief.sum.calibrated).toBeCloseTo(corrected, 3);
    const sum = trusted.slice(0, peopleMax).reduce((all, { probability }) => all + probability, 0);
    expect(sum).toBeCloseTo(corrected, 3);
  });

  test('so what came true of three makes no menu of one', () => {
    const plan = (peopleMax: number) =>
      planOffer(believe(told, 'own', calibration, peopleMax).prospects, menuPolicy({ peopleMax }))
        .kind;
    expect([1, 2, 3].map(plan)).toEqual(['default', 'menu', 'menu']);
  });

  test('and teaches of three all the same', () => {
    const noted = [1, 2, 3].map((peopleMax) => believe(told, 'own', calibration, peopleMax));
    for (const { belief } of noted)
      expect(belief.people.map(({ probability }) => probability)).toEqual([0.35, 0.1, 0.1]);
  });
});

test('who passed everything on to a deputy is noted no more: his absence would say that the call can tell nothing', () => {
  const [first, second] = prospects(0.4, 0);
  const away = { ...second!, notOffered: 'absent' as const };
  const { people } = believe([first!, away], 'own', NO_CALIBRATION, 3).belief;
  expect(people).toEqual([{ employeeId: 'e0', isFree: true, probability: 0.4 }]);
  expect(believe([away], 'own', NO_CALIBRATION, 3).belief.people).toEqual([]);
});

describe('a corrected sum', () => {
  test('is shared out as before, and what the others lose makes room for it', () => {
    const more = withSum(prospects(0.2, 0.1, 0.1, 0.05), 2, 0.6);
    expect(probabilities(more)).toEqual([0.4, 0.2, 0.0571, 0.0286]);
  });

  test('that is less gives nothing to the others: they would overtake the first', () => {
    const less = withSum(prospects(0.5, 0.3, 0.1), 2, 0.4);
    expect(probabilities(less)).toEqual([0.25, 0.15, 0.05]);
  });

  test('keeps all together within 1, however many there are', () => {
    const many = withSum(prospects(...Array.from({ length: 20 }, () => 0.05)), 3, 0.9);
    expect(many.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThanOrEqual(1);
  });

  test('of nothing is nothing', () => {
    expect(probabilities(withSum(prospects(0, 0), 3, 0.5))).toEqual([0, 0]);
    expect(withSum([], 3, 0.5)).toEqual([]);
  });
});
