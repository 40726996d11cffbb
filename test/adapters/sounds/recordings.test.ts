import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWav, writeWav } from '#adapters/plumbing/wav.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';
import { createRecorded } from '#adapters/tts/recorded.ts';
import { readFile } from 'node:fs/promises';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { anna, menu, pyotr, startSounds } from './sounds-house.ts';

const voice = await createEspeak({ voice: 'ru+m3' }).synthesise(
  'Здравствуйте, это живой голос.',
  AbortSignal.timeout(5_000),
);
const recording = writeWav(voice);

async function withRecordings(files: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'tel-recorded-'));
  await mkdir(join(folder, 'ru'));
  const drop = (name: string, bytes = recording) => writeFile(join(folder, 'ru', name), bytes);
  for (const name of files) await drop(name);
  const engine = fakeSpeech();
  const house = await startSounds({
    engines: [engine],
    recorded: createRecorded({ directory: folder }),
  });
  return { ...house, engine, drop, remove: (name: string) => rm(join(folder, 'ru', name)) };
}

test('what a person recorded is not synthesised', async () => {
  await using house = await withRecordings(['greeting.wav', 'option.34.wav']);
  await house.sounds.warm([menu(anna, pyotr)]);
  expect(house.engine.asked).toEqual([
    'Наберите добавочный номер.',
    'Пётр Иванов — добавочный ноль два.',
    'Отдел продаж — ноль.',
  ]);
});

test('a recording dropped in while we run is heard by the next caller, and its deletion too', async () => {
  await using house = await withRecordings();
  await house.sounds.warm([menu(anna)]);
  const synthesised = await house.sounds.ready(menu(anna));
  await house.drop('greeting.wav');
  await house.sounds.rescan();
  const recorded = await house.sounds.ready(menu(anna));
  expect(recorded?.path).not.toBe(synthesised?.path);
  await house.remove('greeting.wav');
  await house.sounds.rescan();
  expect(await house.sounds.ready(menu(anna))).toEqual(synthesised);
});

test('a recording comes to the level and rate of everything else', async () => {
  await using house = await withRecordings(['to_queue.wav']);
  const sound = await house.sounds.ready([{ phrase: 'to_queue' }]);
  const wav = readWav(await readFile(`${sound?.path}.wav`), { streamed: false });
  expect(wav.sampleRateHz).toBe(8_000);
  expect(wav.samples.length / 8_000).toBeCloseTo(voice.samples.length / voice.sampleRateHz, 0);
});

test('a recording that cannot be used is named in the log once, and the engine speaks', async () => {
  await using house = await withRecordings();
  await house.drop(
    'greeting.wav',
    writeWav({ samples: new Int16Array(16_000), sampleRateHz: 16_000 }),
  );
  await house.sounds.rescan();
  await house.sounds.rescan();
  expect(house.lines.filter(({ level }) => level === 'warn')).toMatchObject([
    {
      text: 'recording cannot be used',
      fields: { recording: 'greeting', reason: 'the sound is silent' },
    },
  ]);
  expect(await house.sounds.warm([menu(anna)])).toMatchObject({ promptsReady: 1 });
});
