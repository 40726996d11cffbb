import { expect, test } from 'vitest';
import { editedRanking } from '#app/config/ranking-edit.ts';
import { rankingSchema, weightsFrom } from '#app/config/ranking-file.ts';
import { seeded } from '#domain/ranking/backtest/bootstrap.ts';
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
