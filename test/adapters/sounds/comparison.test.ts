import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWav } from '#adapters/plumbing/wav.ts';
import { compareVoices } from '#adapters/sounds/comparison.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tel-voices-'));
});
afterEach(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();

test('each voice is heard as callers would hear it; one that fails does not silence the others', async () => {
  const [one, bad, two] = [fakeSpeech('one'), fakeSpeech('bad'), fakeSpeech('two')];
  bad.mood = { kind: 'noise' };
  const voices = new Map(Object.entries({ one, bad, two }));
  const tried = await compareVoices(voices, {
    text: 'Добрый день',
    folder,
    rateHz: 8_000 as const,
    signal,
  });
  expect(tried).toMatchObject([
    { voice: 'one', file: join(folder, 'voice-one.wav'), reason: null },
    { voice: 'bad', file: null, durationMs: 0, reason: expect.stringContaining('not-speech') },
    { voice: 'two', file: join(folder, 'voice-two.wav'), reason: null },
  ]);
  expect((await readdir(folder)).toSorted()).toEqual(['voice-one.wav', 'voice-two.wav']);
  const { sampleRateHz, samples } = readWav(await readFile(join(folder, 'voice-one.wav')), {
    streamed: false,
  });
  expect(sampleRateHz).toBe(8_000);
  expect(Math.round(samples.length / 8)).toBe(tried[0]?.durationMs);
});

test('a folder that cannot be written is told', async () => {
  const voices = new Map([['one', fakeSpeech()]]);
  const request = { text: 'Добрый день', folder: '/dev/null/x', rateHz: 8_000 as const, signal };
  expect(await compareVoices(voices, request)).toMatchObject([
    { file: null, reason: expect.stringContaining('cannot be written') },
  ]);
});

test('who calls it off hears of nothing more', async () => {
  const voices = new Map([['one', fakeSpeech()]]);
  const request = {
    text: 'Добрый день',
    folder,
    rateHz: 8_000 as const,
    signal: AbortSignal.abort(),
  };
  await expect(compareVoices(voices, request)).rejects.toMatchObject({ code: 'gone' });
});
