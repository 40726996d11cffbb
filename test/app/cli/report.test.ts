import { describe, expect, test } from 'vitest';
import type { OfferedCall } from '#ports/journal.ts';
import { aLesson, anOfferedCall } from '#test/fakes/calls.ts';
import { telefonistka } from '#test/fakes/command-line.ts';
import { NOW } from '#test/fakes/house.ts';

const DAY_MS = 86_400_000;

/** So many calls of as many clients, an hour ago. */
const calls = (count: number, different: Partial<OfferedCall> = {}): readonly OfferedCall[] =>
  Array.from({ length: count }, (_, at) =>
    anOfferedCall({
      linkedid: String(at),
      clientId: `c${at}`,
      startedAtMs: NOW.getTime() - DAY_MS / 24,
      ...different,
    }),
  );
const report = async (offeredCalls: readonly OfferedCall[], language: 'ru' | 'en' = 'en') =>
  (await telefonistka('report live', { records: { offeredCalls }, language })).printed;

describe('report live', () => {
  test('without experiments tells the hits and the places, no more', async () => {
    const printed = await report(calls(4));
    expect(printed).toMatch(/the first of the names +4 +100\.0 % \(n = 4\)/);
    expect(printed).toMatch(
      /Which place of the menu is taken;.*\n +1 +100\.0 % \[\d+\.\d %, 100\.0 %\] \(n = 4\)/,
    );
    for (const absent of ['trial', 'lots', 'named nobody', 'Attention'])
      expect(printed).not.toContain(absent);
  });

  test.each([
    [
      'en',
      /Ranking on trial;.*\n.*same time.*\n.*main: test +canary: trial\nwith names/,
      'Canary less main, hit@1: -100.0 [',
    ],
    [
      'ru',
      /Веса на пробе:.*\n.*одного времени.*\n.*основные: test +проба: trial\nс именами/,
      'Проба минус основные, hit@1: -100.0 [',
    ],
  ] as const)(
    'compares a ranking on trial with the usual one (%s)',
    async (language, head, gain) => {
      const end = { employeeId: 'lev', talkSeconds: 60, transferred: false, redialled: false };
      const printed = await report(
        [
          ...calls(30),
          ...calls(20, { lesson: aLesson({ arm: 'canary' }), weightsVersion: 'trial', end }),
        ],
        language,
      );
      expect(printed).toMatch(head);
      expect(printed).toMatch(
        /hit@1 +100\.0 % \[\d+\.\d %, 100\.0 %\] \(n = 30\) +0\.0 % \[.*\] \(n = 20\)/,
      );
      expect(printed).toContain(gain);
    },
  );

  test.each([
    ['en', 'The first place is taken 1.00 times as often', 'Too few so far: 2 of 390'],
    ['ru', 'Первое место выбирают чаще второго в 1.00 раза', 'Пока мало: 2 из 390'],
  ] as const)(
    'tells what the place itself does, and when that is too early (%s)',
    async (language, ratio, few) => {
      const kept = aLesson({ randomised: true, propensity: 0.5 });
      const swapped = aLesson({ randomised: true, swapped: true, propensity: 0.5 });
      const printed = await report(
        [
          ...calls(2, { lesson: kept, chosenSlot: 0 }),
          ...calls(2, { lesson: swapped, chosenSlot: 1 }),
        ],
        language,
      );
      expect(printed).toContain(ratio);
      expect(printed).toContain(few);
    },
  );

  test.each([
    ['en', /Whom they wanted when we named nobody/, /menu not played +3 +100\.0 %/],
    ['ru', /Кого хотели, когда мы не подсказывали/, /меню не сыграно +3 +100\.0 %/],
  ] as const)('tells whom they want without us (%s)', async (language, head, row) => {
    const heldOut = {
      lesson: aLesson({ holdout: true, propensity: 0.05 }),
      policy: 'default',
      offered: [],
      chosenSlot: null,
    } as const;
    const printed = await report([...calls(3, heldOut), ...calls(2)], language);
    expect(printed).toMatch(head);
    expect(printed).toMatch(row);
  });

  test.each([
    [
      'en',
      /Attention: the first place is taken more and more \(\+50\.0 \[.*no more calls end well/,
    ],
    [
      'ru',
      /Внимание: первое место выбирают всё чаще \(\+50\.0 \[.*хороших разговоров не прибавилось/,
    ],
  ] as const)(
    'raises the alarm when presses rise and outcomes do not (%s)',
    async (language, told) => {
      const earlier = NOW.getTime() - 6 * DAY_MS;
      const before = { startedAtMs: earlier, chosenSlot: 1 };
      const printed = await report(
        [...calls(60, before), ...calls(60, { ...before, chosenSlot: 0 }), ...calls(120)],
        language,
      );
      expect(printed).toMatch(told);
    },
  );

  test('as data has all of it, and null for what there is not', async () => {
    const { printed } = await telefonistka('report live --json', {
      records: { offeredCalls: calls(4) },
    });
    expect(JSON.parse(printed)).toMatchObject({
      mode: 'live',
      days: 7,
      calls: 4,
      hit1Share: 1,
      trial: null,
      positions: { places: [{ count: 4, n: 4 }, { count: 0 }, { count: 0 }], swaps: null },
      holdout: null,
      alarm: { menus: [0, 4], isAlarming: null },
    });
  });

  describe('of more calls than are counted in one go', () => {
    const cutBeforeMs = NOW.getTime() - 3 * DAY_MS;
    const records = { offeredCalls: calls(4), cutBeforeMs };

    test.each([
      ['en', /^There are more calls than are counted .* 100000 only, since [\d-]+ [\d:]+\. /],
      ['ru', /^Звонков больше, чем считается за раз: .* последние 100000, с [\d-]+ [\d:]+\. /],
    ] as const)('says so first, in %s', async (language, told) => {
      const { printed } = await telefonistka('report live', { records, language });
      expect(printed).toMatch(told);
    });

    test('as data says since when, and halves the time that is left', async () => {
      const early = calls(2, { startedAtMs: NOW.getTime() - 2 * DAY_MS });
      const late = calls(4);
      const { printed } = await telefonistka('report live --json', {
        records: { offeredCalls: [...early, ...late], cutBeforeMs },
      });
      expect(JSON.parse(printed)).toMatchObject({ cutBeforeMs, alarm: { menus: [2, 4] } });
    });

    test('and of all there are says nothing of it', async () => {
      const { printed } = await telefonistka('report live --json', {
        records: { offeredCalls: calls(4) },
      });
      expect(JSON.parse(printed)).toMatchObject({ cutBeforeMs: null });
      expect(await report(calls(4))).not.toContain('in one go');
    });
  });

  test('of no calls is short', async () => {
    expect((await report([])).split('\n')).toHaveLength(5);
  });
});
