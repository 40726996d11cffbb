import { expect, test } from 'vitest';
import { rankingFor, rankingsOf } from '#domain/learning/arm.ts';
import { weights } from '#test/fakes/house.ts';

const trial = { ...weights, version: 'trial' };
const numbers = Array.from({ length: 5_000 }, (_, at) => `+7916${String(1_000_000 + at)}`);
const onTrial = (share: number) =>
  numbers.filter(
    (number) => rankingFor(number, { weights, canary: { weights: trial, share } }).arm === 'canary',
  );

test('without a canary everybody meets the usual ranking', () => {
  expect(rankingFor('+79161234567', { weights, canary: null })).toEqual({ arm: 'main', weights });
});

test('two rankings are in force while one is on trial', () => {
  const usual = { arm: 'main', weights };
  expect(rankingsOf({ weights, canary: null })).toEqual([usual]);
  expect(rankingsOf({ weights, canary: { weights: trial, share: 0 } })).toEqual([
    usual,
    { arm: 'canary', weights: trial },
  ]);
});

test('a share of the callers meets the other one, and says so', () => {
  const [first] = onTrial(0.1);
  expect(Math.abs(onTrial(0.1).length - 500)).toBeLessThan(5 * 22);
  expect(rankingFor(first!, { weights, canary: { weights: trial, share: 0.1 } })).toEqual({
    arm: 'canary',
    weights: trial,
  });
});

test('a larger share keeps those who are on trial already; 0 is nobody, 1 everybody', () => {
  expect(onTrial(0.3)).toEqual(expect.arrayContaining(onTrial(0.1)));
  expect([onTrial(0), onTrial(1)]).toEqual([[], numbers]);
});
