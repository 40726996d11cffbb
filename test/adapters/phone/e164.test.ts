import { expect, test } from 'vitest';
import { isRegion, parseE164 } from '#adapters/phone/e164.ts';

test.each([
  ['030 123456', 'DE', '+4930123456'],
  ['0049 30 123456', 'DE', '+4930123456'],
  ['8 7172 123456', 'KZ', '+77172123456'],
  ['8 029 123 45 67', 'BY', '+375291234567'],
  ['112', 'DE', null],
] as const)('%j in %s is %s', (text, region, number) => {
  expect(parseE164(text, region)).toBe(number);
});

test('a note with a number in it is not searched for the number', () => {
  expect(
    parseE164(
      `перезвонить после обеда, лучше вечером, на номер ${'.'.repeat(20)} 89161234567`,
      'RU',
    ),
  ).toBeNull();
});

test('a region is a country of the phone tables', () => {
  expect(['RU', 'KZ', 'BY', 'DE'].map(isRegion)).toEqual([true, true, true, true]);
  expect(['ru', 'Russia', '', '7'].map(isRegion)).toEqual([false, false, false, false]);
});
