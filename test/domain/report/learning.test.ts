import { describe, expect, test } from 'vitest';
import { alarmReport, holdoutReport, trialReport } from '#domain/report/learning.ts';
import type { OfferedCall } from '#ports/journal.ts';
import { aBelief, aLesson, anOfferedCall } from '#test/fakes/calls.ts';

/** So many calls, each of a client of its own. */
function calls(
  count: number,
  different: (at: number) => Partial<OfferedCall> = () => ({}),
): readonly OfferedCall[] {
  return Array.from({ length: count }, (_, at) =>
    anOfferedCall({ linkedid: String(at), clientId: `c${at}`, ...different(at) }),
  );
}
const reached = (employeeId: string | null): OfferedCall['end'] => ({
  employeeId,
  talkSeconds: employeeId === null ? 0 : 60,
  transferred: false,
  redialled: false,
});

describe('a ranking on trial', () => {
  const canary = aLesson({
    arm: 'canary',
    belief: aBelief({ people: [{ employeeId: 'zoya', isFree: true }] }),
  });

  test('stands beside the usual one, each figure with what it is of', () => {
    const report = trialReport([
      ...calls(10, (at) => ({ end: reached(at < 5 ? 'anna' : 'zoya') })),
      ...calls(20, () => ({ lesson: canary, end: reached('zoya') })),
    ]);
    const [main, other] = report!.arms;
    expect(main).toMatchObject({
      arm: 'main',
      versions: ['test'],
      menus: { count: 10, n: 10 },
      reached: { count: 10, n: 10 },
      hit1: { count: 5, n: 10, value: 0.5 },
      hit3: { count: 10, n: 10 },
    });
    expect(other).toMatchObject({ arm: 'canary', hit1: { count: 20, n: 20, value: 1 } });
    expect(report?.hit1?.value).toBeCloseTo(0.5);
    expect(report?.hit1?.low).toBeGreaterThan(0);
    expect(report?.hit3?.low).toBeLessThan(0);
  });

  test('is compared with the calls of its own time only', () => {
    const at = (startedAtMs: number, lesson = aLesson()) => ({
      startedAtMs,
      lesson,
      end: reached('anna'),
    });
    const report = trialReport([
      ...calls(40, () => at(1_000)),
      ...calls(3, (call) => at(5_000 + call * 1_000, canary)),
      ...calls(7, () => at(6_000)),
      ...calls(2, () => at(9_000)),
    ]);
    expect(report?.span).toEqual({ fromMs: 5_000, toMs: 7_000 });
    expect(report?.arms.map(({ menus }) => menus.n)).toEqual([7, 3]);
  });

  test('names every version of weights that was in force, for then it is a mixture', () => {
    const report = trialReport([
      ...calls(2, () => ({ lesson: canary, weightsVersion: 'b' })),
      ...calls(2, () => ({ lesson: canary, weightsVersion: 'a' })),
    ]);
    expect(report?.arms.map(({ versions }) => versions)).toEqual([[], ['a', 'b']]);
  });

  test('is judged by whom the caller wanted, not by what was offered or keyed', () => {
    const unoffered = { offered: [], policy: 'default', chosenSlot: null } as const;
    const planned = { ...canary, planned: [] };
    const report = trialReport(
      calls(1, () => ({ ...unoffered, lesson: planned, end: reached('zoya') })),
    );
    expect(report?.arms[1]).toMatchObject({
      menus: { count: 0, n: 1 },
      hit1: { count: 1, n: 1 },
    });
  });

  test('counts no call without a label among the hits, and none without an end among those reached', () => {
    const report = trialReport([
      ...calls(1, () => ({ lesson: canary, end: null })),
      ...calls(1, () => ({ lesson: canary, end: reached(null) })),
      ...calls(1, () => ({ lesson: canary, end: { ...reached('zoya')!, redialled: true } })),
    ]);
    expect(report?.arms[1]).toMatchObject({
      menus: { n: 3 },
      reached: { count: 1, n: 2 },
      hit1: { n: 0, value: null },
    });
    expect(report?.hit1).toBeNull();
  });

  test('without calls on trial there is nothing to tell; strangers are nobody’s', () => {
    expect(trialReport(calls(5))).toBeNull();
    expect(trialReport([])).toBeNull();
    expect(trialReport(calls(5, () => ({ lesson: null })))).toBeNull();
  });
});

describe('menus that were held out', () => {
  test('tell whom callers want when nobody is named, beside those who heard names', () => {
    const heldOut = aLesson({ holdout: true, propensity: 0.05 });
    const silent = { policy: 'default', offered: [], chosenSlot: null, lesson: heldOut } as const;
    const report = holdoutReport([
      ...calls(10, (at) => ({
        ...silent,
        end: reached(at < 3 ? 'anna' : at < 6 ? 'zoya' : 'lev'),
      })),
      ...calls(20, () => ({ end: reached('anna') })),
    ]);
    expect(report).toMatchObject({
      heldOut: { calls: 10, hit1: { count: 3, n: 10 }, hit3: { count: 6, n: 10 } },
      played: { calls: 20, hit1: { count: 20, n: 20 } },
    });
  });

  test('without any there is nothing to tell', () => {
    expect(holdoutReport(calls(5))).toBeNull();
    expect(holdoutReport([])).toBeNull();
  });
});

describe('the alarm: the first place is keyed more and more, and no more calls end well', () => {
  /** Menus of one half: what share keys the first, what share ends well. */
  const half = (atMs: number, n: number, first: number, good: number) =>
    calls(n, (at) => ({
      startedAtMs: atMs,
      chosenSlot: at < first * n ? 0 : 1,
      end: reached(at < good * n ? 'anna' : null),
    }));
  const alarm = (
    earlier: readonly [number, number, number],
    later: readonly [number, number, number],
  ) => alarmReport([...half(10, ...earlier), ...half(60, ...later)], 0, 100).isAlarming;

  test.each([
    ['both stay', [300, 0.5, 0.6], [300, 0.5, 0.6], false],
    ['presses rise, outcomes stay', [300, 0.4, 0.6], [300, 0.6, 0.6], true],
    ['presses rise, outcomes fall', [300, 0.4, 0.6], [300, 0.6, 0.4], true],
    ['both rise', [300, 0.4, 0.5], [300, 0.6, 0.7], false],
    ['presses fall', [300, 0.6, 0.6], [300, 0.4, 0.5], false],
    ['presses rise within chance', [300, 0.5, 0.6], [300, 0.53, 0.6], false],
  ] as const)('%s', (_, earlier, later, told) => {
    expect(alarm(earlier, later)).toBe(told);
  });

  test('of fewer than a hundred menus in one half nothing is told', () => {
    expect(alarm([99, 0.1, 0.6], [300, 0.9, 0.6])).toBeNull();
    expect(alarm([100, 0.1, 0.6], [300, 0.9, 0.6])).toBe(true);
    expect(alarmReport([], 0, 100)).toMatchObject({ menus: [0, 0], isAlarming: null });
  });

  test('menus that nobody heard are none', () => {
    const unheard = calls(300, () => ({ wasHeard: false }));
    expect(alarmReport(unheard, 0, 1).menus).toEqual([0, 0]);
  });
});
