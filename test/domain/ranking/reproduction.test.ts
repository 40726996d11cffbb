import { expect, test } from 'vitest';
import { disagreements } from '#domain/ranking/reproduction.ts';

const one = (employeeId: string, probability: number) => ({ employeeId, probability });

test('the same probabilities agree, in whatever order', () => {
  const stored = [one('anna', 0.6), one('boris', 0.2)];
  expect(disagreements(stored, stored.toReversed())).toEqual([]);
  expect(disagreements([], [])).toEqual([]);
});

test.each([
  [0.000_09, 0],
  [-0.000_09, 0],
  [0.000_11, 1],
  [-0.000_11, 1],
])('a probability that is off by %d makes %d disagreements', (off, count) => {
  expect(disagreements([one('anna', 0.6)], [one('anna', 0.6 + off)])).toHaveLength(count);
});

test('who stands on one side only is named, unless next to nothing speaks for them', () => {
  expect(
    disagreements(
      [one('anna', 0.6), one('gone', 0.1)],
      [one('anna', 0.6), one('new', 0.2), one('hardly', 0.000_01)],
    ),
  ).toEqual([
    { employeeId: 'gone', stored: 0.1, recomputed: null },
    { employeeId: 'new', stored: null, recomputed: 0.2 },
  ]);
});
