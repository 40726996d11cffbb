import { expect, test } from 'vitest';
import { checkFinished, checkRaw } from '#adapters/sounds/check.ts';
import { finish } from '#adapters/sounds/finish.ts';
import { loudnessLufs } from '#adapters/sounds/loudness.ts';
import { toFloat } from '#adapters/sounds/pcm.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';

const TEXT = 'Если Вы знаете добавочный номер, наберите его.';
const raw = await createEspeak({ voice: 'ru' }).synthesise(TEXT, AbortSignal.timeout(5_000));
const finished = finish(raw, 8_000);

test('finished speech is as loud as every other, does not clip, and begins and ends in silence', () => {
  expect(loudnessLufs(toFloat(finished), 8_000)).toBeCloseTo(-20, 0);
  expect(Math.max(...finished.map(Math.abs))).toBeLessThan(32_767 * 0.9);
  expect([finished[0], finished.at(-1)]).toEqual([0, 0]);
});

test('a voice that was cut in the middle of a vowel neither begins nor ends with a click', () => {
  const vowel = Int16Array.from(
    { length: 22_050 },
    (_, at) => 15_000 * Math.cos((2 * Math.PI * 200 * at) / 22_050),
  );
  const soft = finish({ samples: vowel, sampleRateHz: 22_050 }, 8_000);
  const steps = [...soft].map((sample, at) => Math.abs(sample - (soft[at - 1] ?? 0)));
  expect(Math.max(...steps.slice(0, 4), ...steps.slice(-4))).toBeLessThan(300);
  expect(Math.max(...steps)).toBeGreaterThan(500); // what the vowel itself does
});

test.each([0.2, 0.5, 2])('a voice %f times as loud comes out the same', (gain) => {
  const samples = raw.samples.map((sample) => Math.max(-32_768, Math.min(32_767, sample * gain)));
  expect(loudnessLufs(toFloat(finish({ ...raw, samples }, 8_000)), 8_000)).toBeCloseTo(-20, 0);
});

test('an offset of the microphone is taken out', () => {
  const samples = raw.samples.map((sample) => sample / 4 + 3_000);
  const clean = finish({ ...raw, samples }, 8_000);
  expect(Math.abs(clean.reduce((sum, sample) => sum + sample, 0) / clean.length)).toBeLessThan(50);
});

test('half a minute of silence around the words is not kept', () => {
  const samples = new Int16Array(raw.samples.length + 22_050 * 30);
  samples.set(raw.samples, 22_050 * 15);
  expect(Math.abs(finish({ ...raw, samples }, 8_000).length - finished.length)).toBeLessThan(1_000);
});

const WORDS = ['Лев', 'два', 'ноль', 'Анна', 'тридцать', 'добавочный', 'Сейчас Вам ответит', TEXT];

test.each([8_000, 16_000] as const)(
  'words and sentences are equally loud at %i Hz, within half a unit, without an offset',
  async (rateHz) => {
    const espeak = createEspeak({ voice: 'ru+f3' });
    for (const text of WORDS) {
      const piece = toFloat(
        finish(await espeak.synthesise(text, AbortSignal.timeout(5_000)), rateHz),
      );
      expect(Math.abs(loudnessLufs(piece, rateHz) + 20), text).toBeLessThan(0.5);
      expect(Math.abs(piece.reduce((sum, one) => sum + one, 0) / piece.length)).toBeLessThan(0.001);
    }
  },
);

test('silence around a short word does not make it louder than other words', async () => {
  const word = await createEspeak({ voice: 'ru' }).synthesise('два', AbortSignal.timeout(5_000));
  const samples = new Int16Array(word.samples.length + 22_050);
  samples.set(word.samples, 11_025);
  const piece = toFloat(finish({ ...word, samples }, 8_000));
  expect(Math.abs(loudnessLufs(piece, 8_000) + 20)).toBeLessThan(0.5);
});

test('a voice with high peaks is as loud as others, though its peaks are held back', () => {
  const samples = raw.samples.map((sample, at) => (at % 220 < 3 ? sample : sample / 6));
  const piece = toFloat(finish({ ...raw, samples }, 8_000));
  expect(Math.abs(loudnessLufs(piece, 8_000) + 20)).toBeLessThan(1.5);
});

test('noise that is nearly nothing is lifted by 20 dB at most', () => {
  const hiss = Int16Array.from({ length: 22_050 }, (_, at) => ((at * 7_919) % 41) - 20);
  const peak = Math.max(...finish({ samples: hiss, sampleRateHz: 22_050 }, 8_000).map(Math.abs), 0);
  expect(peak).toBeLessThan(300);
});

test('real speech passes the check, whole and with its true text', () => {
  expect(checkRaw(raw, 22_050)).toBeNull();
  expect(checkFinished(finished, 8_000, TEXT)).toBeNull();
});

test.each([
  ['half of it is missing', finished.subarray(0, finished.length / 3), 'too-short'],
  ['there is nothing', new Int16Array(0), 'silent'],
  ['it can hardly be heard', finished.map((sample) => sample / 100), 'silent'],
  ['it is said slowly', Int16Array.from([finished, finished].flatMap((one) => [...one])), null],
  [
    'it is said twelve times',
    Int16Array.from(Array.from({ length: 12 }, () => [...finished]).flat()),
    'too-long',
  ],
])('when %s, the check says so', (_, samples, problem) => {
  expect(checkFinished(samples, 8_000, TEXT)).toBe(problem);
});

test('a person may record whatever he likes, as long as it is speech', () => {
  expect(checkFinished(finished.subarray(0, 9_000), 8_000, null)).toBeNull();
  expect(
    checkFinished(
      Int16Array.from({ length: 16_000 }, (_, at) => 9_000 * Math.sin(at / 3)),
      8_000,
      null,
    ),
  ).toBe('not-speech');
});

test('a rate that is not the promised one, and clipping, are seen in what the engine sent', () => {
  expect(checkRaw(raw, 8_000)).toBe('wrong-rate');
  expect(checkRaw({ ...raw, samples: new Int16Array(0) }, null)).toBe('empty');
  const clipped = raw.samples.map((sample) => Math.max(-32_768, Math.min(32_767, sample * 20)));
  expect(checkRaw({ ...raw, samples: clipped }, null)).toBe('clipped');
});
