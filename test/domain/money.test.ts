import { expect, test } from 'vitest';
import { amountOf, monthOf } from '#domain/money.ts';

const NOW = new Date('2026-11-30T23:59:59.999Z');

test('a month is a calendar month in UTC', () => {
  expect(monthOf(NOW)).toBe('2026-11');
  expect(monthOf(new Date(NOW.getTime() + 1))).toBe('2026-12');
});

test.each([
  [0, '0.00'],
  [1_333, '0.001333'],
  [187, '0.000187'],
  [12_500_000, '12.50'],
  [12_345_600, '12.3456'],
])('%i millionths are written %s', (micros, text) => {
  expect(amountOf(micros)).toBe(text);
});
