import type { Pcm } from '#ports/speech.ts';
import { SILENCE } from './join.ts';
import { loudnessLufs } from './loudness.ts';
import { fadeEdges, limitPeaks, resample, toFloat, toInt16, trimSilence } from './pcm.ts';
import type { PlayRateHz } from './rate.ts';

/** Part of every cache key: rises with every change of how speech is finished. */
export const FINISH_VERSION = 2;

/** As loud as announcements on the telephone are; every voice and every recording the same. */
const TARGET_LUFS = -20;
/** More would only lift noise. */
const GAIN_MAX_DB = 20;
/** Half of what a trained ear tells apart. */
const NEAR_ENOUGH_LU = 0.5;
/** Holding peaks back makes a voice quieter, so it is lifted again; where that does not help, three times is enough. */
const LIFTS_MAX = 3;
const PEAK_CEILING = 10 ** (-1.5 / 20);

/** Speech of any rate and level as a piece of a prompt: our rate, one loudness, trimmed, soft at both ends. */
export function finish({ samples, sampleRateHz }: Pcm, rateHz: PlayRateHz): Int16Array {
  const samplesIn = (ms: number): number => (ms * rateHz) / 1_000;
  const trim = (one: Float32Array) => trimSilence(one, SILENCE, samplesIn(30));
  const clean = resample(withoutOffset(toFloat(samples)), sampleRateHz, rateHz);
  // Levelled once to find the silence, and again without it: around a short word it counts as if it were spoken.
  const firstDb = Math.min(GAIN_MAX_DB, gainDb(clean, rateHz));
  const speech = trim(amplified(clean, firstDb));
  const level = levelled(speech, rateHz, { liftMaxDb: GAIN_MAX_DB - firstDb, reach: samplesIn(5) });
  return toInt16(fadeEdges(trim(level), samplesIn(5), samplesIn(15)));
}

function levelled(
  speech: Float32Array,
  rateHz: PlayRateHz,
  { liftMaxDb, reach }: { readonly liftMaxDb: number; readonly reach: number },
): Float32Array {
  let liftDb = 0;
  let level = speech;
  for (let lift = 0; lift < LIFTS_MAX; lift += 1) {
    const missingDb = gainDb(level, rateHz);
    if (lift > 0 && Math.abs(missingDb) < NEAR_ENOUGH_LU) break;
    liftDb = Math.min(liftMaxDb, liftDb + missingDb);
    level = limitPeaks(amplified(speech, liftDb), PEAK_CEILING, reach);
  }
  return level;
}

function withoutOffset(samples: Float32Array): Float32Array {
  const offset = samples.reduce((sum, sample) => sum + sample, 0) / Math.max(1, samples.length);
  return samples.map((sample) => sample - offset);
}

/** What the speech lacks to be as loud as all the other; 0 for silence. */
function gainDb(samples: Float32Array, rateHz: PlayRateHz): number {
  const loudness = loudnessLufs(samples, rateHz);
  return loudness === -Infinity ? 0 : TARGET_LUFS - loudness;
}

function amplified(samples: Float32Array, decibels: number): Float32Array {
  const gain = 10 ** (decibels / 20);
  return samples.map((sample) => sample * gain);
}
