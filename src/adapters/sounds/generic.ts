import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Phrases } from '#domain/voice/phrases.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import { resample, toFloat, toInt16 } from './pcm.ts';
import type { Piece } from './piece.ts';
import type { PlayRateHz } from './rate.ts';
import { checksum, openSealedWav } from './sealed-wav.ts';

/** What a generic phrase is sealed with, and made at: every telephone plays it. */
export const GENERIC_KEY = 'generic';
export const GENERIC_RATE_HZ = 8_000;

/**
 * Phrases that come with the program, in words that suit every company: what callers hear before, or without, an
 * engine. By phrase; empty when the folder is not there.
 */
export async function loadGeneric(
  directory: string,
  language: Phrases['language'],
  rateHz: PlayRateHz,
  log: Log,
): Promise<ReadonlyMap<string, Piece>> {
  const folder = join(directory, language);
  const pieces = new Map<string, Piece>();
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((name) => name.endsWith('.wav'))) {
    const phrase = basename(name, '.wav');
    try {
      const file = join(folder, name);
      const { samples, text } = openSealedWav(GENERIC_KEY, await readFile(file), GENERIC_RATE_HZ);
      pieces.set(phrase, {
        id: `generic ${language} ${phrase} ${checksum(samples)}`,
        samples: toInt16(resample(toFloat(samples), GENERIC_RATE_HZ, rateHz)),
        text,
        file: { name: file, bytesMin: samples.byteLength },
      });
    } catch (error) {
      log.warn(
        {
          phrase,
          language,
          reason: error instanceof Failure ? error.message : 'it cannot be read',
        },
        'generic phrase cannot be used',
      );
    }
  }
  if (pieces.size === 0)
    log.warn({ folder }, 'there are no generic phrases: without an engine nothing can be said');
  return pieces;
}
