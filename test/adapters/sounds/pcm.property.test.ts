import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finish } from '#adapters/sounds/finish.ts';
import { loudnessLufs } from '#adapters/sounds/loudness.ts';
import {
  fadeEdges,
  limitPeaks,
  resample,
  toFloat,
  toInt16,
  trimSilence,
} from '#adapters/sounds/pcm.ts';

const RATES = [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000] as const;
const rate = fc.constantFrom(...RATES);
const wave = (maxLength = 2_000): fc.Arbitrary<Float32Array> =>
  fc.float32Array({ min: -1, max: 1, noNaN: true, maxLength });
const peak = (samples: Float32Array): number =>
  samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

test('16 bits become fractions and the same 16 bits again', () => {
  fc.assert(
    fc.property(fc.int16Array(), (samples) => {
      expect(toInt16(toFloat(samples))).toEqual(samples);
    }),
  );
});

test('at any two rates a sound lasts as long, stays finite, and twice as loud stays twice as loud', () => {
  fc.assert(
    fc.property(wave(600), rate, rate, (samples, from, to) => {
      const once = resample(samples, from, to);
      expect(Math.abs(once.length - (samples.length * to) / from)).toBeLessThan(1);
      const twice = resample(
        samples.map((sample) => sample * 2),
        from,
        to,
      );
      expect(peak(twice.map((sample, at) => sample - 2 * (once[at] ?? 0)))).toBeLessThan(1e-4);
      expect(once.every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('trimming takes only what is quiet, and only from the ends', () => {
  fc.assert(
    fc.property(
      wave(),
      fc.float({ min: 0, max: 1, noNaN: true }),
      fc.nat(300),
      (samples, threshold, keep) => {
        const rest = trimSilence(samples, threshold, keep);
        const from = (rest.byteOffset - samples.byteOffset) / samples.BYTES_PER_ELEMENT;
        const lost = [...samples.subarray(0, from), ...samples.subarray(from + rest.length)];
        if (rest.length === 0) expect(peak(samples)).toBeLessThanOrEqual(threshold);
        else expect(peak(Float32Array.from(lost))).toBeLessThanOrEqual(threshold);
      },
    ),
  );
});

test('peaks end at the ceiling, nothing gets louder, and no sample changes its sign', () => {
  fc.assert(
    fc.property(
      wave(),
      fc.float({ min: Math.fround(0.05), max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 80 }),
      (samples, ceiling, reach) => {
        const limited = limitPeaks(samples, ceiling, reach);
        expect(peak(limited)).toBeLessThanOrEqual(ceiling + 1e-4);
        limited.forEach((sample, at) => {
          const was = samples[at] ?? 0;
          expect(Math.abs(sample)).toBeLessThanOrEqual(Math.abs(was) + 1e-6);
          expect(sample * was).toBeGreaterThanOrEqual(0);
        });
      },
    ),
  );
});

test('fading begins and ends in silence, and makes nothing louder', () => {
  fc.assert(
    fc.property(
      wave(),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 400 }),
      (samples, fadeIn, fadeOut) => {
        const faded = fadeEdges(samples, fadeIn, fadeOut);
        expect(Math.abs(faded[0] ?? 0)).toBe(0);
        expect(Math.abs(faded.at(-1) ?? 0)).toBe(0);
        faded.forEach((sample, at) =>
          expect(Math.abs(sample)).toBeLessThanOrEqual(Math.abs(samples[at] ?? 0)),
        );
      },
    ),
  );
});

test('a sound amplified by some decibels is louder by as many units, however short', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 400, max: 12_000 }),
      fc.integer({ min: 200, max: 3_000 }),
      fc.integer({ min: -20, max: 20 }),
      fc.constantFrom(8_000, 16_000),
      (length, hertz, decibels, rateHz) => {
        const tone = Float32Array.from(
          { length },
          (_, at) => 0.05 * Math.sin((2 * Math.PI * hertz * at) / rateHz),
        );
        const louder = tone.map((sample) => sample * 10 ** (decibels / 20));
        const gained = loudnessLufs(louder, rateHz) - loudnessLufs(tone, rateHz);
        expect(gained).toBeCloseTo(decibels, 2);
      },
    ),
  );
});

test('whatever an engine sends comes out finite, below the ceiling, soft at both ends', () => {
  fc.assert(
    fc.property(
      fc.int16Array({ maxLength: 3_000 }),
      rate,
      fc.constantFrom(8_000, 16_000),
      (samples, sampleRateHz, rateHz) => {
        const finished = finish({ samples, sampleRateHz }, rateHz);
        expect(peak(toFloat(finished))).toBeLessThan(0.85);
        // An edge that cannot be trimmed begins and ends in zero all the same.
        expect([finished.at(0) ?? 0, finished.at(-1) ?? 0]).toEqual([0, 0]);
      },
    ),
    { numRuns: 60 },
  );
});
