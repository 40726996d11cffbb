import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readWav } from '#adapters/plumbing/wav.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { anna, defaultMenu, menu, startSounds } from './sounds-house.ts';

test('for wideband telephones everything is 16 kHz, under the ending that Asterisk knows for it', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()], rateHz: 16_000 });
  await house.sounds.warm([menu(anna)]);
  const sound = await house.sounds.ready(menu(anna));
  const { samples, sampleRateHz } = readWav(await readFile(`${sound?.path}.wav16`), {
    streamed: false,
  });
  expect(sampleRateHz).toBe(16_000);
  expect(sound?.durationMs).toBe(Math.round(samples.length / 16));
  const made = await readdir(house.directory);
  expect(made.filter((name) => name.endsWith('.wav16'))).toHaveLength(4);
  expect(made.filter((name) => name.endsWith('.wav'))).toEqual([]);
});

test('the same menu takes as long at either rate', async () => {
  const tookMs = async (rateHz: 8_000 | 16_000): Promise<number> => {
    await using house = await startSounds({ engines: [fakeSpeech()], rateHz });
    await house.sounds.warm([menu(anna)]);
    return (await house.sounds.ready(menu(anna)))?.durationMs ?? 0;
  };
  expect(Math.abs((await tookMs(16_000)) - (await tookMs(8_000)))).toBeLessThan(20);
});

test('after a restart 16 kHz is there without an engine; a folder of 8 kHz is neither played for it nor set aside', async () => {
  await using first = await startSounds({ engines: [fakeSpeech()] });
  await first.sounds.warm([menu(anna)]);
  const { directory } = first;
  const wide = { engines: [fakeSpeech()], rateHz: 16_000, directory } as const;
  {
    await using house = await startSounds(wide);
    expect(await house.sounds.ready(menu(anna))).toBeNull();
    await house.sounds.warm([menu(anna)]);
  }
  const engine = fakeSpeech();
  await using again = await startSounds({ ...wide, engines: [engine] });
  expect(await again.sounds.ready(menu(anna))).not.toBeNull();
  expect(engine.asked).toEqual([]);
  expect(await readdir(directory)).not.toContain('set-aside');
});

test('the neutral phrases, which come at 8 kHz, are glued to 16 kHz, and played as they are where nothing can be written', async () => {
  await using house = await startSounds({ rateHz: 16_000 });
  const glued = await house.sounds.ready(defaultMenu);
  expect(readWav(await readFile(`${glued?.path}.wav16`), { streamed: false }).sampleRateHz).toBe(
    16_000,
  );
  const alone = await house.sounds.ready([{ phrase: 'to_queue' }]);
  const file = await readFile(`${alone?.path}.wav`);
  const { samples, sampleRateHz } = readWav(file, { streamed: false });
  expect([sampleRateHz, alone?.durationMs]).toEqual([8_000, Math.round(samples.length / 8)]);
});
