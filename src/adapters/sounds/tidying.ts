import type { Log } from '#ports/log.ts';
import type { Catalogue, KeptFragment } from './catalogue.ts';
import type { DiskCache } from './disk-cache.ts';

/** Keeps the folder of fragments within its limit, in the background. */
export interface Tidying {
  /** From now on these texts must be there whoever calls. */
  need(texts: readonly string[]): void;
  /** Writes down what was of use; then the fragments that nobody needs go, while there are more bytes than allowed. */
  tidy(): Promise<void>;
  /** Only writes down what was of use. */
  noteUses(): Promise<void>;
}

export interface TidyingOptions {
  readonly disk: Pick<DiskCache, 'touch' | 'discard'>;
  readonly catalogue: Catalogue;
  /** The fragment that is said for this text now. */
  readonly bestKey: (text: string) => string | null;
  /** Null: nothing ever goes. */
  readonly bytesMax: number | null;
  readonly now: () => Date;
  readonly log: Log;
}

/** What a menu of the last day said may be said again today. */
const LIVE_MS = 86_400_000;

export function createTidying(options: TidyingOptions): Tidying {
  const { disk, catalogue, bestKey, bytesMax, now, log } = options;
  /** Null: who needs what is not known yet, so that nothing may go. */
  let needed: readonly string[] | null = null;
  let saidFull = false;

  async function noteUses(): Promise<void> {
    for (const { key, usedAtMs } of catalogue.takeUsed()) await disk.touch(key, usedAtMs);
  }

  function tellWhenFull(): void {
    const isFull = bytesMax !== null && catalogue.bytes > bytesMax;
    if (isFull && !saidFull)
      log.warn(
        { bytes: catalogue.bytes, bytesMax },
        'speech takes more than voice.cache_mb_max, and all of it is needed: raise the limit',
      );
    saidFull = isFull;
  }

  return {
    need: (texts) => void (needed = texts),
    noteUses,
    async tidy() {
      await noteUses();
      if (bytesMax === null || needed === null || catalogue.bytes <= bytesMax) return;
      const keys = new Set(needed.map(bestKey));
      const going = leastUsed(catalogue.all(), {
        excessBytes: catalogue.bytes - bytesMax,
        mayGo: ({ key, usedAtMs }) => !keys.has(key) && now().getTime() - usedAtMs >= LIVE_MS,
      });
      for (const { key } of going) {
        catalogue.drop(key);
        await disk.discard(key);
      }
      if (going.length > 0)
        log.info(
          { fragments: going.length, bytes: catalogue.bytes },
          'speech nobody needs is gone',
        );
      tellWhenFull();
    },
  };
}

/** The least recently used first, until so many bytes are found. */
function leastUsed(
  fragments: readonly KeptFragment[],
  wish: { readonly excessBytes: number; readonly mayGo: (one: KeptFragment) => boolean },
): readonly KeptFragment[] {
  const going: KeptFragment[] = [];
  let found = 0;
  for (const one of fragments.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (found >= wish.excessBytes) break;
    if (!wish.mayGo(one)) continue;
    going.push(one);
    found += one.bytes;
  }
  return going;
}
