import { expect, test } from 'vitest';
import { Lately } from '#adapters/memory/lately.ts';

test('whoever came up last is remembered, and the oldest are forgotten', () => {
  const lately = new Lately(3);
  lately.note(['a', 'b', 'c']);
  lately.note(['a', 'd']);
  expect(['a', 'b', 'c', 'd'].filter((id) => lately.has(id))).toEqual(['a', 'c', 'd']);
});
