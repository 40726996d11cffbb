import { expect, test } from 'vitest';
import type { History } from '#domain/ranking/backtest/history.ts';
import { Failure } from '#ports/failure.ts';
import { telefonistka } from '#test/fakes/command-line.ts';
import { weights } from '#test/fakes/house.ts';
import { menuPolicy } from '#test/fakes/people.ts';

const DAY = 86_400;
const START = 1_700_000_000;

/** Each client always talks with the same person; now and then somebody else writes a letter. */
function history(): History {
  const events = Array.from({ length: 200 }, (_, i) => ({
    at: START + i * DAY,
    clientId: `c${i % 5}`,
    employeeId: i % 7 === 0 ? 'anybody' : `e${i % 5}`,
    type: i % 7 === 0 ? 'leter' : 'call_answered',
  }));
  const calls = Array.from({ length: 100 }, (_, i) => ({
    at: START + i * 2 * DAY + 60,
    clientId: `c${i % 5}`,
    employeeId: `e${i % 5}`,
  }));
  return { events, calls };
}

const house = {
  readHistory: async () => history(),
  readRanking: async (file: string | null) => ({
    file: file ?? 'ranking.yaml',
    weights,
    menu: menuPolicy(),
  }),
};

test('the figures as data: the keys that programs read, four digits, unknown types counted', async () => {
  const { exit, printed } = await telefonistka('backtest --events e --calls c --json', { house });
  expect(exit).toBe(0);
  const told = JSON.parse(printed) as Record<string, unknown>;
  expect(told).toMatchObject({
    n: 40,
    hit1: 1,
    hit3: 1,
    mrr: 1,
    coverage: 1,
    ceiling: 1,
    baselines: {
      last_employee: { hit1: expect.any(Number) },
      popular: { mrr: expect.any(Number) },
    },
    warm: { n: 40, baselines: { exp_30d: { hit3: expect.any(Number) } } },
    unknown_types: { leter: 29 },
  });
  expect(printed).not.toMatch(/\d\.\d{5}/);
});

test('the report tells what it looked at, the ceiling, each rule, and the type that nobody knows', async () => {
  const { printed } = await telefonistka('backtest --events e --calls c', {
    house,
    language: 'ru',
  });
  expect(printed).toMatch(/^Событий 200, звонков 100\. Проверены последние 40: с 2024-/);
  expect(printed).toMatch(/Потолок 100\.0 %/);
  expect(printed).toMatch(/ваши веса +1\.0000 /);
  expect(printed).toMatch(/most_frequent_handler/);
  expect(printed).toMatch(/leter: 29/);
});

test('--split 0 checks every call; nothing to check is said', async () => {
  const all = await telefonistka('backtest --events e --calls c --split 0 --json', { house });
  expect(JSON.parse(all.printed)).toMatchObject({ n: 100 });
  const empty = { ...house, readHistory: async () => ({ events: [], calls: [] }) };
  const none = await telefonistka('backtest --events e --calls c', { house: empty });
  expect(none.printed).toMatch(/no calls to check/);
});

test.each([
  ['backtest --events e', /both files are needed/],
  ['backtest --events e --calls c --split 1', /--split: a share from 0 to 1/],
  ['backtest --events e --calls c --split x', /--split/],
])('%s makes no sense, and says why', async (words, why) => {
  const { exit, noted } = await telefonistka(words, { house });
  expect(exit).toBe(2);
  expect(noted).toMatch(why);
});

test('mistakes in a file are told as they are, and the exit code says that it failed', async () => {
  const broken = {
    ...house,
    readHistory: () =>
      Promise.reject(new Failure('invalid', 'e.csv:2:1: ts: no whole unix seconds')),
  };
  const { exit, noted } = await telefonistka('backtest --events e --calls c', { house: broken });
  expect([exit, noted]).toEqual([1, 'e.csv:2:1: ts: no whole unix seconds']);
});
