import { expect, test } from 'vitest';
import { hitReport } from '#domain/report/hits.ts';

const call = (offered: string, reachedEmployeeId: string | null) => ({
  offered: [...offered],
  reachedEmployeeId,
});

test('a call counts as right when one of our three was reached, and best when it was the first', () => {
  const calls = [
    call('abc', 'a'),
    call('abc', 'c'),
    call('abcd', 'd'),
    call('ab', 'x'),
    call('', 'x'),
  ];
  expect(hitReport(calls)).toEqual({
    calls: 5,
    offered: 4,
    reached: 5,
    hit1: 1,
    hit3: 2,
    hit1Share: 0.2,
    hit3Share: 0.4,
    precision: 0.5,
  });
});

test('a call that no employee answered says nothing about us', () => {
  expect(hitReport([call('abc', null), call('abc', 'b')])).toMatchObject({
    calls: 2,
    reached: 1,
    hit3Share: 1,
  });
});

test('without answered calls the shares are absent, not 0', () => {
  for (const none of [[], [call('abc', null)]])
    expect(hitReport(none)).toMatchObject({ hit1Share: null, hit3Share: null, precision: null });
});
