import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  calibrationError,
  corrected,
  fitCorrection,
  NO_CORRECTION,
  reliability,
} from '#domain/ranking/backtest/calibration.ts';
import { Calibrator } from '#domain/ranking/backtest/calibrator.ts';
import { seeded } from '#domain/ranking/backtest/bootstrap.ts';

const DAY = 86_400;

/** Calls whose hits come half as often as is told. */
function boastful(count: number) {
  const random = seeded(1);
  return Array.from({ length: count }, () => {
    const probability = 0.2 + 0.7 * random();
    return { probability, hit: random() < probability / 2 ? 1 : 0 };
  });
}

test('what was told honestly stays as it is, what was boasted is brought down', () => {
  expect(fitCorrection([])).toEqual(NO_CORRECTION);
  const correction = fitCorrection(boastful(5_000));
  for (const probability of [0.3, 0.5, 0.8])
    expect(Math.abs(corrected(probability, correction) - probability / 2)).toBeLessThan(0.06);
});

test('a short history corrects little', () => {
  const [few, many] = [fitCorrection(boastful(5)), fitCorrection(boastful(2_000))];
  expect(Math.abs(few.a)).toBeLessThan(Math.abs(many.a));
});

test('a correction keeps the order of probabilities between 0 and 1, whatever they are', () => {
  const told = fc.array(
    fc.record({
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      hit: fc.constantFrom(0, 1),
    }),
    { maxLength: 50 },
  );
  fc.assert(
    fc.property(told, fc.double({ min: 0, max: 1, noNaN: true }), (past, probability) => {
      const value = corrected(probability, fitCorrection(past));
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }),
  );
});

test('bins tell what was said and what came of it; the error is their distance, by weight', () => {
  const told = [
    { probability: 0.1, hit: 0 },
    { probability: 0.15, hit: 1 },
    { probability: 1, hit: 1 },
  ];
  expect(reliability(told)).toEqual([
    { from: 0.1, n: 2, meanProbability: 0.125, hitRate: 0.5 },
    { from: 0.9, n: 1, meanProbability: 1, hitRate: 1 },
  ]);
  expect(calibrationError(told)).toBeCloseTo((2 / 3) * 0.375, 12);
  expect(calibrationError([])).toBeNull();
});

test('the calibrator learns only from calls that are more than thirty days old, and from 200 of them', () => {
  const calls = boastful(800);
  const early = new Calibrator();
  // All within thirty days: nothing is known yet.
  for (const [i, told] of calls.entries())
    expect(early.tell(told, i)).toBeCloseTo(told.probability, 4);
  const late = new Calibrator();
  const last = calls.map((told, i) => late.tell(told, i * DAY)).at(-1)!;
  expect(last).toBeLessThan(calls.at(-1)!.probability * 0.8);
});
