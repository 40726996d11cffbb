import { expect, test } from 'vitest';
import { joinPopularity } from '#domain/ranking/tally.ts';

const WEEK = 7 * 86_400;

test('rows of one employee add up, brought to the newest moment of all', () => {
  const joined = joinPopularity([
    { employeeId: 'anna', amount: 2, lastAt: 0 },
    { employeeId: 'anna', amount: 1, lastAt: WEEK },
    { employeeId: 'boris', amount: 3, lastAt: 0 },
  ]);
  expect(joined).toEqual([
    { employeeId: 'anna', amount: 2, lastAt: WEEK },
    { employeeId: 'boris', amount: 1.5, lastAt: WEEK },
  ]);
});

test('the most popular comes first, equals by id', () => {
  const joined = joinPopularity([
    { employeeId: 'vera', amount: 1, lastAt: WEEK },
    { employeeId: 'boris', amount: 1, lastAt: WEEK },
    { employeeId: 'anna', amount: 1, lastAt: 0 },
  ]);
  expect(joined.map((row) => row.employeeId)).toEqual(['boris', 'vera', 'anna']);
});

test('no rows, nobody popular', () => {
  expect(joinPopularity([])).toEqual([]);
});
