import type { Cursors } from '#ports/crm.ts';
import type { Events, Kept } from '#ports/events.ts';

const counted = async (_: unknown, rows: readonly unknown[]): Promise<Kept> => ({
  added: rows.length,
  changed: 0,
  unchanged: 0,
});

/** A store for a dry run: counts what it would be given, and keeps nothing. */
export const countOnly: Events = {
  keepEvents: (page) => counted(null, page),
  keepEventSpan: counted,
  keepEmployees: (page) => counted(null, page),
  keepClients: (page) => counted(null, page),
  applyWeights: async () => undefined,
};

/** Reads the cursors as they are, and moves none. */
export function unmoved(cursors: Pick<Cursors, 'stateOf'>): Cursors {
  return {
    stateOf: (source) => cursors.stateOf(source),
    keepCursor: async () => undefined,
    keepFinished: async () => undefined,
  };
}
