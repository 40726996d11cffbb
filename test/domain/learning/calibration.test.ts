import { describe, expect, test } from 'vitest';
import { calibrated, fitKind, NO_CALIBRATION } from '#domain/learning/calibration.ts';
import { aBelief } from '#test/fakes/calls.ts';

/** So many calls in which the first was believed at .4, the three at .7; `label` says who was reached. */
function calls(count: number, label: (index: number) => string, belief = aBelief()) {
  return Array.from({ length: count }, (_, index) => ({ belief, label: label(index) }));
}
const every = (nth: number, those: string, others: string) => (index: number) =>
  index % nth === 0 ? those : others;

describe('with 199 calls nothing is corrected, with 200 it is', () => {
  test.each([
    [199, 0.4],
    [200, 0.5],
  ])('%i', (count, probability) => {
    const { first } = fitKind(calls(count, every(2, 'anna', 'somebody')));
    expect(first.labels).toBe(count);
    expect(calibrated(0.4, first)).toBeCloseTo(probability, 2);
  });
});

test('what came true less often than it was told is told with less confidence, and the other way round', () => {
  const fit = fitKind(calls(1_000, every(10, 'anna', 'zoya')));
  expect(calibrated(0.4, fit.first)).toBeCloseTo(0.1, 1);
  expect(calibrated(0.7, fit.three)).toBeGreaterThan(0.95);
});

describe('one, two and three are taught apart, whatever a menu might name when the call came', () => {
  test.each([
    ['anna', 0.999, 0.999, 0.999],
    ['pyotr', 0.001, 0.999, 0.999],
    ['zoya', 0.001, 0.001, 0.999],
    ['somebody', 0.001, 0.001, 0.001],
  ])('all calls ended with %s', (label, ...rates) => {
    const sum = { raw: 0.4, calibrated: 0.4, labels: 0 };
    const { first, two, three } = fitKind(calls(1_000, () => label, aBelief({ sum })));
    const told = [calibrated(0.4, first), calibrated(0.6, two), calibrated(0.7, three)];
    for (const [i, rate] of rates.entries()) expect(told[i]).toBeCloseTo(rate, 1);
  });

  test('a record from before each one’s probability was noted teaches of the first alone', () => {
    const people = aBelief().people.map(({ employeeId, isFree }) => ({ employeeId, isFree }));
    const { first, two, three } = fitKind(calls(300, () => 'anna', aBelief({ people })));
    expect([first.labels, two.labels, three.labels]).toEqual([300, 0, 0]);
    expect(first.a).not.toBe(0);
  });
});

test('a correction keeps the order of probabilities', () => {
  const { first } = fitKind(calls(1_000, every(3, 'anna', 'zoya')));
  expect(calibrated(0.2, first)).toBeLessThan(calibrated(0.4, first));
});

test('only the newest thousand teach: what was true before them is forgotten', () => {
  const newest = calls(1_000, () => 'anna');
  const older = calls(500, () => 'somebody');
  const fit = fitKind([...newest, ...older]);
  expect(fit.first.labels).toBe(1_000);
  expect(fit.first).toEqual(fitKind(newest).first);
});

describe('a call teaches only what its end can tell', () => {
  const away = (place: number) =>
    aBelief({
      people: aBelief().people.map((one, index) => ({ ...one, isFree: index !== place })),
    });

  test('nothing about the first when the first was away', () => {
    const fit = fitKind(calls(300, () => 'pyotr', away(0)));
    expect([fit.first.labels, fit.three.labels]).toEqual([0, 0]);
  });

  test('nothing about the three when the third was busy, but something about the first', () => {
    const fit = fitKind(calls(300, () => 'pyotr', away(2)));
    expect([fit.first.labels, fit.three.labels]).toEqual([300, 0]);
  });

  test('nothing at all when there was nobody to believe in', () => {
    const fit = fitKind(calls(300, () => 'pyotr', aBelief({ people: [] })));
    expect([fit.first.labels, fit.three.labels]).toEqual([0, 0]);
  });
});

test('without any calls every probability is exactly as it is told', () => {
  for (const probability of [0, 0.1, 0.5, 0.85, 1])
    expect(calibrated(probability, NO_CALIBRATION.own.first)).toBe(probability);
});
