import type { Log } from '#ports/log.ts';
import type { Catalogue } from './catalogue.ts';
import type { DiskCache } from './disk-cache.ts';
import { keptPiece } from './maker.ts';
import type { PieceMemory } from './piece.ts';

interface FillingNeeds {
  readonly disk: DiskCache;
  readonly catalogue: Catalogue;
  readonly memory: PieceMemory;
  readonly log: Log;
}

/**
 * Takes what stands on disk into memory, verified, what was of use last first. What does not fit is only known by its
 * name: these keys are the answer.
 */
export async function fillMemory(
  keys: readonly string[],
  needs: FillingNeeds,
): Promise<readonly string[]> {
  const { disk, catalogue, memory, log } = needs;
  const found = await Promise.all(keys.map(async (key) => ({ key, about: await disk.about(key) })));
  const latestFirst = found
    .flatMap(({ key, about }) => (about === null ? [] : { key, ...about }))
    .toSorted((a, b) => b.usedAtMs - a.usedAtMs);
  const left: string[] = [];
  for (const about of latestFirst) {
    if (!memory.isFull) {
      await take(about);
      continue;
    }
    catalogue.add({ ...about, text: null, made: null });
    left.push(about.key);
  }
  if (left.length > 0)
    log.warn(
      { fragments: keys.length, inMemory: memory.count },
      'not all fragments fit into memory',
    );
  return left;

  async function take(about: (typeof latestFirst)[number]): Promise<void> {
    const { key } = about;
    const said = await disk.load(key);
    if (said === null) return;
    catalogue.add({ ...about, text: said.text, made: said.made ?? null });
    memory.put(keptPiece(key, said, disk));
  }
}

/** Learns, in the background, what the rest says: without an engine it may be the only speech of its text. */
export async function readTheRest(
  keys: readonly string[],
  { disk, catalogue }: Pick<FillingNeeds, 'disk' | 'catalogue'>,
  signal: AbortSignal,
): Promise<void> {
  for (const key of keys) {
    if (signal.aborted) return;
    const about = await disk.about(key);
    const said = about === null ? null : await disk.load(key);
    if (about === null || said === null) catalogue.drop(key);
    else catalogue.add({ key, ...about, text: said.text, made: said.made ?? null });
  }
}
