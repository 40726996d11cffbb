import { expect, test } from 'vitest';
import { countsForPopularity } from '#domain/ranking/weights.ts';
import { weights } from './sample.ts';

test('popularity counts handled events', () => {
  expect(countsForPopularity('call', weights)).toBe(true);
  expect(countsForPopularity('invoice', weights)).toBe(false);
  expect(countsForPopularity('fax', weights)).toBe(false);
});

test('popularity counts every event where the administrator marked no type as handled', () => {
  const rule = { weight: 1, halfLifeDays: 90, handled: false };
  const unmarked = { ...weights, eventTypes: new Map([['invoice', rule]]) };
  expect(countsForPopularity('invoice', unmarked)).toBe(true);
});
