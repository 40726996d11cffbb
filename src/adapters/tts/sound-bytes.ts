import { readWav } from '#adapters/plumbing/wav.ts';
import { Failure } from '#ports/failure.ts';
import type { Pcm } from '#ports/speech.ts';

const SAMPLE_BYTES = 2;
/** `audio/raw; rate=8000`, `audio/x-pcm;bit=16;rate=48000`. */
const RATE = /^audio\/[^]{0,100}?\brate=(\d{4,6})\b/i;

/**
 * Bytes of a remote engine as sound: raw 16-bit samples, or a WAV, which knows its own rate. `told`: the content type
 * it came with, whose rate wins over the one that was asked for. Fails with `invalid`: none, half a sample, cut off.
 */
export function soundFrom(
  bytes: Buffer,
  name: string,
  { askedRateHz, told = '' }: { readonly askedRateHz: number; readonly told?: string },
): Pcm {
  if (bytes.length === 0) throw new Failure('invalid', `${name} answered with no sound`);
  if (/^(?:text|application\/json)/i.test(told))
    throw new Failure('invalid', `${name} answered with words, not with sound`);
  if (bytes.toString('latin1', 0, 4) === 'RIFF') {
    const { samples, sampleRateHz } = readWav(bytes, { streamed: false });
    return { samples, sampleRateHz };
  }
  if (bytes.length % SAMPLE_BYTES !== 0)
    throw new Failure('invalid', `${name} answered with half a sample: the sound is cut off`);
  // Copied, for samples must start at an even address.
  const samples = new Int16Array(bytes.length / SAMPLE_BYTES);
  new Uint8Array(samples.buffer).set(bytes);
  return { samples, sampleRateHz: Number(RATE.exec(told)?.[1] ?? askedRateHz) };
}
