import type { Crm, Cursors } from '#ports/crm.ts';
import type { Events } from '#ports/events.ts';
import { importEvents, type Imported } from './import-events.ts';

/** Longer than any one page takes, however often it is asked for again. */
const LEASE_MS = 10 * 60_000;

/**
 * Reads a source while it is ours: no other process reads it meanwhile, for some CRMs hold a licence for each reader.
 * Null: another one does. Fails as `importEvents` does; a lease that was lost on the way only means that a page is
 * read twice.
 */
export async function readSource(
  crm: Crm,
  house: {
    readonly events: Events;
    readonly cursors: Cursors;
    readonly now: () => Date;
    /** The same after a restart. */
    readonly reader: string;
  },
  signal: AbortSignal,
  progress: (imported: Imported) => void = () => undefined,
): Promise<Imported | null> {
  const { cursors, now, reader } = house;
  const claim = (leaseMs: number): Promise<boolean> => {
    const nowMs = now().getTime();
    return cursors.claim(crm.source, { reader, untilMs: nowMs + leaseMs, nowMs });
  };
  if (!(await claim(LEASE_MS))) return null;
  const renewing: Cursors = {
    stateOf: (source) => cursors.stateOf(source),
    async keepCursor(source, cursor) {
      await cursors.keepCursor(source, cursor);
      await claim(LEASE_MS);
    },
    keepFinished: (source, atMs) => cursors.keepFinished(source, atMs),
    claim: (source, wanted) => cursors.claim(source, wanted),
  };
  try {
    return await importEvents(crm, { ...house, cursors: renewing }, signal, progress);
  } finally {
    // Where the database is away the lease runs out by itself.
    await claim(0).catch(() => undefined);
  }
}
