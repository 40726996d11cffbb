import { createHash } from 'node:crypto';
import { readWav, writeWav } from '#adapters/plumbing/wav.ts';
import { Failure } from '#ports/failure.ts';
import type { PlayRateHz } from './rate.ts';

/** Who spoke it, and when. */
export interface Made {
  /** `Speech.fingerprint`: engine, voice, role, speed. */
  readonly by: string;
  readonly atMs: number;
  /** 1, and one more each time that somebody wanted it spoken again. */
  readonly take: number;
}

/** Sound with what it says. */
export interface Said {
  readonly samples: Int16Array;
  readonly text: string;
  /** Left out: nobody noted it. */
  readonly made?: Made;
}

/**
 * A WAV that proves itself: behind the sound it carries its text, its key and a checksum, so that a file that was
 * cut, filled with zeros by a crash or put there by somebody else is told from ours. Any player shows the text.
 */
export function sealWav(key: string, { samples, text, made }: Said, rateHz: PlayRateHz): Buffer {
  return writeWav(
    { samples, sampleRateHz: rateHz },
    { ICMT: text, IKEY: `${key} ${checksum(samples)}`, ...(made && notesOf(made)) },
  );
}

/** In the fields that RIFF has for software, date of creation and part. */
function notesOf({ by, atMs, take }: Made) {
  return { ISFT: by, ICRD: new Date(atMs).toISOString(), IPRT: String(take) };
}

/** Null: an older file, or one whose notes make no sense. */
function madeFrom(notes: Readonly<Record<string, string>>): Made | null {
  const { ISFT: by, ICRD: at = '', IPRT: part = '1' } = notes;
  const atMs = Date.parse(at);
  if (by === undefined || Number.isNaN(atMs) || !/^[1-9]\d{0,5}$/.test(part)) return null;
  return { by, atMs, take: Number(part) };
}

/** Fails with `invalid` for whatever `sealWav` did not write under this key. */
export function openSealedWav(key: string, bytes: Buffer, rateHz: PlayRateHz): Said {
  const { samples, sampleRateHz, notes } = readWav(bytes, { streamed: false });
  if (sampleRateHz !== rateHz) throw new Failure('invalid', `the WAV has ${sampleRateHz} Hz`);
  if (notes['IKEY'] !== `${key} ${checksum(samples)}`)
    throw new Failure('invalid', 'the WAV is not what its seal says');
  const made = madeFrom(notes);
  return { samples, text: notes['ICMT'] ?? '', ...(made && { made }) };
}

/** The same sound has the same. */
export function checksum(samples: Int16Array): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
