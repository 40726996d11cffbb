import type { Pcm } from '#ports/speech.ts';
import { durationMs, type PlayRateHz } from './rate.ts';

/** Why speech may not be played to anybody. */
export type SoundProblem =
  | 'empty'
  | 'silent'
  | 'clipped'
  | 'too-short'
  | 'too-long'
  | 'not-speech'
  | 'wrong-rate';

const SILENT_RMS = 10 ** (-45 / 20);
/** Clipping is flat tops: so many samples in a row at the limit, in so many places a second. */
const FLAT_RUN = 4;
const FLAT_RUNS_PER_SECOND_MAX = 3;
/** Nobody speaks faster or slower, in letters a second. */
const LETTERS_PER_SECOND_MAX = 35;
const LETTERS_PER_SECOND_MIN = 4;
const SHORT_WORD_MS = 2_000;
/** Speech has syllables: its loud 20 ms are far louder than its quiet ones. Noise and tones are all the same. */
const DYNAMICS_DB_MIN = 6;
const DYNAMICS_FROM_MS = 600;
/** A figure is read as a word. */
const LETTERS_PER_DIGIT = 6;

/** What is wrong with an engine's answer as it came, before anything is done to it; null: nothing. */
export function checkRaw(
  { samples, sampleRateHz }: Pcm,
  promisedRateHz: number | null,
): SoundProblem | null {
  if (samples.length === 0) return 'empty';
  if (promisedRateHz !== null && sampleRateHz !== promisedRateHz) return 'wrong-rate';
  return flatRuns(samples) > FLAT_RUNS_PER_SECOND_MAX * Math.max(1, samples.length / sampleRateHz)
    ? 'clipped'
    : null;
}

/**
 * What is wrong with finished speech, heard by nobody: is it there, is it as long as its text takes to say, does
 * it vary as speech does. `text` null: a person's own recording, who may say it as he likes.
 */
export function checkFinished(
  samples: Int16Array,
  rateHz: PlayRateHz,
  text: string | null,
): SoundProblem | null {
  if (samples.length === 0 || rms(samples) < SILENT_RMS) return 'silent';
  const tookMs = durationMs(samples.length, rateHz);
  if (text !== null) {
    const letters = lettersOf(text);
    if (tookMs < (letters / LETTERS_PER_SECOND_MAX) * 1_000) return 'too-short';
    if (tookMs > SHORT_WORD_MS + (letters / LETTERS_PER_SECOND_MIN) * 1_000) return 'too-long';
  }
  return tookMs >= DYNAMICS_FROM_MS && dynamicsDb(samples, rateHz) < DYNAMICS_DB_MIN
    ? 'not-speech'
    : null;
}

function lettersOf(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  return letters + digits * LETTERS_PER_DIGIT;
}

function rms(samples: Int16Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return Math.sqrt(energy / Math.max(1, samples.length)) / 32_768;
}

function flatRuns(samples: Int16Array): number {
  let runs = 0;
  let run = 0;
  samples.forEach((sample, at) => {
    const isFlat = Math.abs(sample) >= 32_700 && sample === samples[at - 1];
    run = isFlat ? run + 1 : 0;
    if (run === FLAT_RUN) runs += 1;
  });
  return runs;
}

/** Between the loudest and the quietest tenth of 20 ms frames, in dB. */
function dynamicsDb(samples: Int16Array, rateHz: PlayRateHz): number {
  const frame = rateHz / 50;
  const levels: number[] = [];
  for (let from = 0; from + frame <= samples.length; from += frame)
    levels.push(rms(samples.subarray(from, from + frame)) + 1e-5);
  levels.sort((a, b) => a - b);
  const at = (share: number): number => levels[Math.floor(share * (levels.length - 1))] ?? 1;
  return 20 * Math.log10(at(0.9) / at(0.1));
}
