import { expect, test } from 'vitest';
import { Lately } from '#adapters/memory/lately.ts';

test('the newest come first, each once, and the oldest are forgotten', () => {
  const lately = new Lately(3);
  lately.note(['a', 'b', 'c']);
  lately.note(['a', 'd']);
  expect(lately.newestFirst()).toEqual(['d', 'a', 'c']);
  expect([lately.has('a'), lately.has('b')]).toEqual([true, false]);
});
