import { expect, test } from 'vitest';
import type { HistoryRequest } from '#app/cli/house.ts';
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

const count = {
  calls: 130,
  labelled: 100,
  unknownOutcome: 20,
  nobody: 3,
  passedOn: 0,
  shortTalk: 4,
  redialled: 2,
  strangers: 1,
  transferred: 5,
};

function live() {
  const asked: unknown[] = [];
  const clients = new Map([
    ['c0', { companyId: 'ooo', managerId: 'e0' }],
    ['c1', { companyId: null, managerId: null }],
  ]);
  return {
    asked,
    house: {
      readRanking: house.readRanking,
      async readPast({ sinceMs }: { sinceMs: number }) {
        asked.push(new Date(sinceMs).toISOString());
        const { events, calls } = history();
        const late = { ...events[0]!, knownAt: START + 900 * DAY };
        return { history: { events: [...events, late], calls, clients }, labels: count };
      },
    },
  };
}

test('--since looks at our own store, and says which calls of the journal it could not use', async () => {
  const our = live();
  const { exit, printed } = await telefonistka('backtest --since 2026-06-01', { house: our.house });
  expect([exit, our.asked]).toEqual([0, ['2026-06-01T00:00:00.000Z']]);
  const [first] = printed.split('\n');
  expect(first).toBe(
    'The journal has 130 calls; of 100 it says who dealt with them (5 after a transfer). ' +
      'Left out: the end is not known 20, no employee talked 3, less than 30 s of talk 4, ' +
      'called again within 10 minutes 2, a stranger 1.',
  );
  expect(printed).toMatch(/became known only after the last call: 1;/);
  expect(printed).toMatch(/The company is known in 20\.0 % .* manager is known in 20\.0 %/);
  expect(printed).toMatch(/assigned_manager +\.2000/);
  expect(printed).toMatch(/By whose history there is.*\n {2}own history +40 /);
  const data = await telefonistka('backtest --since 2026-06-01 --json', { house: our.house });
  expect(JSON.parse(data.printed)).toMatchObject({
    n: 40,
    journal: count,
    unseen_events: 1,
    clients: { companyKnown: 0.2 },
    baselines: { assigned_manager: { hit1: 0.2, hit3: 0.2, mrr: 0.2 } },
  });
});

test('--since says the same in Russian', async () => {
  const { printed } = await telefonistka('backtest --since 01.06.2026', {
    house: live().house,
    language: 'ru',
  });
  expect(printed).toMatch(/^В журнале звонков 130; кто занимался, известно в 100 .*неизвестно 20/);
  expect(printed).toMatch(/узнали только после последнего звонка: 1/);
  expect(printed).toMatch(/своя история/);
});

test('a file of clients is read as it is named; from files there is no journal', async () => {
  const asked: unknown[] = [];
  const files = {
    ...house,
    async readHistory({ progress: _, signal: __, ...request }: HistoryRequest) {
      asked.push(request);
      return history();
    },
  };
  const words = 'backtest --events e --calls c --clients k --json';
  const { printed } = await telefonistka(words, { house: files });
  expect(asked).toEqual([
    { events: 'e', calls: 'c', clients: 'k', employees: null, language: 'en' },
  ]);
  expect(JSON.parse(printed)).not.toHaveProperty('journal');
});

test('the figures of our own row have their interval, and each client counted once beside them', async () => {
  const { printed } = await telefonistka('backtest --events e --calls c', { house });
  expect(printed).toMatch(/clients with a history, 95 %: hit@1 \[1\.0000, 1\.0000\], hit@3/);
  expect(printed).toMatch(/Each client counted once \(n = 5\): hit@1 1\.0000/);
});

test('--split 0 checks every call; nothing to check is said', async () => {
  const all = await telefonistka('backtest --events e --calls c --split 0 --json', { house });
  expect(JSON.parse(all.printed)).toMatchObject({ n: 100 });
  const empty = { ...house, readHistory: async () => ({ events: [], calls: [] }) };
  const none = await telefonistka('backtest --events e --calls c', { house: empty });
  expect(none.printed).toMatch(/no calls to check/);
});

test.each([
  ['backtest --events e', /both files are needed, .* or else --since/],
  ['backtest', /both files are needed/],
  ['backtest --since yesterday', /--since: no time; write 2026-06-01/],
  ['backtest --since 2026-06-01 --calls c', /--since and --calls do not go together/],
  ['backtest --since 2026-06-01 --clients k', /--since and --clients do not go together/],
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
