import { expect, test } from 'vitest';
import { spokenKeys } from '#domain/voice/numbers.ts';

test.each([
  ['0', 'ноль'],
  ['1', 'один'],
  ['34', 'тридцать четыре'],
  ['02', 'ноль два'],
  ['00', 'ноль ноль'],
  ['10', 'десять'],
  ['19', 'девятнадцать'],
  ['20', 'двадцать'],
  ['99', 'девяносто девять'],
  ['105', 'один ноль пять'],
  ['100', 'один ноль ноль'],
  ['345', 'три сорок пять'],
  ['1234', 'двенадцать тридцать четыре'],
  ['1005', 'десять ноль пять'],
  ['0012', 'ноль ноль двенадцать'],
  ['2000', 'двадцать ноль ноль'],
  ['12345', 'один двадцать три сорок пять'],
  ['*7', 'звёздочка семь'],
  ['12#', 'двенадцать решётка'],
  ['', ''],
])('a Russian office reads %s as «%s»', (keys, spoken) => {
  expect(spokenKeys(keys, 'ru')).toBe(spoken);
});

test.each([
  ['1', 'one'],
  ['34', 'thirty-four'],
  ['02', 'zero two'],
  ['105', 'one zero five'],
  ['1234', 'twelve thirty-four'],
  ['2000', 'twenty zero zero'],
  ['*70', 'star seventy'],
])('an English office reads %s as "%s"', (keys, spoken) => {
  expect(spokenKeys(keys, 'en')).toBe(spoken);
});

test('no two extensions of 2 to 4 digits sound the same', () => {
  const all = [2, 3, 4].flatMap((length) =>
    Array.from({ length: 10 ** length }, (_, value) => String(value).padStart(length, '0')),
  );
  for (const language of ['ru', 'en'] as const)
    expect(new Set(all.map((keys) => spokenKeys(keys, language))).size).toBe(all.length);
});
