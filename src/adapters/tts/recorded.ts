import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { readWav } from '#adapters/plumbing/wav.ts';
import { Failure } from '#ports/failure.ts';
import type { Pcm, RecordedSpeech } from '#ports/speech.ts';
import { runOutside } from './outside.ts';

export interface RecordedOptions {
  /** Holds one folder per language: `recorded/ru/greeting.wav`. Absolute. */
  readonly directory: string;
  /** Who turns other formats into ours, the first that is installed. */
  readonly converters?: readonly Converter[];
  readonly timeoutMs?: number;
}

interface Converter {
  readonly program: string;
  /** Arguments that write `file` to standard output as a mono 16-bit WAV. */
  readonly argsFor: (file: string) => readonly string[];
}

const FILE_BYTES_MAX = 16 * 1024 * 1024;
const FORMATS = new Set(['.wav', '.mp3', '.ogg', '.m4a', '.flac']);
const NAME = /^[a-z_]+(?:\.[a-z0-9_-]+){0,2}$/;

/** The file's name is absolute, so it is never taken for an option; nothing passes through a shell. */
const SOX: Converter = {
  program: 'sox',
  argsFor: (file) => [file, '-t', 'wav', '-c', '1', '-b', '16', '-e', 'signed-integer', '-'],
};
const FFMPEG: Converter = {
  program: 'ffmpeg',
  argsFor: (file) => [
    '-v',
    'error',
    '-nostdin',
    '-i',
    `file:${file}`,
    '-ac',
    '1',
    '-c:a',
    'pcm_s16le',
    '-f',
    'wav',
    '-',
  ],
};

/** Recordings that an administrator dropped into a folder; the naming rule is in sounds-cache/README.md. */
export function createRecorded({
  directory,
  converters = [SOX, FFMPEG],
  timeoutMs = 10_000,
}: RecordedOptions): RecordedSpeech {
  const filesOf = async (language: string): Promise<readonly string[]> => {
    const names = await readdir(join(directory, language)).catch(() => []);
    return names
      .filter((name) => FORMATS.has(extname(name).toLowerCase()) && NAME.test(nameOf(name)))
      .sort();
  };

  return {
    async list(language) {
      const found = new Map<string, string>();
      for (const file of await filesOf(language)) {
        const about = await stat(join(directory, language, file)).catch(() => null);
        if (about?.isFile()) found.set(nameOf(file), `${file} ${about.size} ${about.mtimeMs}`);
      }
      return found;
    },
    async load(language, name) {
      // The last of the same name, as in `list`.
      const file = (await filesOf(language)).findLast((file) => nameOf(file) === name);
      if (file === undefined) throw new Failure('not-found', `there is no recording ${name}`);
      return soundOf(join(directory, language, file), converters, timeoutMs);
    },
  };
}

function nameOf(file: string): string {
  return basename(file, extname(file)).toLowerCase();
}

async function soundOf(
  file: string,
  converters: readonly Converter[],
  timeoutMs: number,
): Promise<Pcm> {
  const bytes = await bytesOf(file);
  try {
    const { samples, sampleRateHz } = readWav(bytes, { streamed: false });
    return { samples, sampleRateHz };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return convert(file, error, converters, timeoutMs);
  }
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > FILE_BYTES_MAX)
      throw new Failure('invalid', `${basename(file)} is larger than ${FILE_BYTES_MAX} bytes`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('unavailable', `${basename(file)} cannot be read`);
  }
}

async function convert(
  file: string,
  whyNot: Failure,
  converters: readonly Converter[],
  timeoutMs: number,
): Promise<Pcm> {
  const complaints: string[] = [];
  for (const { program, argsFor } of converters) {
    try {
      const signal = new AbortController().signal;
      const limits = { input: '', timeoutMs, outputBytesMax: FILE_BYTES_MAX, signal };
      const { samples, sampleRateHz } = readWav(
        await runOutside({ program, args: argsFor(file), ...limits }),
        { streamed: true },
      );
      return { samples, sampleRateHz };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      complaints.push(error.inFull);
    }
  }
  const tried = complaints.length === 0 ? '' : ` (${complaints.join('; ')})`;
  throw new Failure(
    'invalid',
    `${basename(file)}: ${whyNot.message}, and nothing here could convert it${tried}. Save it as PCM WAV, mono, 16 bit.`,
  );
}
