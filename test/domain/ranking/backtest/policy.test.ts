import { expect, test } from 'vitest';
import { offeredBy } from '#domain/ranking/backtest/policy.ts';
import { menuPolicy } from '#test/fakes/people.ts';

const named = [0.35, 0.1, 0.1].map((probability, i) => ({ employeeId: `e${i}`, probability }));

test.each([
  [1, 'default', []],
  [2, 'menu', ['e0', 'e1']],
  [3, 'menu', ['e0', 'e1', 'e2']],
])(
  'with people_max %i the threshold is held against what was corrected for so many',
  (peopleMax, kind, employeeIds) => {
    const offered = offeredBy(menuPolicy({ peopleMax }), named, [0.4, 0.6, 0.9]);
    expect(offered).toEqual({ kind, employeeIds });
  },
);
