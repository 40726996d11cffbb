import { expect, test } from 'vitest';
import { LatelyRated } from '#adapters/memory/lately-rated.ts';

test('the newest come first, each once, and the oldest are forgotten', () => {
  const rated = new LatelyRated(3);
  rated.note(['a', 'b', 'c']);
  rated.note(['a', 'd']);
  expect(rated.newestFirst()).toEqual(['d', 'a', 'c']);
});
