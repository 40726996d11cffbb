import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { NORMALISER_VERSION } from '#domain/voice/normaliser-version.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { WriteAlarm } from './alarm.ts';
import { isLeftOver, writeAtomically } from './atomic-file.ts';
import { FINISH_VERSION } from './finish.ts';
import { endingOf, type PlayRateHz } from './rate.ts';
import { openSealedWav, sealWav, type Said } from './sealed-wav.ts';

/** Finished fragments as files, each named by what it was made of. */
export interface DiskCache {
  /** Makes the folder, removes what an earlier run did not finish. Answers with the keys there are. */
  open(): Promise<readonly string[]>;
  /** The fragment, verified; null when there is none. A file that does not verify is set aside, never played. */
  load(key: string): Promise<Said | null>;
  /** Keeps it so that it survives a power failure; when the disk refuses, the alarm knows, and nobody else cares. */
  keep(key: string, said: Said): Promise<void>;
  /** Null when it is not there. Its file was touched last when it was last of use. */
  about(key: string): Promise<{ readonly bytes: number; readonly usedAtMs: number } | null>;
  /** Notes when it was of use; who cannot be touched is only forgotten sooner. */
  touch(key: string, usedAtMs: number): Promise<void>;
  /** Deletes it, if it can. */
  discard(key: string): Promise<void>;
  /** Absolute. */
  fileOf(key: string): string;
}

/** What a fragment's file is called. */
export const KEY = /^[0-9a-f]{40}$/;
const SET_ASIDE = 'set-aside';

/** Everything that decides how a text sounds; the fingerprint is engine, voice, role and speed. */
export function fragmentKey(
  fingerprint: string,
  rateHz: PlayRateHz,
  text: string,
  normaliser = NORMALISER_VERSION,
): string {
  const made = JSON.stringify([fingerprint, rateHz, FINISH_VERSION, normaliser, text]);
  return createHash('sha256').update(made).digest('hex').slice(0, 40);
}

export function createDiskCache(
  directory: string,
  rateHz: PlayRateHz,
  alarm: WriteAlarm,
  log: Log,
): DiskCache {
  const ending = endingOf(rateHz);
  const fileOf = (key: string): string => join(directory, `${key}${ending}`);
  return {
    fileOf,
    async open() {
      await mkdir(directory, { recursive: true }).catch((error: unknown) => alarm.failed(error));
      const names = await readdir(directory).catch(() => []);
      await removeUnfinished(directory, names);
      const sounds = names
        .filter((name) => name.endsWith(ending))
        .map((name) => basename(name, ending));
      for (const foreign of sounds.filter((name) => !KEY.test(name)))
        await setAside(directory, `${foreign}${ending}`, 'its name is none of ours', log);
      return sounds.filter((name) => KEY.test(name));
    },
    async load(key) {
      const bytes = await readFile(fileOf(key)).catch(() => null);
      if (bytes === null) return null;
      try {
        return openSealedWav(key, bytes, rateHz);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        await setAside(directory, `${key}${ending}`, error.message, log);
        return null;
      }
    },
    async keep(key, said) {
      try {
        await writeAtomically(fileOf(key), sealWav(key, said, rateHz), { durable: true });
        alarm.worked();
      } catch (error) {
        alarm.failed(error);
      }
    },
    async about(key) {
      const found = await stat(fileOf(key)).catch(() => null);
      return found?.isFile() ? { bytes: found.size, usedAtMs: found.mtimeMs } : null;
    },
    async touch(key, usedAtMs) {
      const at = new Date(usedAtMs);
      await utimes(fileOf(key), at, at).catch(() => {});
    },
    async discard(key) {
      await unlink(fileOf(key)).catch(() => {});
    },
  };
}

export async function removeUnfinished(directory: string, names: readonly string[]): Promise<void> {
  for (const name of names.filter(isLeftOver)) await unlink(join(directory, name)).catch(() => {});
}

/** Not deleted: it may be somebody's recording in the wrong folder. */
async function setAside(directory: string, name: string, reason: string, log: Log): Promise<void> {
  log.warn({ file: name, reason, movedTo: SET_ASIDE }, 'sound file set aside');
  await mkdir(join(directory, SET_ASIDE), { recursive: true }).catch(() => {});
  await rename(join(directory, name), join(directory, SET_ASIDE, name)).catch(() => {});
}
