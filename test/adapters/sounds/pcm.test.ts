import { expect, test } from 'vitest';
import { loudnessLufs } from '#adapters/sounds/loudness.ts';
import { fadeEdges, limitPeaks, resample, toInt16, trimSilence } from '#adapters/sounds/pcm.ts';

function sine(hertz: number, rateHz: number, seconds = 1, amplitude = 0.5): Float32Array {
  return Float32Array.from(
    { length: rateHz * seconds },
    (_, at) => amplitude * Math.sin((2 * Math.PI * hertz * at) / rateHz),
  );
}

/** Without the ends, where a filter has not begun yet. */
function rms(samples: Float32Array): number {
  const middle = samples.subarray(200, -200);
  return Math.sqrt(middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length);
}

const decibels = (ratio: number): number => 20 * Math.log10(ratio);

test.each([300, 1_000, 2_000, 3_000])('%i Hz passes from 22050 to 8000 unchanged', (hertz) => {
  const result = resample(sine(hertz, 22_050), 22_050, 8_000);
  expect(result.length).toBe(8_000);
  expect(Math.abs(decibels(rms(result) / rms(sine(hertz, 22_050))))).toBeLessThan(0.2);
});

test.each([4_700, 5_500, 7_000, 10_000])('%i Hz leaves no mirror image below 4 kHz', (hertz) => {
  const result = resample(sine(hertz, 22_050), 22_050, 8_000);
  expect(decibels(rms(result) / rms(sine(hertz, 22_050)))).toBeLessThan(-60);
});

test.each([8_000, 11_025, 16_000, 44_100, 48_000])(
  'a second at %i Hz is a second at 8000',
  (rateHz) => {
    const result = resample(sine(440, rateHz), rateHz, 8_000);
    expect(result.length).toBe(8_000);
    // Same phase as well: not shifted against what was said.
    const wanted = sine(440, 8_000);
    const error = result.map((sample, at) => sample - (wanted[at] ?? 0));
    expect(decibels(rms(error) / rms(wanted))).toBeLessThan(-50);
  },
);

test('silence at both ends goes, but for a breath', () => {
  const samples = Float32Array.from([...Array(100).fill(0), 0.5, 0, 0.5, ...Array(100).fill(0)]);
  expect(trimSilence(samples, 0.01, 10).length).toBe(23);
  expect(trimSilence(samples, 0.01, 1_000).length).toBe(203);
  expect(trimSilence(new Float32Array(100), 0.01, 10).length).toBe(0);
});

test('peaks come down to the ceiling, and what is far from them stays as it is', () => {
  const loud = sine(200, 8_000, 1, 0.3);
  for (let at = 4_000; at < 4_100; at += 1) loud[at] = (loud[at] ?? 0) * 6;
  const limited = limitPeaks(loud, 0.8, 40);
  expect(Math.max(...limited.map(Math.abs))).toBeLessThanOrEqual(0.8001);
  expect(limited.subarray(0, 3_900)).toEqual(loud.subarray(0, 3_900));
  expect(limited.subarray(4_200)).toEqual(loud.subarray(4_200));
  expect(limitPeaks(loud, 6, 40)).toBe(loud);
});

test('edges begin and end in silence', () => {
  const faded = fadeEdges(new Float32Array(100).fill(1), 10, 20);
  expect([faded[0], faded[10], faded[79], faded[99]]).toEqual([0, 1, 1, 0]);
  expect(faded[5]).toBeCloseTo(0.5);
});

test('a cut is moved to where the wave passes zero, if it does so near', () => {
  const wave = Float32Array.from({ length: 200 }, (_, at) =>
    at > 80 && at < 120 ? 0.5 : 0.005 * Math.sin(at / 4 + 0.7),
  );
  const cut = trimSilence(wave, 0.01, 30);
  expect(Math.abs(cut[0] ?? 1)).toBeLessThan(0.0013); // one step of this wave
  expect(Math.abs(cut.at(-1) ?? 1)).toBeLessThan(0.0013);
  expect(cut.length).toBeGreaterThanOrEqual(39 + 60);
  expect(cut.length).toBeLessThan(39 + 60 + 26);
});

test('what is too loud for 16 bits stays at the limit instead of turning over', () => {
  expect([...toInt16(Float32Array.from([0, 1, -1, 2, -2, 0.5]))]).toEqual([
    0, 32_767, -32_768, 32_767, -32_768, 16_384,
  ]);
});

test.each([8_000, 22_050, 48_000])(
  'a tone of 997 Hz at -20 dB has -23 LUFS at %i Hz, as the standard says',
  (rateHz) => {
    // BS.1770: a full-scale 997 Hz sine on one channel measures -3.01 LUFS.
    expect(loudnessLufs(sine(997, rateHz, 3, 0.1), rateHz)).toBeCloseTo(-23.01, 1);
  },
);

test('pauses do not make speech quieter', () => {
  const tone = sine(997, 8_000, 2, 0.1);
  const paused = new Float32Array(8_000 * 8);
  paused.set(tone, 0);
  paused.set(tone, 8_000 * 6);
  expect(loudnessLufs(paused, 8_000)).toBeGreaterThan(-23.6);
  expect(loudnessLufs(new Float32Array(8_000), 8_000)).toBe(-Infinity);
});
