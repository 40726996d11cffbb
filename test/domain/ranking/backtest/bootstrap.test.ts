import { expect, test } from 'vitest';
import { bootstrapMeans } from '#domain/ranking/backtest/bootstrap.ts';

test('a hundred calls of one client are one witness, of a hundred clients a hundred', () => {
  const hits = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : 0));
  const many = hits.map((hit, i) => ({ clientId: `c${i}`, values: [hit] }));
  const few = hits.map((hit, i) => ({ clientId: i < 50 ? 'a' : 'b', values: [i < 50 ? 1 : hit] }));
  const [[wide], [narrow]] = [bootstrapMeans(few, 1), bootstrapMeans(many, 1)] as const;
  expect(narrow!.value).toBe(0.5);
  expect(narrow!.high - narrow!.low).toBeGreaterThan(0.15);
  expect(narrow!.high - narrow!.low).toBeLessThan(0.25);
  expect(wide!.high - wide!.low).toBeGreaterThan(0.3);
});

test('the same calls give the same interval, and what never changes has none', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    clientId: `c${i % 7}`,
    values: [1, i % 3],
  }));
  expect(bootstrapMeans(rows, 2)).toEqual(bootstrapMeans(rows, 2));
  expect(bootstrapMeans(rows, 2)[0]).toEqual({ value: 1, low: 1, high: 1 });
});
