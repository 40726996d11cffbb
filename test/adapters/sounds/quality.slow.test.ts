import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readWav } from '#adapters/plumbing/wav.ts';
import { loudnessLufs } from '#adapters/sounds/loudness.ts';
import { toFloat } from '#adapters/sounds/pcm.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';
import { FIXED_PHRASES, PERSON_PHRASES, type Phrases } from '#domain/voice/phrases.ts';
import { fragmentsOf } from '#domain/voice/fragments.ts';
import { anna, irina, menu, pyotr, startSounds } from './sounds-house.ts';

/** The words that are shipped. */
async function shippedPhrases(language: 'ru' | 'en'): Promise<Phrases> {
  const text = await readFile(
    new URL(`../../../config/phrases.${language}.yaml`, import.meta.url),
    'utf8',
  );
  const { phrases } = parse(text) as { phrases: Record<string, string> };
  const pick = <K extends string>(keys: readonly K[]) =>
    Object.fromEntries(keys.map((key) => [key, phrases[key] ?? ''])) as Record<K, string>;
  return { language, fixed: pick(FIXED_PHRASES), person: pick(PERSON_PHRASES) };
}

const phrases = await shippedPhrases('ru');
const house = await startSounds({ engines: [createEspeak({ voice: 'ru+f3' })], phrases });
afterAll(() => house[Symbol.asyncDispose]());
const prompt = menu(anna, pyotr, irina);
await house.sounds.warm([prompt]);
const sound = await house.sounds.ready(prompt);
const file = `${sound?.path}.wav`;
const { samples } = readWav(await readFile(file), { streamed: false });

async function ffmpeg(filter: string): Promise<string> {
  const { stderr } = await promisify(execFile)('ffmpeg', [
    '-hide_banner',
    '-nostats',
    '-i',
    file,
    '-af',
    filter,
    '-f',
    'null',
    '-',
  ]);
  return stderr;
}

test('a menu for three people is what Asterisk plays: 8 kHz, mono, 16 bit, whole', async () => {
  const { stdout } = await promisify(execFile)('sox', ['--info', file]);
  expect(stdout).toMatch(/Channels +: 1\n/);
  expect(stdout).toMatch(/Sample Rate +: 8000\n/);
  expect(stdout).toMatch(/Precision +: 16-bit\n/);
  expect(sound?.durationMs).toBeGreaterThan(8_000);
  expect(sound?.durationMs).toBeLessThan(20_000);
});

test('it is about as loud as announcements are', async () => {
  const [, loudness] =
    /I: +(-[\d.]+) LUFS\n +Threshold/.exec(await ffmpeg('ebur128=framelog=verbose')) ?? [];
  expect(Number(loudness)).toBeGreaterThan(-21.5);
  expect(Number(loudness)).toBeLessThan(-18.5);
});

test('nowhere in it is a second of silence', async () => {
  expect(await ffmpeg('silencedetect=noise=-45dB:d=1')).not.toContain('silence_start');
  // The measure itself sees silences: those between the fragments.
  expect(await ffmpeg('silencedetect=noise=-45dB:d=0.2')).toContain('silence_start');
});

const fragments = fragmentsOf(prompt, phrases, 'Ромашка');

test('between two fragments it is as still as the pause says, within 10 ms', () => {
  const heard = jointsIn(samples).flatMap((at, nth, all) =>
    nth % 2 === 0 ? [stillMs(at, all[nth + 1] ?? at)] : [],
  );
  const meant = fragments.slice(0, -1).map(({ pauseAfterMs }) => pauseAfterMs);
  expect(heard.length).toBe(meant.length);
  heard.forEach((ms, nth) => expect(Math.abs(ms - (meant[nth] ?? 0))).toBeLessThanOrEqual(10));
});

test('all fragments of the menu are equally loud, within 1.5 units', () => {
  const joints = [0, ...jointsIn(samples), samples.length];
  const loudness = fragments.map((_, nth) =>
    loudnessLufs(toFloat(samples.subarray(joints[nth * 2], joints[nth * 2 + 1])), 8_000),
  );
  expect(Math.max(...loudness) - Math.min(...loudness)).toBeLessThan(1.5);
});

test('no joint clicks: where a fragment meets a pause, the wave is as good as still', () => {
  const joints = jointsIn(samples);
  expect(joints.length).toBe((fragments.length - 1) * 2);
  for (const at of joints)
    for (let near = at - 3; near < at + 3; near += 1)
      expect(Math.abs((samples[near + 1] ?? 0) - (samples[near] ?? 0))).toBeLessThan(100);
});

// Tried again where the machine itself was busy: what blocks the loop does so each time.
test(
  'a hundred fragments are made while no caller notices: the event loop goes on',
  { retry: 2 },
  async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const people = Array.from({ length: 100 }, (_, at) => ({
      ...anna,
      employeeId: `${at}`,
      keys: `${1_000 + at}`,
    }));
    await house.sounds.warm(people.map((person) => [{ phrase: 'option', person }] as const));
    delay.disable();
    expect(delay.percentile(99) / 1e6).toBeLessThan(20);
  },
);

test.each(['ru', 'en'] as const)(
  'the shipped %s menu says that zero or staying on the line leads to the sales department',
  async (language) => {
    const { fixed } = await shippedPhrases(language);
    const way =
      language === 'ru'
        ? [/отдел\S* продаж/i, /ноль/i, /оставайтесь на линии/i]
        : [/sales department/i, /zero/i, /stay on the line/i];
    for (const words of way) {
      expect(fixed.menu_end).toMatch(words);
      expect(fixed.default_menu).toMatch(words);
    }
  },
);

/** From the last sample before this silence that can be heard to the first one after it. */
function stillMs(from: number, to: number): number {
  const isHeard = (sample: number): boolean => Math.abs(sample) > 32_768 * 10 ** (-45 / 20);
  const last = samples.subarray(0, from).findLastIndex(isHeard);
  return (to + samples.subarray(to).findIndex(isHeard) - last) / 8;
}

/** First and last sample of every pause: at least 150 ms of pure zeros. */
function jointsIn(wave: Int16Array): number[] {
  const joints: number[] = [];
  let from = 0;
  for (let at = 0; at <= wave.length; at += 1) {
    if (wave[at] === 0) continue;
    if (at - from >= 1_200 && at < wave.length) joints.push(from, at);
    from = at + 1;
  }
  return joints;
}
