import type { Pcm } from '#ports/speech.ts';
import { loudnessLufs } from './loudness.ts';
import {
  fadeEdges,
  limitPeaks,
  resample,
  TELEPHONE_RATE_HZ,
  toFloat,
  toInt16,
  trimSilence,
} from './pcm.ts';

/** Part of every cache key: rises with every change of how speech is finished. */
export const FINISH_VERSION = 1;

/** As loud as announcements on the telephone are; every voice and every recording the same. */
const TARGET_LUFS = -20;
/** More would only lift noise. */
const GAIN_MAX_DB = 20;
const PEAK_CEILING = 10 ** (-1.5 / 20);
/** -45 dB below full scale is silence after levelling. */
const SILENCE = 10 ** (-45 / 20);
const samplesIn = (ms: number): number => (ms * TELEPHONE_RATE_HZ) / 1_000;

/** Speech of any rate and level as a piece of a prompt: 8 kHz, one loudness, trimmed, soft at both ends. */
export function finish({ samples, sampleRateHz }: Pcm): Int16Array {
  const levelled = level(
    resample(withoutOffset(toFloat(samples)), sampleRateHz, TELEPHONE_RATE_HZ),
  );
  const trimmed = trimSilence(levelled, SILENCE, samplesIn(30));
  return toInt16(
    fadeEdges(limitPeaks(trimmed, PEAK_CEILING, samplesIn(5)), samplesIn(5), samplesIn(15)),
  );
}

function withoutOffset(samples: Float32Array): Float32Array {
  const offset = samples.reduce((sum, sample) => sum + sample, 0) / Math.max(1, samples.length);
  return samples.map((sample) => sample - offset);
}

function level(samples: Float32Array): Float32Array {
  const loudness = loudnessLufs(samples, TELEPHONE_RATE_HZ);
  if (loudness === -Infinity) return samples;
  const gain = 10 ** (Math.min(GAIN_MAX_DB, TARGET_LUFS - loudness) / 20);
  return samples.map((sample) => sample * gain);
}
