import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readWav } from '#adapters/plumbing/wav.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';
import { PERSON_PHRASES, type Prompt, type SpokenPerson } from '#domain/voice/phrases.ts';
import type { RecordedSpeech } from '#ports/speech.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { anna, irina, menu, pyotr, startSounds } from './sounds-house.ts';

const everythingAbout = (person: SpokenPerson): Prompt[] =>
  PERSON_PHRASES.map((phrase) => [{ phrase, person }]);

test('a new colleague costs the words that nobody has, not five sentences', async () => {
  const engine = fakeSpeech();
  await using house = await startSounds({ engines: [engine], mode: 'economy' });
  await house.sounds.warm([anna, pyotr, irina].flatMap(everythingAbout));
  const before = engine.asked.length;

  const namesake = { employeeId: '10', name: 'Анна Соколова', keys: '32' };
  const known = await house.sounds.warm(everythingAbout(namesake));
  expect([known.synthesised, known.promptsReady]).toEqual([0, 5]);
  expect(house.sounds.stats().menus, 'no sentence takes room on the disk before it is said').toBe(
    0,
  );
  expect(await house.sounds.ready([{ phrase: 'busy', person: namesake }])).not.toBeNull();

  await house.sounds.warm(everythingAbout({ employeeId: '11', name: 'Анна Белых', keys: '36' }));
  expect(engine.asked.slice(before).toSorted()).toEqual(['Белых', 'шесть']);
});

test('a menu glued from words says what the whole sentences say', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()], mode: 'economy' });
  await house.sounds.warm([menu(anna, pyotr)]);
  expect(await house.sounds.ready(menu(anna, pyotr))).toMatchObject({
    text:
      'Здравствуйте! Компания Ромашка. Наберите добавочный номер. ' +
      'Анна Петрова — добавочный тридцать четыре. Пётр Иванов — добавочный ноль два. Отдел продаж — ноль.',
  });
});

test('a menu that lacks one word is not ready: nobody hears half a name', async () => {
  const engine = fakeSpeech();
  await using house = await startSounds({ engines: [engine], mode: 'economy' });
  await house.sounds.warm([menu(anna)]);
  const asked = engine.asked.length;
  expect(await house.sounds.ready(menu({ ...anna, name: 'Анна Белых' }))).toBeNull();
  await engine.askedTimes(asked + 1);
  expect(engine.asked.slice(asked)).toEqual(['Белых']);
});

test('a recording of the whole sentence wins over its words, and they are not made', async () => {
  const engine = fakeSpeech();
  const { signal } = new AbortController();
  const recorded: RecordedSpeech = {
    list: async () => new Map([['option.34', 'first take']]),
    load: () => fakeSpeech().synthesise('Анна Петрова, добавочный тридцать четыре.', signal),
  };
  await using house = await startSounds({ engines: [engine], recorded, mode: 'economy' });
  const prompt: Prompt = [{ phrase: 'option', person: anna }];
  const { fragments, promptsReady } = await house.sounds.warm([prompt]);
  expect([fragments, promptsReady, engine.asked]).toEqual([0, 1, []]);
});

test('words that an engine spoke are glued without a click and close to one another', async () => {
  await using house = await startSounds({
    engines: [createEspeak({ voice: 'ru+f3' })],
    mode: 'economy',
  });
  const prompt: Prompt = [{ phrase: 'option', person: anna }];
  await house.sounds.warm([prompt]);
  const sound = await house.sounds.ready(prompt);
  const { samples } = readWav(await readFile(`${sound?.path}.wav`), { streamed: false });
  const quiet = stillStretches(samples);
  // Анна · Петрова — добавочный · тридцать · четыре: one long pause, the dash.
  expect(quiet.filter(({ length }) => length > 1_400)).toHaveLength(1);
  // In silence and next to it the wave moves less than speech itself does.
  const steps = samples.map((sample, at) => Math.abs(sample - (samples[at - 1] ?? 0)));
  const inSpeech = Math.max(...steps);
  for (const { from, length } of quiet)
    expect(Math.max(...steps.subarray(from, from + length))).toBeLessThan(inSpeech / 10);
});

/** Where for at least 20 ms nothing can be heard. */
function stillStretches(samples: Int16Array): { from: number; length: number }[] {
  const loud = [...samples.keys()].filter((at) => Math.abs(samples[at] ?? 0) > 184);
  return loud.flatMap((at, nth) => {
    const next = loud[nth + 1] ?? at;
    return next - at < 160 ? [] : [{ from: at + 1, length: next - at - 1 }];
  });
}
