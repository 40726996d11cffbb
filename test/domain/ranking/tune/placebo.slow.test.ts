import { describe, expect, test } from 'vitest';
import { isAlarming, placebo } from '#domain/ranking/tune/placebo.ts';
import { readHistory, whyAbsent } from '../shared-histories.ts';
import { flatWeights, guessedWeights } from '../shared-weights.ts';
import { company } from './company.ts';

describe('a placebo', () => {
  const split = 0.6;

  test('finds nothing in shuffled types where the real ones mean a lot', () => {
    const report = placebo(company(4_000), { weights: flatWeights('dpdk_review'), split });
    expect(report).toMatchObject({
      found: false,
      tried: 'weights',
      fittedCalls: 1_680,
      guardCalls: 720,
    });
    expect(report.real!.tenthPercentile).toBeGreaterThan(0.02);
    expect(report.shuffled).toHaveLength(3);
    for (const { gain } of report.shuffled) expect(Math.abs(gain)).toBeLessThan(0.02);
  });

  test('shuffles the same way each time', () => {
    const options = { weights: flatWeights('dpdk_review'), split };
    expect(placebo(company(1_000), options)).toEqual(placebo(company(1_000), options));
  });

  test('tries what so many calls allow, and of few has nothing to try', () => {
    const options = { weights: flatWeights('dpdk_review'), split };
    expect(placebo(company(1_000), options).tried).toBe('half-lives');
    expect(placebo(company(300), options)).toMatchObject({
      found: null,
      tried: null,
      real: null,
      shuffled: [],
    });
  });

  test('raises the alarm where most shuffles are believed, and not for one of them', () => {
    const [believed, not] = [0.001, -0.001].map((tenthPercentile) => ({
      gain: 0.01,
      tenthPercentile,
    }));
    expect(isAlarming([believed!, believed!, not!])).toBe(true);
    expect(isAlarming([believed!, not!, not!])).toBe(false);
  });
});

describe.skipIf(whyAbsent() !== null)('on real histories', () => {
  /** docs/ranking.md, 11: weights gained +.031 on dpdk_review, and −.001 and +.001 on shuffled types. */
  test.each(['helpdesk', 'dpdk_review'] as const)(
    'with the types of %s shuffled weights find nothing',
    { timeout: 60_000 },
    (name) => {
      const report = placebo(readHistory(name), { weights: guessedWeights(name), split: 0.6 });
      expect([report.tried, report.found]).toEqual(['weights', false]);
      for (const { gain } of report.shuffled) expect(Math.abs(gain)).toBeLessThan(0.005);
      if (name === 'dpdk_review') expect(Math.abs(report.real!.gain - 0.031)).toBeLessThan(0.005);
    },
  );
});
