import { FIELDS } from '#adapters/crm/record.ts';
import { importVerb } from '#app/cli/import.ts';
import { describe, expect, test } from 'vitest';
import type { CliHouse } from '#app/cli/house.ts';
import type { SpokenBy } from '#ports/speech.ts';
import { telefonistka } from '#test/fakes/command-line.ts';
import { anOfferedCall } from '#test/fakes/calls.ts';
import { NOW } from '#test/fakes/house.ts';

describe('check-config', () => {
  test('is content with good settings', async () => {
    const house = {
      checkSettings: async () => ({ file: null, files: ['ranking.yaml'], mistakes: [] }),
    };
    expect(await telefonistka('check-config', { house })).toMatchObject({
      exit: 0,
      printed: 'No mistakes: ranking.yaml',
    });
  });

  test('prints each mistake and ends with 1', async () => {
    const house = {
      checkSettings: async () => ({
        file: 'a',
        files: ['a'],
        mistakes: ['a:1:1 x → y', 'a:2:1 z → w'],
      }),
    };
    expect(await telefonistka('check-config', { house })).toMatchObject({
      exit: 1,
      printed: 'a:1:1 x → y\na:2:1 z → w\nMistakes: 2',
    });
    expect(
      JSON.parse((await telefonistka('check-config --json', { house })).printed),
    ).toMatchObject({ ok: false });
  });
});

describe('report shadow', () => {
  const day = 86_400_000;
  const calls = [
    {
      ...anOfferedCall(),
      linkedid: '1',
      startedAtMs: NOW.getTime() - day,
      offered: ['anna', 'zoya'],
      reachedEmployeeId: 'zoya',
    },
    {
      ...anOfferedCall(),
      linkedid: '2',
      startedAtMs: NOW.getTime() - 9 * day,
      offered: ['anna'],
      reachedEmployeeId: 'anna',
    },
  ];
  test('says what share would have been right, with its denominator', async () => {
    const { printed } = await telefonistka('report shadow', { records: { offeredCalls: calls } });
    expect(printed).toMatch(/one of the three +1 +100\.0 % \(n = 1\)/);
    const longer = await telefonistka('report shadow --days 10 --json', {
      records: { offeredCalls: calls },
    });
    expect(JSON.parse(longer.printed)).toMatchObject({
      days: 10,
      calls: 2,
      hit1Share: 0.5,
      hit3Share: 1,
    });
  });

  test('has no shares of nothing', async () => {
    expect((await telefonistka('report shadow')).printed).not.toContain('%');
  });
});

const BY_V1: SpokenBy = {
  engine: 'SpeechKit v1',
  costMicros: 44,
  currency: 'USD',
  insteadOf: { engine: 'SpeechKit v3', costMicros: 1_333 },
};

describe('verbs that act', () => {
  test('import counts what it kept, and tells how far it is', async () => {
    const kept = { added: 1, changed: 2, unchanged: 3 };
    const requests: unknown[] = [];
    const house: Partial<CliHouse> = {
      async importFile({ progress, signal: _signal, ...request }) {
        requests.push(request);
        const result = {
          employees: kept,
          clients: kept,
          events: { ...kept, added: 5000 },
          leftOut: { malformed: 2 },
          share: 0.5,
        };
        progress(result);
        return result;
      },
    };
    const { exit, printed, noted } = await telefonistka(
      'import events.csv --skip-bad --source 1c',
      { house },
    );
    expect(exit).toBe(0);
    expect(requests).toEqual([{ file: 'events.csv', skipsBad: true, source: '1c' }]);
    expect(printed).toMatch(/events +5000 +2 +3\nlines left out: 2$/);
    expect(noted).toBe('50.0 %');
  });

  test('switch sets the kill switch, of everything or of one line', async () => {
    const set: unknown[] = [];
    const house = { setSwitch: async (request: unknown) => void set.push(request) };
    expect((await telefonistka('switch off', { house })).printed).toContain(
      'everybody goes to the sales queue',
    );
    expect((await telefonistka('switch on --line 74951234567', { house })).printed).toBe(
      '74951234567: On, from the next call.',
    );
    expect(set).toEqual([
      { on: false, line: null },
      { on: true, line: '74951234567' },
    ]);
  });

  test('say names the file that it spoke, who spoke, what it cost, and what it would have cost by the other way', async () => {
    const house = {
      say: async (text: string, file: string | null) => ({
        file: file ?? `${text}.wav`,
        durationMs: 1234,
        by: text === 'Привет' ? null : BY_V1,
      }),
    };
    expect((await telefonistka('say Привет', { house })).printed).toBe(
      'Привет.wav  1.2 s  said before, at no cost',
    );
    expect((await telefonistka('say Анна', { house })).printed).toBe(
      'Анна.wav  1.2 s  SpeechKit v1: 0.000044 USD (SpeechKit v3 would have been 0.001333 USD)',
    );
    expect(
      JSON.parse((await telefonistka('say Привет --out a.wav --json', { house })).printed).file,
    ).toBe('a.wav');
  });

  test('warm ends with 1 when something cannot be said', async () => {
    const report = {
      fragments: 2,
      synthesised: 1,
      failed: [],
      promptsReady: 2,
      prompts: 2,
      tookMs: 900,
    };
    const good = { warm: async () => report };
    const bad = {
      warm: async () => ({
        ...report,
        promptsReady: 1,
        failed: [{ text: '☎', reason: 'nothing to say' }],
      }),
    };
    expect(await telefonistka('warm', { house: good })).toMatchObject({
      exit: 0,
      printed: 'Ready: 2/2; newly spoken: 1; 0.9 s',
    });
    expect(await telefonistka('warm', { house: bad })).toMatchObject({
      exit: 1,
      printed: expect.stringContaining('☎ (nothing to say)'),
    });
  });

  test('call plays a caller, and says where he went', async () => {
    const asked: unknown[] = [];
    const house: Partial<CliHouse> = {
      async callByKeyboard({ signal: _signal, ...request }) {
        asked.push(request);
        return { kind: 'queue', reason: 'withheld' };
      },
    };
    expect((await telefonistka('call', { house })).printed).toBe('→ sales queue: withheld');
    await telefonistka('call 89161234567 --fast --line 74951234567', { house });
    expect(asked).toEqual([
      { number: 'anonymous', name: '', dialled: '', pace: 1 },
      { number: '89161234567', name: '', dialled: '74951234567', pace: 0 },
    ]);
  });

  test('start serves until it is told to stop', async () => {
    const served: boolean[] = [];
    const house = { serve: async (signal: AbortSignal) => void served.push(signal.aborted) };
    expect((await telefonistka('start', { house })).exit).toBe(0);
    expect(served).toEqual([false]);
  });
});

test('the help of import names every column that a file may have', () => {
  for (const [kind, columns] of Object.entries(FIELDS))
    for (const column of columns)
      for (const language of ['ru', 'en'] as const)
        expect(importVerb.details[language], kind).toMatch(new RegExp(`\\b${column}\\b`));
});
