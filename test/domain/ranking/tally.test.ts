import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addToPopularity,
  addToTally,
  amountAt,
  removeFromPopularity,
  tallyOf,
  type Popularity,
  type Tally,
} from '#domain/ranking/tally.ts';

const DAY = 86_400;
const HOUR = 3_600;
const NOON = 1_800_000_000;
const monthly = { halfLifeDays: 30 };

const call = (at: number) => ({ employeeId: 'anna', type: 'call', at });
const tallied = (times: readonly number[], gap = HOUR, rule = monthly) =>
  tallyOf('anna', 'call', times, rule, gap);

/** The definition of docs/ranking.md 5.5, in so many words and without any shortcut. */
function naiveAmount(times: readonly number[], now: number, halfLifeDays: number, gap: number) {
  let countedAt = -Infinity;
  let sum = 0;
  for (const at of times.toSorted((a, b) => a - b)) {
    if (at - countedAt < gap) continue;
    countedAt = at;
    sum += 0.5 ** ((now - at) / DAY / halfLifeDays);
  }
  return sum;
}

const times = fc.array(fc.integer({ min: NOON - 400 * DAY, max: NOON }), {
  minLength: 1,
  maxLength: 60,
});
/** Bursts: several events within hours, where the gap matters. */
const bursts = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 * HOUR })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((pairs) => pairs.map(([day, second]) => NOON - day * DAY - second));
const halfLives = fc.double({ min: 0.5, max: 400, noNaN: true });

describe('a tally', () => {
  test.each([
    [0, 1],
    [15, 2 ** -0.5],
    [29, 2 ** (-29 / 30)],
    [30, 0.5],
    [31, 2 ** (-31 / 30)],
    [60, 0.25],
  ])('of one event is worth, after %d days of a half-life of 30, %d', (days, expected) => {
    expect(amountAt(tallied([NOON])!, NOON + days * DAY, 30)).toBeCloseTo(expected, 12);
  });

  test('equals the naive sum, event by event, in order', () => {
    fc.assert(
      fc.property(times, halfLives, fc.integer({ min: 0, max: 90 }), (when, halfLifeDays, days) => {
        const now = NOON + days * DAY;
        const tally = tallied(
          when.toSorted((a, b) => a - b),
          HOUR,
          { halfLifeDays },
        )!;
        const expected = naiveAmount(when, now, halfLifeDays, HOUR);
        expect(Math.abs(amountAt(tally, now, halfLifeDays) / expected - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  test('equals the naive sum of a burst, where most events count nothing', () => {
    fc.assert(
      fc.property(bursts, halfLives, (when, halfLifeDays) => {
        const tally = tallied(
          when.toSorted((a, b) => a - b),
          HOUR,
          { halfLifeDays },
        )!;
        const expected = naiveAmount(when, NOON, halfLifeDays, HOUR);
        expect(Math.abs(amountAt(tally, NOON, halfLifeDays) / expected - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  test('is the same in any order of arrival, when a late event that matters is answered by a rebuild', () => {
    fc.assert(
      fc.property(bursts, fc.constantFrom(0, HOUR), (when, gap) => {
        const arrived: number[] = [];
        let tally: Tally | undefined;
        for (const at of when) {
          arrived.push(at);
          const next = addToTally(tally, call(at), monthly, gap);
          tally =
            next === 'rebuild'
              ? tallied(
                  arrived.toSorted((a, b) => a - b),
                  gap,
                )!
              : next;
        }
        const inOrder = tallied(
          when.toSorted((a, b) => a - b),
          gap,
        )!;
        expect(tally!.amount).toBeCloseTo(inOrder.amount, 9);
        expect([tally!.lastAt, tally!.countedAt]).toEqual([inOrder.lastAt, inOrder.countedAt]);
      }),
    );
  });

  test.each([
    [HOUR - 1, 1, 'a second less than the gap counts nothing'],
    [HOUR, 2, 'the gap to the second counts'],
    [HOUR + 1, 2, 'a second more counts'],
  ])('second event after %d s: %d counted (%s)', (later, counted) => {
    const tally = tallied([NOON, NOON + later], HOUR, { halfLifeDays: 1e9 })!;
    expect(tally.amount).toBeCloseTo(counted, 6);
    expect(tally.lastAt).toBe(NOON + later);
  });

  test('measures the gap from the last counted event, so a steady stream is not silenced for ever', () => {
    const everyHalfHour = Array.from({ length: 9 }, (_, i) => NOON + i * (HOUR / 2));
    expect(tallied(everyHalfHour, HOUR, { halfLifeDays: 1e9 })!.amount).toBeCloseTo(5, 6);
  });

  test('asks for a rebuild only when a late event can change what counts', () => {
    const burst = tallied([NOON, NOON + 600])!;
    expect(addToTally(burst, call(NOON + 300), monthly, HOUR)).toBe(burst);
    expect(addToTally(burst, call(NOON - 300), monthly, HOUR)).toBe('rebuild');
    expect(addToTally(burst, call(NOON - 30 * DAY), monthly, 0)).toMatchObject({
      lastAt: NOON + 600,
      amount: expect.closeTo(burst.amount + 0.5, 3),
    });
  });

  test('takes a clock that went backwards for no time at all', () => {
    expect(amountAt(tallied([NOON])!, NOON - 1_000 * DAY, 30)).toBe(1);
  });

  test('never falls to nothing, however old: the person stays known', () => {
    const ancient = amountAt(tallied([0])!, NOON, 0.01);
    expect(ancient).toBeGreaterThan(0);
    expect(ancient).toBeLessThan(1e-200);
    expect(tallied([0, NOON], HOUR, { halfLifeDays: 0.01 })!.amount).toBe(1);
  });

  test('of no events is none', () => {
    expect(tallied([])).toBeNull();
  });

  test('refuses times that do not ascend, where the gap would be miscounted', () => {
    expect(() => tallied([NOON, NOON - DAY])).toThrow(RangeError);
  });
});

const total = (when: readonly number[]) =>
  when.reduce<Popularity | undefined>((sum, at) => addToPopularity(sum, call(at)), undefined)!;

describe('popularity', () => {
  test('equals the naive sum in any order of arrival, and knows no gap', () => {
    fc.assert(
      fc.property(bursts, (when) => {
        const sum = total(when);
        const expected = naiveAmount(when, sum.lastAt, 7, 0);
        expect(Math.abs(sum.amount / expected - 1)).toBeLessThan(1e-9);
        expect(sum.lastAt).toBe(Math.max(...when));
      }),
    );
  });

  test('forgets an event that never was', () => {
    fc.assert(
      fc.property(bursts, fc.integer({ min: NOON - 50 * DAY, max: NOON }), (when, never) => {
        const before = total([NOON, ...when]);
        const after = removeFromPopularity(addToPopularity(before, call(never)), { at: never });
        expect(after.amount).toBeCloseTo(before.amount, 9);
      }),
    );
  });

  test('of whom everything was taken back, in whatever order, nothing is left: not even a rounding', () => {
    fc.assert(
      fc.property(bursts, fc.integer({ min: 0, max: 200 }), (when, turn) => {
        const order = [...when.slice(turn % when.length), ...when.slice(0, turn % when.length)];
        const left = order.reduce((row, at) => removeFromPopularity(row, { at }), total(when));
        expect(left.amount).toBe(0);
      }),
    );
  });

  test('does not fall below nothing', () => {
    const none = removeFromPopularity(total([NOON]), { at: NOON });
    expect(removeFromPopularity(none, { at: NOON }).amount).toBe(0);
  });
});
