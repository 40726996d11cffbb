import { expect, test } from 'vitest';
import { remembered } from '#adapters/plumbing/remembered.ts';

function counted(textsMax: number) {
  let made = 0;
  const lengthOf = remembered((text) => {
    made += 1;
    return text === '' ? undefined : text.length;
  }, textsMax);
  return { lengthOf, made: () => made };
}

test('what was worked out once is not worked out again, nothing among it', () => {
  const { lengthOf, made } = counted(10);
  expect(['anna', 'anna', '', ''].map(lengthOf)).toEqual([4, 4, undefined, undefined]);
  expect(made()).toBe(2);
});

test('it remembers no more than it may, and is right all the same', () => {
  const { lengthOf, made } = counted(2);
  expect(['a', 'bb', 'ccc', 'a', 'ccc'].map(lengthOf)).toEqual([1, 2, 3, 1, 3]);
  expect(made()).toBe(4);
});
