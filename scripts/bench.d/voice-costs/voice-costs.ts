import { join } from 'node:path';
import type { VoiceMode } from '#domain/voice/words.ts';
import type { Benchmark, Result, Row, Run } from '../benchmark.ts';
import { startChild } from '../child.ts';

export interface Case {
  readonly folder: string;
  /** Null: the demo's own. */
  readonly people: number | null;
  readonly mode: VoiceMode;
}

/** What an engine was asked for, and how long espeak-ng took with it. */
export interface Spent {
  readonly requests: number;
  readonly characters: number;
  readonly seconds: number;
}

export interface Costs {
  readonly firstFill: Spent;
  readonly oneMore: Spent;
  readonly month: Spent;
  readonly cacheMb: number;
}

/** Yandex SpeechKit, dollars without VAT: v1 counts characters, v3 requests of up to 250 characters. */
const DOLLARS_PER_CHARACTER = 10.99999824 / 1e6;
const DOLLARS_PER_REQUEST = 0.0013327867;

export const voiceCosts: Benchmark = {
  name: 'voice-costs',
  about: 'what speech costs: whole sentences per employee, or words that all employees share',
  needs: ['packages'],
  run: measure,
};

async function measure({ isQuick, folder, progress }: Run): Promise<Result> {
  const companies = [
    { name: 'demo', people: null },
    { name: isQuick ? '20 people' : '300 people', people: isQuick ? 20 : 300 },
  ];
  const rows: Row[] = [];
  for (const { name, people } of companies) {
    progress(name);
    const costs = async (mode: VoiceMode): Promise<Costs> => {
      const mine: Case = { folder: join(folder, `${name} ${mode}`), people, mode };
      const args = [JSON.stringify(mine)];
      await using child = startChild(new URL('./run.ts', import.meta.url), { args });
      return (await child.told<{ costs: Costs }>('costs')).costs;
    };
    rows.push(...rowsOf(name, await costs('economy'), await costs('quality')));
  }
  return {
    baseline: 'voice.mode: quality; the column telefonistka is voice.mode: economy',
    rows,
    notes: [
      'Requests and characters are counted at the engine, seconds are those of espeak-ng here; a paid voice needs its own.',
      'Dollars as SpeechKit asked in August 2026, without VAT: v1 10.99999824 for a million characters, v3 0.0013327867 for a request of up to 250.',
      'Each person is said with one extension; with menu.keys: position a person is said with three keys instead.',
      'A month: of a hundred people two begin and one moves to another extension (at least one of each), and the words of one sentence are changed. Calls cost nothing: they are glued from what is there.',
    ],
  };
}

function rowsOf(company: string, economy: Costs, quality: Costs): Row[] {
  const row = (what: string, unit: string, of: (costs: Costs) => number): Row => ({
    what: `${company}, ${what}`,
    unit,
    ours: of(economy),
    baseline: of(quality),
    compared: null,
  });
  const steps = [
    ['first fill', (costs: Costs) => costs.firstFill],
    ['one new employee', (costs: Costs) => costs.oneMore],
    ['a month', (costs: Costs) => costs.month],
  ] as const;
  return [
    ...steps.flatMap(([step, of]) => [
      row(`${step}: requests`, '', (costs) => of(costs).requests),
      row(`${step}: characters`, '', (costs) => of(costs).characters),
      row(
        `${step}: by character (v1)`,
        '$',
        (costs) => of(costs).characters * DOLLARS_PER_CHARACTER,
      ),
      row(`${step}: by request (v3)`, '$', (costs) => of(costs).requests * DOLLARS_PER_REQUEST),
      row(`${step}: time`, 's', (costs) => of(costs).seconds),
    ]),
    row('fragments kept after the first fill', 'MB', ({ cacheMb }) => cacheMb),
  ];
}
