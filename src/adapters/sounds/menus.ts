import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withoutStress } from '#domain/voice/stress.ts';
import type { PlayableSound } from '#ports/sounds.ts';
import type { WriteAlarm } from './alarm.ts';
import { writeAtomically } from './atomic-file.ts';
import { removeUnfinished } from './disk-cache.ts';
import { JOIN_VERSION, joinPieces } from './join.ts';
import { durationMs, endingOf, type PlayRateHz } from './rate.ts';
import { openSealedWav, sealWav } from './sealed-wav.ts';

/** A fragment in its place in a menu. */
export interface MenuPiece {
  /** What it was made of; two pieces with the same id sound the same. */
  readonly id: string;
  readonly samples: Int16Array;
  readonly text: string;
  readonly pauseAfterMs: number;
}

/** Whole prompts as files, glued from fragments; a lost one is glued again, so nothing here waits for the disk. */
export interface Menus {
  open(): Promise<void>;
  /** The file if it is there now and is what it should be. */
  find(id: string): Promise<PlayableSound | null>;
  /** Null when the disk refuses. */
  glue(id: string, pieces: readonly MenuPiece[]): Promise<PlayableSound | null>;
  readonly count: number;
  readonly bytes: number;
}

/** Where menus are kept, and as what. */
export interface MenuFolder {
  readonly directory: string;
  readonly rateHz: PlayRateHz;
}

export interface MenuLimits {
  readonly countMax: number;
  readonly bytesMax: number;
  /** A file handed out less than this ago may be playing, or about to. */
  readonly inUseMs: number;
}

interface Shelved {
  readonly bytes: number;
  handedOutAt: number;
  /** Null: found at the start, its content not looked at yet. */
  sound: PlayableSound | null;
}

/** What a menu is made of, in order, with its pauses. */
export function menuId(pieces: readonly Pick<MenuPiece, 'id' | 'pauseAfterMs'>[]): string {
  const made = JSON.stringify([
    JOIN_VERSION,
    ...pieces.map(({ id, pauseAfterMs }) => [id, pauseAfterMs]),
  ]);
  return createHash('sha256').update(made).digest('hex').slice(0, 40);
}

/** `nowMs` is monotonic. */
export function createMenus(
  { directory, rateHz }: MenuFolder,
  limits: MenuLimits,
  alarm: WriteAlarm,
  nowMs: () => number,
): Menus {
  /** Least recently handed out first. */
  const shelf = new Map<string, Shelved>();
  const gluing = new Map<string, Promise<PlayableSound | null>>();
  let bytes = 0;

  const ending = endingOf(rateHz);
  const fileOf = (id: string): string => join(directory, `${id}${ending}`);
  const put = (id: string, shelved: Shelved): void => {
    drop(id);
    shelf.set(id, shelved);
    bytes += shelved.bytes;
  };
  const drop = (id: string): void => {
    bytes -= shelf.get(id)?.bytes ?? 0;
    shelf.delete(id);
  };

  async function makeRoom(): Promise<void> {
    for (const [id, { handedOutAt }] of shelf) {
      if (shelf.size <= limits.countMax && bytes <= limits.bytesMax) return;
      if (nowMs() - handedOutAt < limits.inUseMs) return;
      drop(id);
      await unlink(fileOf(id)).catch(() => {});
    }
  }

  async function write(id: string, pieces: readonly MenuPiece[]): Promise<PlayableSound | null> {
    const samples = joinPieces(pieces, rateHz);
    const texts = pieces.map((piece) => piece.text);
    const text = withoutStress(texts.filter((one) => one !== '').join(' '));
    const file = sealWav(id, { samples, text }, rateHz);
    try {
      await writeAtomically(fileOf(id), file, { durable: false });
      alarm.worked();
    } catch (error) {
      alarm.failed(error);
      return null;
    }
    const sound = {
      path: join(directory, id),
      durationMs: durationMs(samples.length, rateHz),
      text,
    };
    put(id, { bytes: file.length, handedOutAt: nowMs(), sound });
    await makeRoom();
    return sound;
  }

  async function verified(id: string): Promise<PlayableSound | null> {
    try {
      const { samples, text } = openSealedWav(id, await readFile(fileOf(id)), rateHz);
      const tookMs = durationMs(samples.length, rateHz);
      return { path: join(directory, id), durationMs: tookMs, text };
    } catch {
      return null; // a crash left it: it is glued again, over this file
    }
  }

  return {
    async open() {
      await mkdir(directory, { recursive: true }).catch((error: unknown) => alarm.failed(error));
      const names = await readdir(directory).catch(() => []);
      await removeUnfinished(directory, names);
      const found = await Promise.all(
        names
          .filter((name) => name.endsWith(ending))
          .map(async (name) => ({
            name,
            about: await stat(join(directory, name)).catch(() => null),
          })),
      );
      found.sort((a, b) => (a.about?.mtimeMs ?? 0) - (b.about?.mtimeMs ?? 0));
      for (const { name, about } of found)
        if (about !== null)
          put(basename(name, ending), { bytes: about.size, handedOutAt: -Infinity, sound: null });
      await makeRoom();
    },
    async find(id) {
      const shelved = shelf.get(id);
      if (shelved === undefined) return null;
      const sound = (await isThere(fileOf(id), shelved.bytes))
        ? (shelved.sound ?? (await verified(id)))
        : null;
      if (sound === null) drop(id);
      else put(id, { ...shelved, sound, handedOutAt: nowMs() });
      return sound;
    },
    glue(id, pieces) {
      const running = gluing.get(id) ?? write(id, pieces).finally(() => gluing.delete(id));
      gluing.set(id, running);
      return running;
    },
    get count() {
      return shelf.size;
    },
    get bytes() {
      return bytes;
    },
  };
}

async function isThere(file: string, bytes: number): Promise<boolean> {
  const about = await stat(file).catch(() => null);
  return about !== null && about.isFile() && about.size === bytes;
}
