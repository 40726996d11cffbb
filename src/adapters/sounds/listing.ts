import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { MadeSpeech } from '#domain/voice/made-speech.ts';
import { Failure } from '#ports/failure.ts';
import { KEY } from './disk-cache.ts';
import { durationMs, endingOf, type PlayRateHz } from './rate.ts';
import { openSealedWav } from './sealed-wav.ts';

export interface Listing {
  readonly made: readonly MadeSpeech[];
  /** Files of ours that are not what their seal says: the next start sets them aside. */
  readonly damaged: number;
}

/**
 * What stands in a folder of made speech, of what is played at this rate, by text; a service may be at work in it, so nothing is moved or touched.
 * Fails with `unavailable` when the folder cannot be read; one that is not there yet is empty.
 */
export async function listMade(directory: string, rateHz: PlayRateHz): Promise<Listing> {
  const made: MadeSpeech[] = [];
  let damaged = 0;
  const ending = endingOf(rateHz);
  for (const name of await namesIn(directory)) {
    const key = basename(name, ending);
    if (!name.endsWith(ending) || !KEY.test(key)) continue;
    const found = await read(join(directory, name), key, rateHz);
    if (found === 'damaged') damaged += 1;
    else if (found !== 'gone') made.push(found);
  }
  made.sort((a, b) => compare(a.text, b.text) || compare(a.key, b.key));
  return { made, damaged };
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new Failure('unavailable', `${directory} cannot be read: ${code}`);
  }
}

async function read(
  file: string,
  key: string,
  rateHz: PlayRateHz,
): Promise<MadeSpeech | 'damaged' | 'gone'> {
  const about = await stat(file).catch(() => null);
  const bytes = await readFile(file).catch(() => null);
  if (about === null || bytes === null) return 'gone';
  try {
    const { samples, text, made } = openSealedWav(key, bytes, rateHz);
    return {
      key,
      text,
      by: made?.by ?? null,
      madeAtMs: made?.atMs ?? null,
      take: made?.take ?? 1,
      usedAtMs: Math.round(about.mtimeMs),
      durationMs: durationMs(samples.length, rateHz),
      bytes: about.size,
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return 'damaged';
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
