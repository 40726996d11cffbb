import { describe, expect, test } from 'vitest';
import type { VoiceHouse } from '#app/cli/voice-house.ts';
import type { MadeSpeech } from '#domain/voice/made-speech.ts';
import { telefonistka } from '#test/fakes/command-line.ts';

const DAY_MS = 86_400_000;
const anna: MadeSpeech = {
  key: `a1${'0'.repeat(38)}`,
  text: 'Анна Петрова.',
  by: 'espeak-ng ru+f3 150',
  madeAtMs: Date.UTC(2026, 0, 31),
  take: 2,
  usedAtMs: Date.UTC(2026, 1, 28),
  durationMs: 1_240,
  bytes: 1024 ** 2,
};
const old: MadeSpeech = {
  ...anna,
  key: `b2${'0'.repeat(38)}`,
  text: 'Пётр Иванов.',
  by: null,
  madeAtMs: null,
  take: 1,
};

/** Speech that a test fills, and what was asked of it. */
function speech(made: readonly MadeSpeech[] = [anna, old], different: Partial<VoiceHouse> = {}) {
  const asked: unknown[] = [];
  const voice: VoiceHouse = {
    list: async () => ({ made, damaged: 0 }),
    async play(key, file) {
      asked.push({ key, file });
      return { file: file ?? `/sounds/${key}.wav` };
    },
    async remake({ texts, progress }) {
      asked.push(texts);
      texts.forEach((_, at) => progress(at + 1));
      return [];
    },
    async compare({ voices, text, folder }) {
      asked.push({ voices, text, folder });
      return voices.map((name) => ({
        voice: name,
        file: `/tmp/voice-${name}.wav`,
        durationMs: 900,
        reason: null,
      }));
    },
    ...different,
  };
  return { house: { voice }, asked };
}

describe('voice list', () => {
  test('shows what was made, by whom, when, and what it comes to', async () => {
    const { exit, printed } = await telefonistka('voice list', speech());
    expect(exit).toBe(0);
    expect(printed.split('\n')).toEqual([
      'key           made        used        length  voice                text',
      'a10000000000  2026-01-31  2026-02-28  1.2 s   espeak-ng ru+f3 150  Анна Петрова.',
      'b20000000000  -           2026-02-28  1.2 s   not noted            Пётр Иванов.',
      'Fragments: 2; 2.0 MB',
    ]);
  });

  test('only with the words that were asked for, in Russian', async () => {
    const { printed } = await telefonistka('voice list ИВАНОВ', { ...speech(), language: 'ru' });
    expect(printed).toContain('Пётр Иванов.');
    expect(printed).not.toContain('Анна');
    expect(printed).toContain('Фрагментов: 1; 1,0 МБ');
  });

  test('tells of damaged files', async () => {
    const list = async () => ({ made: [], damaged: 3 });
    const { printed } = await telefonistka('voice list', speech([], { list }));
    expect(printed).toBe('Fragments: 0; 0.0 MB\nDamaged (set aside at the next start): 3');
  });

  test('for programs: whole keys, dates of ISO 8601', async () => {
    const { printed } = await telefonistka('voice list --json', speech());
    expect(JSON.parse(printed)).toMatchObject({
      made: [
        { key: anna.key, take: 2, madeAt: '2026-01-31T00:00:00.000Z' },
        { key: old.key, by: null, madeAt: null, usedAt: '2026-02-28T00:00:00.000Z' },
      ],
      damaged: 0,
    });
  });
});

describe('voice play', () => {
  test('names the file of a text, and of a key', async () => {
    const { house, asked } = speech();
    const byText = await telefonistka(['voice', 'play', 'анна петрова.'], { house });
    expect(byText.printed).toBe(
      `/sounds/${anna.key}.wav  1.2 s  espeak-ng ru+f3 150  Анна Петрова.`,
    );
    await telefonistka('voice play b2000000 --out a.wav', { house });
    expect(asked).toEqual([
      { key: anna.key, file: null },
      { key: old.key, file: 'a.wav' },
    ]);
  });

  test.each([
    ['Зоя', 'there is no such speech; to make it: telefonistka say TEXT'],
    ['в', 'several fit (2), say more:\n  Анна Петрова.\n  Пётр Иванов.'],
  ])('of %j ends with 1 and says what to do', async (words, told) => {
    expect(await telefonistka(`voice play ${words}`, speech())).toMatchObject({
      exit: 1,
      noted: told,
    });
  });
});

describe('voice remake', () => {
  test('makes what holds the words anew, each text once', async () => {
    const { house, asked } = speech([anna, { ...anna, key: 'c3', by: 'other' }, old]);
    const { exit, printed, noted } = await telefonistka('voice remake анна', { house });
    expect([exit, printed, noted]).toEqual([0, 'Made anew: 1/1; characters: 13', '1/1']);
    expect(asked).toEqual([[anna.text]]);
  });

  test('only shows, when asked, what it would make', async () => {
    const { house, asked } = speech();
    const { printed } = await telefonistka('voice remake --dry-run', { house });
    expect(printed).toBe('Анна Петрова.\nПётр Иванов.\nWould be made anew: 2/2; characters: 25');
    expect(asked).toEqual([]);
  });

  test('ends with 1 when something could not be made, or nothing was found', async () => {
    const remake = async () => [{ text: anna.text, reason: 'nobody answers' }];
    expect(await telefonistka('voice remake', speech([anna, old], { remake }))).toMatchObject({
      exit: 1,
      printed: expect.stringContaining('Could not be made: Анна Петрова. (nobody answers)'),
    });
    expect((await telefonistka('voice remake Зоя', speech())).exit).toBe(1);
  });
});

describe('voice compare', () => {
  test('has each voice say it once, into files', async () => {
    const { house, asked } = speech();
    const words = ['voice', 'compare', 'Добрый день', '--voices', 'ru,ru+f3,ru', '--out', 'x'];
    const { exit, printed } = await telefonistka(words, { house });
    expect(exit).toBe(0);
    expect(printed).toBe('/tmp/voice-ru.wav  0.9 s  ru\n/tmp/voice-ru+f3.wav  0.9 s  ru+f3');
    expect(asked).toEqual([{ voices: ['ru', 'ru+f3'], text: 'Добрый день', folder: 'x' }]);
  });

  test('says which voice could not, and ends with 1', async () => {
    const compare = async () => [
      { voice: 'xx', file: null, durationMs: 0, reason: 'no such voice' },
    ];
    const words = 'voice compare да --voices xx';
    expect(await telefonistka(words, speech([], { compare }))).toMatchObject({
      exit: 1,
      printed: 'Could not be made: xx (no such voice)',
    });
  });
});

describe('voice cost', () => {
  test('counts characters by voice, and what they cost at a price', async () => {
    const { printed } = await telefonistka('voice cost --per-million 1200,50', {
      ...speech(),
      language: 'ru',
    });
    expect(printed.split('\n')).toEqual([
      'голос                Фрагментов  знаков  с повторами  минут  МБ   цена',
      'espeak-ng ru+f3 150  1           13      26           0,0    1,0  0,03',
      'не записано          1           12      12           0,0    1,0  0,01',
    ]);
    expect((await telefonistka('voice cost', speech())).printed).not.toContain('price');
  });

  test('says what to do when there is no speech yet', async () => {
    expect((await telefonistka('voice cost', speech([]))).printed).toBe(
      'No speech yet: telefonistka warm',
    );
  });

  test('for programs', async () => {
    const { printed } = await telefonistka('voice cost --json --per-million 1000000', speech());
    expect(JSON.parse(printed)).toMatchObject([
      { by: anna.by, characters: 13, charactersSpoken: 26, price: 26 },
      { by: null, price: 12 },
    ]);
  });
});

test.each([
  ['voice lst', 'list, play, remake, compare or cost is needed'],
  ['voice constructor', 'list, play, remake, compare or cost is needed'],
  ['voice play', 'play: a KEY or TEXT is needed'],
  ['voice compare', 'compare: a TEXT is needed'],
  ['voice compare да', '--voices: 1 to 10 names'],
  ['voice compare да --voices ../../etc', '--voices: 1 to 10 names'],
  ['voice compare да --voices a,b,c,d,e,f,g,h,i,j,k', '--voices: 1 to 10 names'],
  ['voice cost --per-million=-1', '--per-million: a price is needed'],
  ['voice cost --per-million 1e9', '--per-million: a price is needed'],
])('%j is told what is wrong with it', async (words, told) => {
  const { exit, noted } = await telefonistka(words, speech());
  expect([exit, noted]).toEqual([2, expect.stringContaining(told)]);
});

test('the day of a date is that of UTC', async () => {
  const late = { ...anna, madeAtMs: Date.UTC(2026, 0, 31) + DAY_MS - 1 };
  expect((await telefonistka('voice list', speech([late]))).printed).toContain('2026-01-31');
});
