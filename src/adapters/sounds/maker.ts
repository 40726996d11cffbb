import { createPlaces } from '#adapters/plumbing/places.ts';
import { remembered } from '#adapters/plumbing/remembered.ts';
import { withDeadline } from '#adapters/plumbing/with-deadline.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { Speech, SpokenBy } from '#ports/speech.ts';
import type { Catalogue } from './catalogue.ts';
import { createComplaints, isOfEngine } from './complaints.ts';
import { fragmentKey, type DiskCache } from './disk-cache.ts';
import type { Finishing } from './finishing.ts';
import type { Piece, PieceMemory } from './piece.ts';
import type { PlayRateHz } from './rate.ts';
import type { Said } from './sealed-wav.ts';

/** Makes speech of text, outside of calls: from memory, from disk, or by the first engine that can. */
export interface Maker {
  /**
   * The best that is in memory: by the first engine that spoke this text, else whatever spoke it once (another voice,
   * an older release); null: nobody's speech of it is.
   */
  inMemory(text: string): Piece | null;
  /** The id this text has when the first engine says it; null without engines. */
  idealId(text: string): string | null;
  /** Two who want the same get the same. Fails like `Speech.synthesise`. */
  make(text: string): Promise<MadePiece>;
  /** Speaks it anew, whatever there is. Fails like `make`, and then what there is stays. */
  remake(text: string): Promise<MadePiece>;
  /** What stands on disk of this text and would be said now; null: nothing. */
  bestKey(text: string): string | null;
  /** Makes it some time soon, unless there is too much to do, or it failed a moment ago. */
  want(text: string): void;
  readonly synthesised: number;
  readonly failed: number;
  readonly underWay: number;
  stop(): void;
}

export interface MadePiece extends Piece {
  /** Who spoke just now; left out when nobody had to. */
  readonly by?: SpokenBy;
}

export interface MakerOptions {
  readonly engines: readonly Speech[];
  readonly rateHz: PlayRateHz;
  readonly disk: DiskCache;
  readonly catalogue: Catalogue;
  readonly memory: PieceMemory;
  readonly finishing: Finishing;
  readonly log: Log;
  readonly synthesisTimeoutMs: number;
  readonly now: () => Date;
}

const AT_ONCE_MAX = 4;
const WANTED_MAX = 1_000;
/** A company says a few thousand different things. */
const KEYS_REMEMBERED_MAX = 10_000;
/** An engine that is away is not asked again, nor a text that cannot be said, for so long. */
const REST_MS = 30_000;

export function createMaker(options: MakerOptions): Maker {
  const { rateHz, disk, catalogue, memory, finishing, log, synthesisTimeoutMs } = options;
  const complaints = createComplaints(log);
  const engines = options.engines.map((engine) => ({
    engine,
    keyOf: remembered((text) => fragmentKey(engine.fingerprint, rateHz, text), KEYS_REMEMBERED_MAX),
  }));
  const places = createPlaces(AT_ONCE_MAX);
  const underWay = new Map<string, Promise<MadePiece>>();
  const restUntil = new Map<Speech | string, number>();
  const off = new AbortController();
  let synthesised = 0;
  let failed = 0;

  const rests = (who: Speech | string): boolean => (restUntil.get(who) ?? 0) > performance.now();
  const rest = (who: Speech | string): void => {
    if (restUntil.size >= WANTED_MAX) restUntil.clear();
    restUntil.set(who, performance.now() + REST_MS);
  };

  async function makeNow(text: string, anew: boolean): Promise<MadePiece> {
    let failure = new Failure('unavailable', 'there is no speech engine that could be asked now');
    for (const { engine, keyOf } of engines) {
      const key = keyOf(text);
      const kept = anew ? undefined : (memory.get(idOf(key)) ?? (await fromDisk(key)));
      if (kept !== undefined) return kept;
      if (rests(engine)) continue;
      try {
        return await speak(engine, key, text);
      } catch (error) {
        failure = asFailure(error);
        if (failure.code === 'gone') throw failure;
        if (isOfEngine(failure)) rest(engine);
        complaints.failed(engine.capabilities.engine, text, failure);
      }
    }
    failed += 1;
    await recall(text);
    throw failure;
  }

  /** Nobody can speak now: what somebody spoke once is better than nothing. */
  async function recall(text: string): Promise<void> {
    const older = catalogue.sameText(text);
    if (older !== null && memory.get(idOf(older)) === undefined) await fromDisk(older);
  }

  const idOf = (key: string): string => pieceId(key, catalogue.takeOf(key));

  async function fromDisk(key: string): Promise<Piece | undefined> {
    const said = await disk.load(key);
    if (said === null) return undefined;
    await register(key, said);
    return remember(key, said);
  }

  /** It may have been made by another process of ours, or be known by its name only. */
  async function register(key: string, { text, made }: Said): Promise<void> {
    const kept = await disk.about(key);
    if (kept !== null) catalogue.add({ key, text, made: made ?? null, ...kept });
  }

  async function speak(engine: Speech, key: string, text: string): Promise<MadePiece> {
    const signal = AbortSignal.any([off.signal, AbortSignal.timeout(synthesisTimeoutMs)]);
    const { by = freeOf(engine), ...pcm } = await withDeadline(
      engine.synthesise(text, signal),
      signal,
      'the engine',
    );
    // Before it is looked at: what was paid for is told, whatever it is worth.
    tellCost(by, text);
    const samples = await finishing.finish(pcm, engine.capabilities.sampleRateHz, text);
    synthesised += 1;
    complaints.worked(engine.capabilities.engine, text);
    const atMs = options.now().getTime();
    const take = catalogue.has(key) ? catalogue.takeOf(key) + 1 : 1;
    const said = { samples, text, made: { by: engine.fingerprint, atMs, take } };
    await disk.keep(key, said);
    await register(key, said);
    return { ...remember(key, said), by };
  }

  function tellCost({ engine, costMicros, currency, insteadOf }: SpokenBy, text: string): void {
    if (costMicros === 0) return;
    log.info(
      { engine, characters: text.length, costMicros, currency, insteadOf },
      'speech was paid for',
    );
  }

  function remember(key: string, said: Said): Piece {
    const piece = keptPiece(key, said, disk);
    memory.put(piece);
    return piece;
  }

  function make(text: string): Promise<MadePiece> {
    const running = underWay.get(text);
    if (running !== undefined) return running;
    const making = places.run(() => makeNow(text, false)).finally(() => underWay.delete(text));
    underWay.set(text, making);
    return making;
  }

  return {
    inMemory(text) {
      for (const { keyOf } of engines) {
        const piece = memory.get(idOf(keyOf(text)));
        if (piece !== undefined) return piece;
      }
      const older = catalogue.sameText(text);
      return older === null ? null : (memory.get(idOf(older)) ?? null);
    },
    idealId(text) {
      const [first] = engines;
      return first === undefined ? null : idOf(first.keyOf(text));
    },
    bestKey(text) {
      const key = engines.map(({ keyOf }) => keyOf(text)).find((one) => catalogue.has(one));
      return key ?? catalogue.sameText(text);
    },
    make,
    remake: (text) => places.run(() => makeNow(text, true)),
    want(text) {
      if (engines.length === 0 || rests(text) || underWay.size >= WANTED_MAX) return;
      // Whatever comes of it, not again for a while: a second engine's speech would else be wanted at each call.
      rest(text);
      make(text).catch(() => {}); // makeNow has said why
    },
    get synthesised() {
      return synthesised;
    },
    get failed() {
      return failed;
    },
    get underWay() {
      return underWay.size;
    },
    stop: () => off.abort(),
  };
}

/** A fragment of the disk, in memory. */
export function keptPiece(
  key: string,
  { samples, text, made }: Said,
  disk: Pick<DiskCache, 'fileOf'>,
): Piece {
  const file = { name: disk.fileOf(key), bytesMin: samples.byteLength };
  return { id: pieceId(key, made?.take ?? 1), samples, text, file };
}

/** What a piece is known by: whatever was glued of an earlier take is never taken for the new one. */
function pieceId(key: string, take: number): string {
  return take === 1 ? key : `${key}#${take}`;
}

function freeOf({ capabilities }: Speech): SpokenBy {
  return { engine: capabilities.engine, costMicros: 0, currency: '', insteadOf: null };
}

/** A bug in one engine must not keep the next one from being asked. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const quote = error instanceof Error ? error.message : String(error);
  return new Failure('refused', 'the engine broke', { quote });
}
