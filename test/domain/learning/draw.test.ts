import { expect, test } from 'vitest';
import { drawOf } from '#domain/learning/draw.ts';

const calls = Array.from({ length: 20_000 }, (_, at) => `${1_763_690_587 + at}.${2 * at}`);

test('the same text draws the same for ever: a new version moves nobody from one ranking to the other', () => {
  expect(drawOf('1763690587.14', 'holdout')).toBeCloseTo(0.588_290, 6);
  expect(drawOf('1763690587.14', 'swap')).toBeCloseTo(0.454_869, 6);
  expect(drawOf('+79161234567', 'canary')).toBeCloseTo(0.967_514, 6);
});

test('calls that follow one another are spread evenly: each tenth of the range gets a tenth of them', () => {
  const tenths = Array.from<number>({ length: 10 }).fill(0);
  for (const call of calls) tenths[Math.floor(drawOf(call, 'holdout') * 10)]! += 1;
  // Five standard deviations of a fair draw.
  for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(5 * 42.5);
});

test('draws for different purposes know nothing of one another', () => {
  const both = calls.filter((call) => drawOf(call, 'holdout') < 0.1 && drawOf(call, 'swap') < 0.1);
  expect(Math.abs(both.length - 200)).toBeLessThan(5 * 14);
});
