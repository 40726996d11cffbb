import { describe, expect, test } from 'vitest';
import { measuresOf, MISS, placeOf } from '#domain/ranking/backtest/place.ts';

const named = (...scores: readonly (readonly [string, number, number?, number?])[]) =>
  scores.map(([employeeId, score, lastAt = 0, second = 0]) => ({
    employeeId,
    score,
    lastAt,
    second,
  }));

describe('where the label came out', () => {
  test('is after those with a higher score', () => {
    expect(placeOf('zoya', named(['anna', 3], ['zoya', 2], ['pyotr', 1]))).toEqual({
      before: 1,
      tied: 1,
    });
  });

  test('among equal scores the second figure decides, then who came last', () => {
    const equal = named(['anna', 1, 10, 0], ['zoya', 1, 5, 7], ['pyotr', 1, 20, 0]);
    expect(['zoya', 'pyotr', 'anna'].map((label) => placeOf(label, equal)?.before)).toEqual([
      0, 1, 2,
    ]);
  });

  test('rounding decides nothing: a billionth is no difference, a millionth is one', () => {
    expect(placeOf('zoya', named(['anna', 1 + 1e-10], ['zoya', 1]))?.tied).toBe(2);
    expect(placeOf('zoya', named(['anna', 1 + 1e-6], ['zoya', 1]))?.before).toBe(1);
  });

  test('who is not named has no place', () => {
    expect(placeOf('zoya', named(['anna', 1]))).toBeNull();
    expect(measuresOf(null)).toEqual(MISS);
  });
});

describe('what a place is worth', () => {
  test.each([
    [0, 1, [1, 1, 1]],
    [2, 1, [0, 1, 1 / 3]],
    [3, 1, [0, 0, 1 / 4]],
    // Two share the places 1 and 2, three the places 3 to 5.
    [0, 2, [1 / 2, 1, (1 + 1 / 2) / 2]],
    [2, 3, [0, 1 / 3, (1 / 3 + 1 / 4 + 1 / 5) / 3]],
  ])('%i before, %i tied', (before, tied, worth) => {
    for (const [i, value] of measuresOf({ before, tied }).entries())
      expect(value).toBeCloseTo(worth[i]!, 12);
  });
});
