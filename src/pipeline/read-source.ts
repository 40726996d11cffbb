import type { Crm, Cursors } from '#ports/crm.ts';
import type { Events } from '#ports/events.ts';
import { Failure } from '#ports/failure.ts';
import { importEvents, type Imported } from './import-events.ts';

/** How long a source stays ours when we die. */
const LEASE_MS = 10 * 60_000;

interface SourceHouse {
  readonly events: Events;
  readonly cursors: Cursors;
  readonly now: () => Date;
  /** The same after a restart. */
  readonly reader: string;
}

/**
 * Reads a source while it is ours: two readers at once would take two licences, and what one tells whole would take
 * away what the other has just kept. Null: another process reads it. Fails as `importEvents` does, and with
 * `unavailable` when the lease could not be renewed in time; nothing is kept then.
 */
export async function readSource(
  crm: Crm,
  house: SourceHouse,
  signal: AbortSignal,
  progress: (imported: Imported) => void = () => undefined,
): Promise<Imported | null> {
  const lease = await leaseOf(crm.source, house);
  if (lease === null) return null;
  try {
    const guarded = { ...house, events: whileOurs(house.events, lease.mustBeOurs) };
    return await importEvents(crm, guarded, signal, progress);
  } finally {
    await lease.giveBack();
  }
}

async function leaseOf(source: string, { cursors, now, reader }: SourceHouse) {
  let untilMs = 0;
  const claim = async (leaseMs: number): Promise<boolean> => {
    const nowMs = now().getTime();
    const isOurs = await cursors.claim(source, { reader, untilMs: nowMs + leaseMs, nowMs });
    untilMs = isOurs ? nowMs + leaseMs : 0;
    return isOurs;
  };
  if (!(await claim(LEASE_MS))) return null;
  // While a page is long in coming: pauses that a vendor asks for, a list of everybody.
  const renewal = setInterval(() => void claim(LEASE_MS).catch(() => undefined), LEASE_MS / 3);
  return {
    mustBeOurs: (): void => {
      if (now().getTime() < untilMs) return;
      throw new Failure('unavailable', `${source}: another process may read it now`);
    },
    giveBack: async (): Promise<void> => {
      clearInterval(renewal);
      // Where the database is away the lease runs out by itself.
      if (now().getTime() < untilMs) await claim(0).catch(() => undefined);
    },
  };
}

/** The same store, as long as `mustBeOurs` does not throw. */
function whileOurs(events: Events, mustBeOurs: () => void): Events {
  const guarded =
    <Args extends readonly unknown[], T>(keep: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      mustBeOurs();
      return keep(...args);
    };
  return {
    keepEvents: guarded((page) => events.keepEvents(page)),
    keepEventSpan: guarded((span, page) => events.keepEventSpan(span, page)),
    keepEmployees: guarded((page) => events.keepEmployees(page)),
    keepClients: guarded((page) => events.keepClients(page)),
    applyWeights: (weights, progress) => events.applyWeights(weights, progress),
  };
}
