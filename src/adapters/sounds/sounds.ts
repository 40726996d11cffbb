import { join, parse } from 'node:path';
import { cleanForSpeech } from '#domain/voice/clean.ts';
import type { Phrases, Prompt } from '#domain/voice/phrases.ts';
import type { VoiceMode } from '#domain/voice/words.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { PlayableSound, Sounds, Warmable } from '#ports/sounds.ts';
import type { RecordedSpeech, Speech, SpokenBy } from '#ports/speech.ts';
import { createWriteAlarm } from './alarm.ts';
import { createCatalogue } from './catalogue.ts';
import { createDiskCache } from './disk-cache.ts';
import { fillMemory, readTheRest } from './filling.ts';
import { createFinishing } from './finishing.ts';
import { loadGeneric } from './generic.ts';
import { createMaker } from './maker.ts';
import { createMenus, menuId, type MenuLimits } from './menus.ts';
import { createPieceMemory, type Piece } from './piece.ts';
import type { PlayRateHz } from './rate.ts';
import { createRecordings } from './recordings.ts';
import { createShelf } from './shelf.ts';
import { createTidying } from './tidying.ts';
import { warmUp } from './warm.ts';

export interface SoundsOptions {
  /** `sounds-cache`: ours to write. Asterisk must see it under the same path. */
  readonly directory: string;
  /** `sounds-cache/generic`: what comes with the program. */
  readonly genericDirectory: string;
  /** The first that can, speaks; none is allowed. */
  readonly engines: readonly Speech[];
  readonly recorded: RecordedSpeech | null;
  readonly phrases: Phrases;
  readonly company: string;
  /** 8 kHz unless told. */
  readonly rateHz?: PlayRateHz;
  /** Sentences about employees whole, unless told. */
  readonly mode?: VoiceMode;
  readonly log: Log;
  /** Finished fragments in memory; 16 or 32 kB a second of speech. */
  readonly memoryBytesMax?: number;
  readonly menus?: Partial<MenuLimits>;
  /** Fragments and menus on disk; left out: no fragment ever goes. */
  readonly diskBytesMax?: number;
  /** How often the folder is brought back to its limit, and notes what was of use. */
  readonly tidyMs?: number;
  readonly synthesisTimeoutMs?: number;
  /** A disk that is slower than this is a disk that is not there. */
  readonly readyTimeoutMs?: number;
  /** How often the folder of recordings is looked at. */
  readonly rescanMs?: number;
  /** Monotonic. */
  readonly nowMs?: () => number;
  readonly now?: () => Date;
}

interface SoundsStats {
  readonly fragments: number;
  readonly fragmentBytes: number;
  /** Of fragments, on disk. */
  readonly diskBytes: number;
  readonly recordings: number;
  readonly menus: number;
  readonly menuBytes: number;
  readonly synthesised: number;
  readonly failed: number;
  readonly underWay: number;
  /** Prompts handed out, and prompts that were not ready. */
  readonly served: number;
  readonly missed: number;
  readonly writeFailures: number;
  readonly writable: boolean;
}

export interface SoundsHouse extends Sounds, Warmable {
  /** Reads what exists. Never fails: with nothing at all, every prompt is "not ready". */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** From now on these words are said; what they lack is made by the next `warm`. */
  setPhrases(phrases: Phrases): void;
  /** Looks at the recordings now instead of at the next turn. */
  rescan(): Promise<void>;
  /**
   * Says anything, and waits for it: not for calls. `by`: who spoke; null when it was said before. Fails like
   * `Speech.synthesise`, `exhausted` when the disk refuses.
   */
  say(text: string): Promise<PlayableSound & { readonly by: SpokenBy | null }>;
  /** Speaks the text of a fragment anew; whoever runs already takes it at its next start. Fails like `say`. */
  remake(text: string): Promise<void>;
  /** Brings the folder back to its limit now instead of at the next turn. */
  tidy(): Promise<void>;
  stats(): SoundsStats;
}

/**
 * Finished speech in memory, 256 MB at 8 kHz: what is not there cannot be said in a call. Three hundred people, each
 * with three keys, are 150 MB of it.
 */
const SPEECH_MAX_SECONDS = 16_384;

const MENU_LIMITS: MenuLimits = { countMax: 5_000, bytesMax: 1024 ** 3, inUseMs: 10 * 60_000 };
const TIDY_MS = 10 * 60_000;

export function createSounds(options: SoundsOptions): SoundsHouse {
  const { directory, genericDirectory, engines, recorded, company, log } = options;
  const { rateHz = 8_000, mode = 'quality' } = options;
  const alarm = createWriteAlarm(log, directory);
  const disk = createDiskCache(directory, rateHz, alarm, log);
  const now = options.now ?? (() => new Date());
  const catalogue = createCatalogue(now);
  const menuBytesMax = Math.min(MENU_LIMITS.bytesMax, (options.diskBytesMax ?? Infinity) / 2);
  const memory = createPieceMemory(options.memoryBytesMax ?? SPEECH_MAX_SECONDS * rateHz * 2);
  const finishing = createFinishing(rateHz);
  const menus = createMenus(
    { directory: join(directory, 'menus'), rateHz },
    { ...MENU_LIMITS, bytesMax: menuBytesMax, ...options.menus },
    alarm,
    options.nowMs ?? (() => performance.now()),
  );
  const maker = createMaker({
    engines,
    rateHz,
    disk,
    catalogue,
    memory,
    finishing,
    log,
    synthesisTimeoutMs: options.synthesisTimeoutMs ?? 15_000,
    now,
  });
  const tidying = createTidying({
    disk,
    catalogue,
    bestKey: (text) => maker.bestKey(text),
    bytesMax: options.diskBytesMax === undefined ? null : options.diskBytesMax - menuBytesMax,
    now,
    log,
  });
  const recordings = createRecordings(recorded ?? NO_RECORDINGS, finishing, log);
  const generic = new Map<Phrases['language'], ReadonlyMap<string, Piece>>();
  let phrases = options.phrases;
  const shelf = createShelf({
    wording: () => ({ phrases, company, mode }),
    recordings,
    generic: (phrase) => generic.get(phrases.language)?.get(phrase),
    maker,
    menus,
    rateHz,
    used: ({ file }) => {
      if (file !== null) catalogue.used(parse(file.name).name);
    },
  });
  let served = 0;
  let missed = 0;
  let rescanTimer: NodeJS.Timeout | undefined;
  let tidyTimer: NodeJS.Timeout | undefined;
  const off = new AbortController();
  let reading = Promise.resolve();
  /** Nothing goes before everything is known. */
  const tidy = async (): Promise<void> => {
    await reading;
    await tidying.tidy();
  };
  const rescan = (): Promise<void> =>
    recordings
      .rescan(phrases.language)
      .catch((error: unknown) => log.error({ err: error }, 'recordings not looked at'));

  return {
    async start() {
      for (const language of ['ru', 'en'] as const)
        generic.set(language, await loadGeneric(genericDirectory, language, rateHz, log));
      const keys = await disk.open();
      await menus.open();
      const rest = await fillMemory(keys, { disk, catalogue, memory, log });
      reading = readTheRest(rest, { disk, catalogue }, off.signal).catch((error: unknown) =>
        log.error({ err: error }, 'not all fragments were looked into'),
      );
      await rescan();
      // One turn after the other: a slow folder must not be looked at twice at once.
      const again = (): void => {
        rescanTimer = setTimeout(
          () => void rescan().then(again),
          options.rescanMs ?? 10_000,
        ).unref();
      };
      if (recorded !== null) again();
      const tidyLater = (): void => {
        tidyTimer = setTimeout(
          () => void tidy().then(tidyLater),
          options.tidyMs ?? TIDY_MS,
        ).unref();
      };
      tidyLater();
      log.info(
        { directory, fragments: memory.count, menus: menus.count, recordings: recordings.count },
        'sounds ready',
      );
    },
    async stop() {
      clearTimeout(rescanTimer);
      clearTimeout(tidyTimer);
      off.abort();
      await reading;
      maker.stop();
      await tidying.noteUses();
      await finishing.stop();
    },
    async ready(prompt, signal) {
      const timeoutMs = options.readyTimeoutMs ?? 150;
      const sound = await inTime(shelf.take(prompt), timeoutMs, signal, log);
      if (signal?.aborted) return null;
      if (sound === null) missed += 1;
      else served += 1;
      return sound;
    },
    warm: (prompts: readonly Prompt[], how = {}) =>
      warmUp(prompts, { shelf, maker, need: (texts) => tidying.need(texts), ...how }),
    remake: async (text) => void (await maker.remake(text)),
    tidy,
    async say(text) {
      const { by = null, ...piece } = await maker.make(cleanForSpeech(text));
      const pieces = [{ ...piece, pauseAfterMs: 0 }];
      const sound =
        (await menus.find(menuId(pieces))) ?? (await menus.glue(menuId(pieces), pieces));
      if (sound === null) throw new Failure('exhausted', 'the sounds cache cannot be written');
      return { ...sound, by };
    },
    setPhrases(next) {
      phrases = next;
      void rescan();
    },
    rescan,
    stats: () => ({
      fragments: memory.count,
      fragmentBytes: memory.bytes,
      diskBytes: catalogue.bytes,
      recordings: recordings.count,
      menus: menus.count,
      menuBytes: menus.bytes,
      synthesised: maker.synthesised,
      failed: maker.failed,
      underWay: maker.underWay,
      served,
      missed,
      writeFailures: alarm.failures,
      writable: alarm.writable,
    }),
  };
}

const NO_RECORDINGS: RecordedSpeech = {
  list: async () => new Map(),
  load: async (_, name) => {
    throw new Failure('not-found', `there is no recording ${name}`);
  },
};

/** A call goes on without speech rather than wait for it, whatever happened. */
async function inTime(
  taking: Promise<PlayableSound | null>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  log: Log,
): Promise<PlayableSound | null> {
  const { promise: nothing, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => {
    log.error({ timeoutMs }, 'sounds cache did not answer in time');
    resolve(null);
  }, timeoutMs);
  const gone = (): void => resolve(null);
  signal?.addEventListener('abort', gone, { once: true });
  if (signal?.aborted) gone();
  try {
    return await Promise.race([taking, nothing]);
  } catch (error) {
    log.error({ err: error }, 'prompt failed');
    return null;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', gone);
  }
}
