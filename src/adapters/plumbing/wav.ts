import { Failure } from '#ports/failure.ts';
import type { Pcm } from '#ports/speech.ts';

/** What a WAV may carry besides sound: RIFF INFO entries, e.g. ICMT (comment) and IKEY (keywords). */
type WavNotes = Readonly<Record<string, string>>;

interface Wav extends Pcm {
  readonly notes: WavNotes;
}

/** Half an hour of telephone speech; a prompt has seconds. */
const BYTES_MAX = 32 * 1024 * 1024;
const HEADER_BYTES = 44;
const FORMAT_PCM = 1;
const FORMAT_EXTENSIBLE = 0xfffe;

/**
 * Reads a mono 16-bit PCM WAV. `streamed`: it came through a pipe, where the sizes in the header are guesses
 * (espeak-ng claims 2 GB), so the data ends where the bytes end; otherwise data that is shorter than its header
 * says is truncated. Fails with `invalid`, which also says of another encoding what it is.
 */
export function readWav(bytes: Buffer, { streamed }: { readonly streamed: boolean }): Wav {
  if (bytes.length > BYTES_MAX) throw invalid('is larger than 32 MB');
  if (tag(bytes, 0) !== 'RIFF' || tag(bytes, 8) !== 'WAVE') throw invalid('is no RIFF file');
  let format: { sampleRateHz: number } | undefined;
  let samples: Int16Array | undefined;
  let notes: WavNotes = {};
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = tag(bytes, at);
    const size = bytes.readUInt32LE(at + 4);
    const from = at + 8;
    const complete = from + size <= bytes.length;
    if (!complete && !(streamed && name === 'data')) throw invalid('is cut off');
    const body = bytes.subarray(from, complete ? from + size : bytes.length);
    if (name === 'fmt ') format = readFormat(body);
    if (name === 'LIST' && tag(body, 0) === 'INFO') notes = readNotes(body);
    if (name === 'data') samples = toSamples(body);
    at = from + size + (size % 2);
  }
  if (format === undefined || samples === undefined) throw invalid('has no sound in it');
  return { ...format, samples, notes };
}

/** A mono 16-bit WAV. Notes stand behind the sound: Asterisk plays what follows the 44th byte. */
export function writeWav({ samples, sampleRateHz }: Pcm, notes: WavNotes = {}): Buffer {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const header = Buffer.alloc(HEADER_BYTES);
  const tail = writeNotes(notes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + data.length + tail.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(FORMAT_PCM, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data, tail]);
}

function readFormat(body: Buffer): { sampleRateHz: number } {
  if (body.length < 16) throw invalid('has a broken header');
  const code = body.readUInt16LE(0);
  const isPcm =
    code === FORMAT_EXTENSIBLE && body.length >= 26
      ? body.readUInt16LE(24) === FORMAT_PCM
      : code === FORMAT_PCM;
  const channels = body.readUInt16LE(2);
  const bits = body.readUInt16LE(14);
  if (!isPcm) throw invalid(`is not PCM (its format is number ${code})`);
  if (channels !== 1 || bits !== 16)
    throw invalid(`has ${channels} channel(s) of ${bits} bits, not one of 16`);
  const sampleRateHz = body.readUInt32LE(4);
  if (sampleRateHz < 4_000 || sampleRateHz > 192_000) throw invalid(`claims ${sampleRateHz} Hz`);
  return { sampleRateHz };
}

/** Copied, for it must start at an even address. Every machine Node runs Asterisk beside is little-endian. */
function toSamples(body: Buffer): Int16Array {
  const samples = new Int16Array(Math.floor(body.length / 2));
  new Uint8Array(samples.buffer).set(body.subarray(0, samples.byteLength));
  return samples;
}

function readNotes(body: Buffer): WavNotes {
  const notes: Record<string, string> = {};
  for (let at = 4; at + 8 <= body.length;) {
    const size = body.readUInt32LE(at + 4);
    const text = body.subarray(at + 8, at + 8 + size).toString('utf8');
    notes[tag(body, at)] = text.replace(/\0+$/, '');
    at += 8 + size + (size % 2);
  }
  return notes;
}

function writeNotes(notes: WavNotes): Buffer {
  const entries = Object.entries(notes).map(([name, text]) =>
    chunk(name, Buffer.from(`${text}\0`, 'utf8')),
  );
  return entries.length === 0
    ? Buffer.alloc(0)
    : chunk('LIST', Buffer.concat([Buffer.from('INFO', 'latin1'), ...entries]));
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

function tag(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4);
}

function invalid(what: string): Failure {
  return new Failure('invalid', `the WAV ${what}`);
}
