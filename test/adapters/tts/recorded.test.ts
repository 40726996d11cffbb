import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeWav } from '#adapters/plumbing/wav.ts';
import { createRecorded } from '#adapters/tts/recorded.ts';

const run = promisify(execFile);
const second = Int16Array.from({ length: 16_000 }, (_, at) => Math.round(8_000 * Math.sin(at / 9)));
const wav = writeWav({ samples: second, sampleRateHz: 16_000 });

async function folder(files: Readonly<Record<string, Buffer>> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'tel-recorded-'));
  await mkdir(join(directory, 'ru'));
  for (const [name, bytes] of Object.entries(files))
    await writeFile(join(directory, 'ru', name), bytes);
  return { directory, path: (name: string) => join(directory, 'ru', name) };
}

test('a recording is found by the name of its phrase, and read as it is', async () => {
  const { directory } = await folder({
    'greeting.wav': wav,
    'option.34.wav': wav,
    'connecting.id-7f-a.wav': wav,
  });
  const recorded = createRecorded({ directory });
  expect([...(await recorded.list('ru')).keys()]).toEqual([
    'connecting.id-7f-a',
    'greeting',
    'option.34',
  ]);
  expect(await recorded.load('ru', 'greeting')).toEqual({ samples: second, sampleRateHz: 16_000 });
});

test('other files, other languages and folders that do not exist are no recordings', async () => {
  const { directory } = await folder({
    'notes.txt': wav,
    'my greeting.wav': wav,
    '.hidden.wav': wav,
  });
  const recorded = createRecorded({ directory });
  expect((await recorded.list('ru')).size).toBe(0);
  expect((await recorded.list('en')).size).toBe(0);
  await expect(recorded.load('ru', '../../etc/passwd')).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a recording that is replaced is seen to be another', async () => {
  const { directory, path } = await folder({ 'greeting.wav': wav });
  const recorded = createRecorded({ directory });
  const before = await recorded.list('ru');
  await utimes(path('greeting.wav'), new Date(), new Date(Date.now() + 5_000));
  expect(await recorded.list('ru')).not.toEqual(before);
});

test.each([
  ['stereo of 24 bits', 'greeting.wav', ['-c', '2', '-b', '24']],
  ['flac', 'greeting.flac', []],
  ['ogg', 'greeting.ogg', []],
])('%s is converted', async (_, name, format) => {
  const { directory, path } = await folder({ 'source.wav': wav });
  await run('sox', [path('source.wav'), ...format, path(name)]);
  const { samples, sampleRateHz } = await createRecorded({ directory }).load('ru', 'greeting');
  expect(samples.length / sampleRateHz).toBeCloseTo(1, 1);
});

test('mp3, which sox may not know, is converted by ffmpeg', async () => {
  const { directory, path } = await folder({ 'source.wav': wav });
  await run('ffmpeg', ['-v', 'error', '-i', path('source.wav'), path('greeting.mp3')]);
  const { samples, sampleRateHz } = await createRecorded({ directory }).load('ru', 'greeting');
  expect(samples.length / sampleRateHz).toBeCloseTo(1, 0);
});

test('without a converter the administrator is told what to do', async () => {
  const { directory } = await folder({
    'greeting.mp3': Buffer.from('an mp3, let us say, of some length'),
  });
  await expect(
    createRecorded({ directory, converters: [] }).load('ru', 'greeting'),
  ).rejects.toMatchObject({
    code: 'invalid',
    message:
      'greeting.mp3: the WAV is no RIFF file, and nothing here could convert it. Save it as PCM WAV, mono, 16 bit.',
  });
});

test('a file that no converter understands names what each of them said', async () => {
  const { directory } = await folder({ 'greeting.wav': Buffer.from('nothing of a sound') });
  await expect(createRecorded({ directory }).load('ru', 'greeting')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/greeting\.wav.*sox.*ffmpeg/s),
  });
});

test('a film is not loaded into memory', async () => {
  const { directory } = await folder({ 'greeting.wav': Buffer.alloc(17 * 1024 * 1024) });
  await expect(createRecorded({ directory }).load('ru', 'greeting')).rejects.toMatchObject({
    code: 'invalid',
  });
});

test('a recording that vanishes between two looks is not found', async () => {
  const { directory, path } = await folder({ 'greeting.wav': wav });
  const recorded = createRecorded({ directory });
  await recorded.list('ru');
  await rm(path('greeting.wav'));
  await expect(recorded.load('ru', 'greeting')).rejects.toMatchObject({ code: 'not-found' });
});
