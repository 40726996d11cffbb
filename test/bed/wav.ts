const RATE_HZ = 8_000;
const HEADER_BYTES = 44;
/** Louder than line noise of G.711, softer than any speech. */
const SILENCE_LEVEL = 0.01;
const WINDOW_MS = 20;

/** 8 kHz mono 16 bit, what a telephone line carries; samples between -1 and 1. */
export interface Sound {
  readonly samples: Float32Array;
  readonly durationMs: number;
}

/** A WAV file with one tone. `level` is its amplitude, 1 the loudest. */
export function toneWav(tone: { hz: number; ms: number; level: number }): Buffer {
  const count = Math.round((tone.ms / 1000) * RATE_HZ);
  const file = Buffer.alloc(HEADER_BYTES + count * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16); // length of the format block
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // one channel
  file.writeUInt32LE(RATE_HZ, 24);
  file.writeUInt32LE(RATE_HZ * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i++) {
    const value = Math.sin((2 * Math.PI * tone.hz * i) / RATE_HZ) * tone.level;
    file.writeInt16LE(Math.round(value * 32_767), HEADER_BYTES + i * 2);
  }
  return file;
}

/** Reads what Asterisk records. The length in the header is not believed: a running recording has none yet. */
export function readWav(file: Buffer): Sound {
  const samples = new Float32Array(Math.max(0, Math.floor((file.length - HEADER_BYTES) / 2)));
  for (const i of samples.keys()) samples[i] = file.readInt16LE(HEADER_BYTES + i * 2) / 32_768;
  return { samples, durationMs: (samples.length / RATE_HZ) * 1000 };
}

/** When something is heard for the first time, from the start of the sound; null for a silent one. */
export function firstAudioMs(sound: Sound): number | null {
  return audibleSpans(sound)[0]?.fromMs ?? null;
}

/** The longest time without anything to hear, between the first and the last thing heard. */
export function longestGapMs(sound: Sound): number {
  const spans = audibleSpans(sound);
  const gaps = spans.slice(1).map((span, i) => span.fromMs - (spans[i]?.toMs ?? 0));
  return Math.max(0, ...gaps);
}

/** For how long, altogether, this tone is the main thing heard. */
export function toneMs(sound: Sound, hz: number): number {
  return windows(sound).filter((window) => isTone(window, hz)).length * WINDOW_MS;
}

/** For how long, altogether, something is heard that is none of these tones. */
export function voiceMs(sound: Sound, tonesHz: readonly number[]): number {
  const isVoice = (window: Float32Array): boolean =>
    rms(window) >= SILENCE_LEVEL && !tonesHz.some((hz) => isTone(window, hz));
  return windows(sound).filter(isVoice).length * WINDOW_MS;
}

function audibleSpans(sound: Sound): readonly { fromMs: number; toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const [i, window] of windows(sound).entries()) {
    if (rms(window) < SILENCE_LEVEL) continue;
    const fromMs = i * WINDOW_MS;
    const last = spans.at(-1);
    if (last?.toMs === fromMs) last.toMs += WINDOW_MS;
    else spans.push({ fromMs, toMs: fromMs + WINDOW_MS });
  }
  return spans;
}

function windows({ samples }: Sound): readonly Float32Array[] {
  const size = (RATE_HZ / 1000) * WINDOW_MS;
  return Array.from({ length: Math.floor(samples.length / size) }, (_, i) =>
    samples.subarray(i * size, (i + 1) * size),
  );
}

function rms(window: Float32Array): number {
  return Math.sqrt(window.reduce((sum, value) => sum + value * value, 0) / window.length);
}

/** Whether most of the window's energy is at this frequency (Goertzel's algorithm). */
function isTone(window: Float32Array, hz: number): boolean {
  const loud = rms(window);
  if (loud < SILENCE_LEVEL) return false;
  const turn = 2 * Math.cos((2 * Math.PI * hz) / RATE_HZ);
  let before = 0;
  let last = 0;
  for (const value of window) [before, last] = [last, value + turn * last - before];
  const power = before * before + last * last - turn * before * last;
  return (2 * power) / window.length ** 2 > 0.5 * loud * loud;
}
