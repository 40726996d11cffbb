import { createHash } from 'node:crypto';
import { readWav, writeWav } from '#adapters/plumbing/wav.ts';
import { Failure } from '#ports/failure.ts';
import type { PlayRateHz } from './rate.ts';

/** Sound with what it says. */
export interface Said {
  readonly samples: Int16Array;
  readonly text: string;
}

/**
 * A WAV that proves itself: behind the sound it carries its text, its key and a checksum, so that a file that was
 * cut, filled with zeros by a crash or put there by somebody else is told from ours. Any player shows the text.
 */
export function sealWav(key: string, { samples, text }: Said, rateHz: PlayRateHz): Buffer {
  return writeWav(
    { samples, sampleRateHz: rateHz },
    { ICMT: text, IKEY: `${key} ${checksum(samples)}` },
  );
}

/** Fails with `invalid` for whatever `sealWav` did not write under this key. */
export function openSealedWav(key: string, bytes: Buffer, rateHz: PlayRateHz): Said {
  const { samples, sampleRateHz, notes } = readWav(bytes, { streamed: false });
  if (sampleRateHz !== rateHz) throw new Failure('invalid', `the WAV has ${sampleRateHz} Hz`);
  if (notes['IKEY'] !== `${key} ${checksum(samples)}`)
    throw new Failure('invalid', 'the WAV is not what its seal says');
  return { samples, text: notes['ICMT'] ?? '' };
}

/** The same sound has the same. */
export function checksum(samples: Int16Array): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
