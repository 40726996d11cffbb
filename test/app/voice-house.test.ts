import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWav } from '#adapters/plumbing/wav.ts';
import { loadConfig } from '#app/config/load.ts';
import { voiceHouse } from '#app/voice-house.ts';
import { startSounds, type TestSounds } from '#test/adapters/sounds/sounds-house.ts';
import { quietLog } from '#test/adapters/storage/engines.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';

const { signal } = new AbortController();
let folder: string;
let opened: TestSounds | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tel-voice-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The house over a folder in which two texts were said. */
async function house(engine = fakeSpeech(), voice = '') {
  const file = join(folder, 'telefonistka.yaml');
  await writeFile(file, `voice: { sounds_dir: ${folder}/sounds${voice} }\n`);
  const { sampleRateHz: rateHz } = (await loadConfig(file, {})).voice;
  const openSounds = async () => {
    opened = await startSounds({ engines: [engine], directory: join(folder, 'sounds'), rateHz });
    const { sounds } = opened;
    return Object.assign(sounds, { [Symbol.asyncDispose]: () => sounds.stop() });
  };
  await using sounds = await openSounds();
  await sounds.say('Добрый день');
  await sounds.say('До свидания');
  return voiceHouse(() => loadConfig(file, {}), {
    openSounds,
    openMoney: async () => null,
    log: quietLog,
  });
}

test('what was said is listed, and played into a file, while no engine is there', async () => {
  const engine = fakeSpeech();
  const voice = await house(engine);
  engine.mood = { kind: 'fails', code: 'unavailable' };
  const { made } = await voice.list();
  expect(made.map(({ text }) => text)).toEqual(['До свидания', 'Добрый день']);
  const [{ key } = { key: '' }] = made;
  const kept = join(folder, 'sounds', `${key}.wav`);
  expect(await voice.play(key, null)).toEqual({ file: kept });
  const copy = join(folder, 'copy.wav');
  expect(await voice.play(key, copy)).toEqual({ file: copy });
  expect(await readFile(copy)).toEqual(await readFile(kept));
  await expect(voice.play(key, '/dev/null/x.wav')).rejects.toMatchObject({ code: 'refused' });
  expect(engine.asked).toHaveLength(2);
});

test('texts are made anew one by one; one that fails stays as it was, and the others go on', async () => {
  const engine = fakeSpeech();
  const voice = await house(engine);
  const texts = ['Добрый день', '…', 'До свидания'];
  const done: number[] = [];
  const failed = await voice.remake({ texts, progress: (count) => done.push(count), signal });
  expect(failed).toEqual([{ text: '…', reason: 'nothing to say' }]);
  expect(done).toEqual([1, 2, 3]);
  expect((await voice.list()).made.map(({ take }) => take)).toEqual([2, 2]);
});

test('a remaking that is called off says how far it came', async () => {
  const voice = await house();
  const request = { texts: ['Добрый день'], progress: () => {}, signal: AbortSignal.abort() };
  await expect(voice.remake(request)).rejects.toMatchObject({
    code: 'gone',
    message: 'called off after 0 of 1',
  });
  expect((await voice.list()).made.map(({ take }) => take)).toEqual([1, 1]);
});

test('voices of the first engine of the settings are compared, and none of it enters the cache', async () => {
  const voice = await house();
  const voices = ['ru', 'no-such-voice'];
  const tried = await voice.compare({ text: 'Добрый день', voices, folder, signal });
  expect(tried).toMatchObject([
    { voice: 'ru', file: join(folder, 'voice-ru.wav'), reason: null },
    { voice: 'no-such-voice', file: null, reason: expect.any(String) },
  ]);
  expect((await voice.list()).made).toHaveLength(2);
});

test('wideband speech is listed, played and compared as wideband telephones hear it', async () => {
  const voice = await house(fakeSpeech(), ', sample_rate_hz: 16000');
  const { made } = await voice.list();
  expect(made.map(({ text }) => text)).toEqual(['До свидания', 'Добрый день']);
  const [{ key } = { key: '' }] = made;
  const { file } = await voice.play(key, null);
  expect(file).toBe(join(folder, 'sounds', `${key}.wav16`));
  const request = { text: 'Добрый день', voices: ['ru'], folder, signal };
  const [tried] = await voice.compare(request);
  for (const one of [file, tried?.file ?? ''])
    expect(readWav(await readFile(one), { streamed: false }).sampleRateHz).toBe(16_000);
});

test('a voice that SpeechKit does not have is told before anything is paid for', async () => {
  const engines = ', engines: [{ kind: speechkit, key: secret, voice: marina, role: friendly }]';
  const voice = await house(fakeSpeech(), engines);
  const compare = (name: string) =>
    voice.compare({ text: 'Добрый день', voices: [name], folder, signal });
  await expect(compare('nobody')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('SpeechKit has no voice nobody with the role friendly'),
  });
  // One that exists is asked, and as nothing counts the money here it is not spent.
  expect(await compare('dasha')).toMatchObject([{ file: null }]);
});
