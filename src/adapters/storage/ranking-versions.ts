import type { EventTypeRule, Weights } from '#domain/ranking/weights.ts';
import { translated, type Commit, type Store } from './database.ts';
import { storableKey } from './values.ts';

/** The column `weights`. The version stands beside it. */
interface StoredWeights extends Omit<Weights, 'version' | 'eventTypes'> {
  readonly eventTypes: readonly (readonly [string, EventTypeRule])[];
}

/** Keeps them under their version, once: a version never means other weights. */
export async function keepVersion(
  commit: Commit,
  { version, eventTypes, ...numbers }: Weights,
  firstUsedAt: number,
): Promise<void> {
  const stored: StoredWeights = { ...numbers, eventTypes: [...eventTypes] };
  await commit
    .insertInto('ranking_version')
    .values({
      version: storableKey(version),
      first_used_at: firstUsedAt,
      weights: JSON.stringify(stored),
    })
    .onConflict((same) => same.column('version').doNothing())
    .execute();
}

export async function weightsOf(store: Store, version: string): Promise<Weights | null> {
  const row = await translated(store, () =>
    store.db
      .selectFrom('ranking_version')
      .select('weights')
      .where('version', '=', version)
      .executeTakeFirst(),
  );
  if (row === undefined) return null;
  const { eventTypes, ...numbers } = JSON.parse(row.weights) as StoredWeights;
  return { version, ...numbers, eventTypes: new Map(eventTypes) };
}
