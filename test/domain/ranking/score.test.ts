import { expect, test } from 'vitest';
import { scoreEmployees, totalScore } from '#domain/ranking/score.ts';
import { DAY, NOW, past, talliesOf, weights } from './sample.ts';

const scores = (...events: Parameters<typeof past>[]) =>
  scoreEmployees(talliesOf(events.map((event) => past(...event))), weights, NOW);

const rush = Array.from({ length: 50 }, (_, i) => past('anna', 'call', i / 20));

test('a score is weight × what the half-life left, type by type', () => {
  const anna = scores(['anna', 'call', 90], ['anna', 'invoice', 30], ['anna', 'invoice', 60]).get(
    'anna',
  )!;
  expect(anna.byType).toEqual(
    new Map([
      ['call', 2],
      ['invoice', 0.75],
    ]),
  );
  expect(anna.score).toBeCloseTo(2.75, 12);
  expect(anna.lastAt).toBe(NOW - 30 * DAY);
});

test('fifty calls of a few days count as max_fresh at most', () => {
  expect(scoreEmployees(talliesOf(rush), weights, NOW).get('anna')!.score).toBe(
    4 * weights.maxFresh,
  );
});

test('a type without a rule scores nothing, yet it was a contact', () => {
  const anna = scores(['anna', 'fax', 1]).get('anna')!;
  expect(anna.score).toBe(0);
  expect(anna.byType.size).toBe(0);
  expect(anna.lastAt).toBe(NOW - DAY);
});

test('rows of several clients of a company add up, each cut by itself', () => {
  const rows = [...talliesOf(rush), ...talliesOf([past('anna', 'call', 0)])];
  expect(scoreEmployees(rows, weights, NOW).get('anna')!.score).toBe(4 * 5 + 4);
});

test('the total is over everybody', () => {
  expect(totalScore(scores(['anna', 'call', 0], ['boris', 'invoice', 0]))).toBe(5);
  expect(totalScore(new Map())).toBe(0);
});
