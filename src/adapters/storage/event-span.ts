import type { EventSpan, Kept, SourceEvent } from '#ports/events.ts';
import { inOneCommit, type Commit, type Store } from './database.ts';
import { eventRow } from './event-page.ts';
import { keepEventRows } from './events.ts';
import type { EventRow } from './schema.ts';

/** Keeps the page, and takes every event that the source once told of this span and now leaves out for deleted. */
export async function keepEventSpan(
  store: Store,
  span: EventSpan,
  page: readonly SourceEvent[],
  knownAt: number,
): Promise<Kept> {
  const told = page.map((event) => eventRow(event, knownAt));
  return inOneCommit(store, async (commit) => {
    const names = new Set(told.map((row) => row.external_id));
    const before = await storedIn(commit, span);
    const missing = before
      .filter((row) => !names.has(row.external_id))
      .map((row): EventRow => ({ ...row, deleted: 1, known_at: knownAt }));
    return keepEventRows(store, commit, [...told, ...missing]);
  });
}

function storedIn(commit: Commit, { source, prefix, from, to }: EventSpan): Promise<EventRow[]> {
  return commit
    .selectFrom('event')
    .selectAll()
    .where('source', '=', source)
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('deleted', '=', 0)
    .where(
      (row) => row.fn<string>('substr', ['external_id', row.val(1), row.val(prefix.length)]),
      '=',
      prefix,
    )
    .execute();
}
