import { expect, test } from 'vitest';
import { editedRanking } from '#app/config/ranking-edit.ts';
import { rankingSchema, weightsFrom } from '#app/config/ranking-file.ts';
import { seeded } from '#domain/ranking/backtest/bootstrap.ts';
import type { HistoryRequest } from '#app/cli/house.ts';
import type { History } from '#domain/ranking/backtest/history.ts';
import { parse } from 'yaml';
import { telefonistka } from '#test/fakes/command-line.ts';
import { menuPolicy } from '#test/fakes/people.ts';

const FILE =
  'prior: 5\nevent_types:\n  talk: { weight: 1, half_life_days: 30 }\n  spam: { weight: 4, half_life_days: 30 } # рассылка\n';

/** Clients want whom they talk with; spam comes in somebody's name. */
function history(calls: number): History {
  const random = seeded(5);
  const events: History['events'][number][] = [];
  const labels = Array.from({ length: calls }, (_, i) => {
    const at = 1_600_000_000 + i * 7_200;
    const client = Math.floor(random() * 40);
    const [clientId, employeeId] = [`c${client}`, `e${client % 6}`];
    events.push(
      { at: at + 60, clientId, employeeId, type: 'talk' },
      { at: at + 90, clientId, employeeId: `e${Math.floor(random() * 6)}`, type: 'spam' },
    );
    return { at, clientId, employeeId };
  });
  return { events, calls: labels };
}

function house(calls: number) {
  const kept: [file: string, text: string][] = [];
  const weights = weightsFrom(rankingSchema.parse(parse(FILE)));
  return {
    kept,
    readHistory: async () => history(calls),
    readRanking: async () => ({ file: 'ranking.yaml', weights, menu: menuPolicy() }),
    editedRanking: async (_: string, before: typeof weights, after: typeof weights) =>
      editedRanking(FILE, before, after),
    keepProposal: async (file: string, text: string) => void kept.push([file, text]),
  };
}

test('a proposal is told line by line, with what it rests on, and written with its comments', async () => {
  const our = house(4_000);
  const { exit, printed } = await telefonistka('tune --events e --calls c --out proposal.yaml', {
    house: our,
    language: 'ru',
  });
  expect(exit).toBe(0);
  expect(printed).toMatch(/^Есть веса лучше ваших\./);
  expect(printed).toMatch(/n = \d+/);
  expect(printed).toMatch(/ranking\.yaml:4 +event_types\.spam\.weight +4 → /);
  expect(printed).toMatch(/выигрыш, MRR, 95 %: \+0\.\d+ \[/);
  expect(printed.match(/^ {2}c\d+ \(\d+\): /gm)).toHaveLength(10);
  expect(our.kept).toEqual([['proposal.yaml', expect.stringContaining('# рассылка')]]);
});

test('--check answers a cron job: exit code 1 and one line when there is something better', async () => {
  const stale = await telefonistka('tune --events e --calls c --check', { house: house(4_000) });
  expect([stale.exit, stale.printed]).toEqual([1, 'There are better weights than yours.']);
  const few = await telefonistka('tune --events e --calls c --check', { house: house(40) });
  expect([few.exit, few.printed]).toEqual([0, expect.stringMatching(/too few calls/)]);
});

test('with nothing to propose nothing is written', async () => {
  const our = house(40);
  const { printed } = await telefonistka('tune --events e --calls c --out p.yaml --json', {
    house: our,
  });
  expect(JSON.parse(printed)).toMatchObject({
    verdict: 'keep',
    changes: [],
    proposal: null,
    out: null,
  });
  expect(our.kept).toEqual([]);
});

const departments = new Map(
  Array.from({ length: 6 }, (_, i) => [`e${i}`, i < 3 ? 'Sales' : 'Store'] as const),
);

test('departments are told of, the one that gains least first', async () => {
  const our = house(4_000);
  const readHistory = async ({ employees }: HistoryRequest) => {
    expect(employees).toBe('s');
    return { ...history(4_000), departments };
  };
  const { printed } = await telefonistka('tune --events e --calls c --employees s', {
    house: { ...our, readHistory },
  });
  expect(printed).toMatch(/^There are better weights/);
  expect(printed).toMatch(/By the department .*\n {2}S(ales|tore) +\d+ {2}\+0\.\d{3}\n {2}S/);
  expect(printed).toMatch(/the same of all calls \(n = 1600\): \+0\.\d+ \[/);
});

/** Of forty clients the last four want whom spam comes from: the people of Letters. */
function losers(): History {
  const { events, calls } = history(4_000);
  const wantsSpam = (clientId: string) => Number(clientId.slice(1)) >= 36;
  const told = events.map((event) =>
    event.type === 'spam' && wantsSpam(event.clientId) ? { ...event, employeeId: 'clerk' } : event,
  );
  const labels = calls.map((call) =>
    wantsSpam(call.clientId) ? { ...call, employeeId: 'clerk' } : call,
  );
  const all = new Map([...departments, ['clerk', 'Letters'] as const]);
  return { events: told, calls: labels, departments: all };
}

test('a department that loses too much is named, also to a cron job, and nothing is proposed', async () => {
  const our = { ...house(4_000), readHistory: async () => losers() };
  const words = 'tune --events e --calls c --employees s';
  const { exit, printed } = await telefonistka(words, { house: our });
  expect(exit).toBe(0);
  expect(printed).toMatch(/^Weights that are better on average were found, but a department loses/);
  expect(printed).toMatch(/ {2}Letters +\d+ {2}−0\.\d{3} {2}LOSES more than 2 points/);
  const brief = await telefonistka(`${words} --check`, { house: our, language: 'ru' });
  expect([brief.exit, brief.printed]).toEqual([
    0,
    'Лучшие в среднем веса нашлись, но один из отделов теряет больше 2 пунктов: оставьте свои. Отдел: Letters.',
  ]);
  const data = await telefonistka(`${words} --json`, { house: our });
  expect(JSON.parse(data.printed)).toMatchObject({
    verdict: 'keep',
    why: 'department-loses',
    guard: { departments: [{ department: 'Letters', losesTooMuch: true }, {}, {}] },
  });
});

const labels = {
  calls: 4_100,
  labelled: 4_000,
  unknownOutcome: 100,
  nobody: 0,
  passedOn: 0,
  shortTalk: 0,
  redialled: 0,
  strangers: 0,
  transferred: 0,
};

test('--since tunes on our own store; a cron job hears one line all the same', async () => {
  const { readHistory: _, ...our } = house(4_000);
  const live = { ...our, readPast: async () => ({ history: history(4_000), labels }) };
  const { printed } = await telefonistka('tune --since 2026-01-01', { house: live });
  expect(printed).toMatch(
    /^The journal has 4100 calls; .* the end is not known 100\.\n\nThere are/,
  );
  const stale = await telefonistka('tune --since 2026-01-01 --check', { house: live });
  expect([stale.exit, stale.printed]).toEqual([1, 'There are better weights than yours.']);
  const data = await telefonistka('tune --since 2026-01-01 --json', { house: live });
  expect(JSON.parse(data.printed)).toMatchObject({ verdict: 'change', journal: labels });
});

test('--placebo says that shuffled data have nothing to find, beside what the real ones have', async () => {
  const words = 'tune --events e --calls c --placebo';
  const { exit, printed } = await telefonistka(words, { house: house(4_000), language: 'ru' });
  expect(exit).toBe(0);
  expect(printed).toMatch(/^В перемешанных данных подбор ничего надёжного не нашёл/);
  expect(printed).toMatch(/настоящие данные +\+0\.\d{3} +больше \+0\.\d{3}/);
  expect(printed.match(/перемешанные +[+−]0\.0\d{2}/g)).toHaveLength(3);
  const data = await telefonistka(`${words} --json`, { house: house(4_000) });
  expect(JSON.parse(data.printed)).toMatchObject({
    placebo: { found: false, tried: 'weights', shuffled: [{}, {}, {}] },
  });
});

test('--placebo warns of what half-lives may find, and says when there is nothing to try', async () => {
  const words = 'tune --events e --calls c --placebo';
  const some = await telefonistka(words, { house: house(1_000) });
  expect(some.printed).toMatch(/what half-lives add .*\n[^]*half-lives may rightly be found/);
  const few = await telefonistka(words, { house: house(100) });
  expect([few.exit, few.printed]).toEqual([0, expect.stringMatching(/^There are too few calls/)]);
  const both = await telefonistka(`${words} --out p.yaml`, { house: house(100) });
  expect([both.exit, both.noted]).toEqual([2, expect.stringMatching(/--placebo and --out/)]);
});
