import { describe, expect, test } from 'vitest';
import { positionReport } from '#domain/report/positions.ts';
import type { OfferedCall } from '#ports/journal.ts';
import { aLesson, anOfferedCall } from '#test/fakes/calls.ts';

/** Menus of which these places were keyed: `1` the first, `-` none. */
const menus = (keyed: string, different: Partial<OfferedCall> = {}) =>
  [...keyed].map((place, at) =>
    anOfferedCall({
      linkedid: String(at),
      clientId: `c${at}`,
      chosenSlot: place === '-' ? null : Number(place) - 1,
      ...different,
    }),
  );

test('each place is counted among the menus that had it', () => {
  const { places } = positionReport([
    ...menus('1123-'),
    ...menus('12', { offered: ['anna', 'pyotr'] }),
  ]);
  expect(places).toMatchObject([
    { count: 3, n: 7 },
    { count: 2, n: 7 },
    { count: 1, n: 5 },
  ]);
});

test('what was not played, or was no menu of names, says nothing about places', () => {
  const report = positionReport([
    ...menus('11', { wasHeard: false }),
    ...menus('11', { policy: 'direct' }),
    ...menus('11', { policy: 'default' }),
  ]);
  expect(report).toEqual({ places: [], swaps: null });
});

describe('lots', () => {
  const kept = { lesson: aLesson({ randomised: true, propensity: 0.9 }) };
  const swapped = { lesson: aLesson({ randomised: true, swapped: true, propensity: 0.1 }) };

  test('show each order by itself', () => {
    const { swaps } = positionReport([
      ...menus('1112', kept),
      ...menus('122', swapped),
      ...menus('1'),
    ]);
    expect(swaps).toMatchObject({
      asRanked: { first: { count: 3, n: 4 }, second: { count: 1, n: 4 } },
      swapped: { first: { count: 1, n: 3 }, second: { count: 2, n: 3 } },
    });
  });

  test('callers who choose the person leave a ratio of 1, though nine menus of ten are as ranked', () => {
    // 60 % want the person ranked first, 40 % the other, wherever they stand.
    const { swaps } = positionReport([
      ...menus('1'.repeat(54) + '2'.repeat(36), kept),
      ...menus('2'.repeat(6) + '1'.repeat(4), swapped),
    ]);
    expect(swaps?.firstToSecond).toBeCloseTo(1);
  });

  test('callers who choose the place show it: half of them key the first unheard', () => {
    const { swaps } = positionReport([
      ...menus('1'.repeat(72) + '2'.repeat(18), kept),
      ...menus('1'.repeat(7) + '2'.repeat(3), swapped),
    ]);
    expect(swaps?.firstToSecond).toBeCloseTo(3);
  });

  test('of one order alone give no ratio, nor does a second place that nobody keyed', () => {
    expect(positionReport(menus('12', kept)).swaps?.firstToSecond).toBeNull();
    const { swaps } = positionReport([...menus('11', kept), ...menus('1', swapped)]);
    expect(swaps?.firstToSecond).toBeNull();
  });

  test('that were not drawn are not told', () => {
    expect(positionReport(menus('12')).swaps).toBeNull();
  });
});
