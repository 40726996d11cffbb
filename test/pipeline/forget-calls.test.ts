import { expect, test } from 'vitest';
import { forgetCalls } from '#pipeline/forget-calls.ts';

const NOW = new Date('2026-11-20T09:00:00Z');
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test('calls older than the term are forgotten piece by piece, until none is left', async () => {
  const asked: [string, number][] = [];
  const pieces = [1_000, 1_000, 17, 0];
  const journal = {
    async forget(beforeMs: number, callsMax: number) {
      asked.push([new Date(beforeMs).toISOString(), callsMax]);
      return pieces.shift() ?? 0;
    },
  };
  expect(await forgetCalls({ journal, log: silent, now: () => NOW }, 30)).toBe(2_017);
  expect(asked).toHaveLength(4);
  expect(asked[0]).toEqual(['2026-10-21T09:00:00.000Z', 1_000]);
});
