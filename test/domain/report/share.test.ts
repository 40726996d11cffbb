import { describe, expect, test } from 'vitest';
import { differenceOf, shareOf } from '#domain/report/share.ts';

/** Calls of as many clients as there are calls, `yes` of them so. */
const calls = (yes: number, n: number, clientOf = (at: number) => `c${at}`) =>
  Array.from({ length: n }, (_, at) => ({
    linkedid: String(at),
    clientId: clientOf(at),
    isSo: at < yes,
  }));

test('a share has its denominator and an interval around it', () => {
  const { count, n, value, low, high } = shareOf(calls(30, 100));
  expect([count, n, value]).toEqual([30, 100, 0.3]);
  // Wilson: [.219, .396].
  expect(low).toBeLessThanOrEqual(0.219);
  expect(low).toBeGreaterThan(0.18);
  expect(high).toBeGreaterThanOrEqual(0.3958);
  expect(high).toBeLessThan(0.42);
});

test('of nothing is no share, and may be anything', () => {
  expect(shareOf([])).toEqual({ count: 0, n: 0, value: null, low: 0, high: 1 });
});

test('five of five is not certainty', () => {
  expect(shareOf(calls(5, 5)).low).toBeLessThan(0.6);
  expect(shareOf(calls(0, 5)).high).toBeGreaterThan(0.4);
});

test('a hundred calls of three clients tell less than those of a hundred', () => {
  const wide = shareOf(calls(34, 99, (at) => `c${Math.floor(at / 33)}`));
  const narrow = shareOf(calls(34, 99));
  expect(wide.high - wide.low).toBeGreaterThan(2 * (narrow.high - narrow.low));
});

test('many calls of one client are one client: nearly anything may be true of others', () => {
  const { low, high } = shareOf(calls(30, 40, () => 'c1'));
  expect(low).toBeLessThan(0.2);
  expect(high).toBeGreaterThan(0.95);
});

test('callers whom we do not know each stand for themselves', () => {
  const unknown = calls(30, 100).map((call) => ({ ...call, clientId: null }));
  expect(shareOf(unknown)).toEqual(shareOf(calls(30, 100)));
});

describe('a difference of two shares', () => {
  test('that is large is beyond chance, one that is small is not', () => {
    expect(differenceOf(calls(300, 1000), calls(400, 1000))?.low).toBeGreaterThan(0);
    const small = differenceOf(calls(30, 100), calls(35, 100));
    expect(small?.value).toBeCloseTo(0.05);
    expect(small?.low).toBeLessThan(0);
    expect(small?.high).toBeGreaterThan(0.05);
  });

  test('to nothing is none', () => {
    expect(differenceOf([], calls(1, 2))).toBeNull();
    expect(differenceOf(calls(1, 2), [])).toBeNull();
  });
});
