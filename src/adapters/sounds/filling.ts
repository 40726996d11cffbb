import type { Log } from '#ports/log.ts';
import type { Catalogue } from './catalogue.ts';
import type { DiskCache } from './disk-cache.ts';
import { pieceId } from './maker.ts';
import type { PieceMemory } from './piece.ts';

interface FillingNeeds {
  readonly disk: DiskCache;
  readonly catalogue: Catalogue;
  readonly memory: PieceMemory;
  readonly log: Log;
}

/**
 * Takes what stands on disk into memory, verified, what was of use last first: what does not fit is only known by its
 * name until somebody wants it.
 */
export async function fillMemory(keys: readonly string[], needs: FillingNeeds): Promise<void> {
  const { disk, catalogue, memory, log } = needs;
  const found = await Promise.all(keys.map(async (key) => ({ key, about: await disk.about(key) })));
  const latestFirst = found
    .flatMap(({ key, about }) => (about === null ? [] : { key, ...about }))
    .toSorted((a, b) => b.usedAtMs - a.usedAtMs);
  for (const about of latestFirst) {
    if (memory.isFull) catalogue.add({ ...about, text: null, made: null });
    else await take(about);
  }
  if (catalogue.all().length > memory.count)
    log.warn(
      { fragments: keys.length, inMemory: memory.count },
      'not all fragments fit into memory',
    );

  async function take(about: (typeof latestFirst)[number]): Promise<void> {
    const { key } = about;
    const said = await disk.load(key);
    if (said === null) return;
    const { samples, text, made = null } = said;
    catalogue.add({ ...about, text, made });
    memory.put({ id: pieceId(key, made?.take ?? 1), samples, text, path: disk.pathOf(key) });
  }
}
