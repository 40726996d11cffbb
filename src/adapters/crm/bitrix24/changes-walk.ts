import type { BitrixApi } from './api.ts';
import type { StreamState } from './cursor.ts';
import { pagesAfter, type List } from './list.ts';
import { timeText, type Row } from './values.ts';

export interface ChangesWalk {
  readonly api: BitrixApi;
  readonly list: List;
  /** Null: records never change, and news are greater ids. */
  readonly changedField: string | null;
  readonly state: StreamState;
  /** What was being written when we looked last shows up within this time. */
  readonly overlapSeconds: number;
  /** Read again from here in any case, seconds; null: from the mark. */
  readonly since: number | null;
}

export interface Walked {
  readonly records: readonly unknown[];
  /** True for what it says once these records are kept. */
  readonly state: StreamState;
}

const RECORDS_AIM = 1_000;
/** Read again where only ids tell what is new: a lower one may be written after a higher one. */
const IDS_OVERLAP = 100;

/**
 * What is new or changed since the mark, by ascending id. What changes behind our back in the meantime is changed
 * after the walk began, so the next one finds it. A walk that broke off goes on where it was.
 */
export async function* changesWalk(
  { api, list, changedField, state, overlapSeconds, since }: ChangesWalk,
  signal: AbortSignal,
): AsyncGenerator<Walked> {
  const open = state.open?.kind === 'changes' ? state.open : null;
  const before = state.mark;
  const filter: Row =
    changedField === null || before === null
      ? {}
      : {
          [`>=${changedField}`]: timeText(Math.min(before.at - overlapSeconds, since ?? Infinity)),
        };
  const firstId = changedField === null ? Math.max(0, (before?.id ?? 0) - IDS_OVERLAP) : 0;
  let at = open?.mark.at ?? null;
  let lastId = open?.lastId ?? firstId;
  let records: unknown[] = [];
  for await (const page of pagesAfter(api, list, filter, lastId, signal)) {
    at ??= page.clock;
    lastId = page.lastId;
    records.push(...page.records);
    if (records.length < RECORDS_AIM) continue;
    yield {
      records,
      state: { ...state, open: { kind: 'changes', lastId, mark: { at, id: lastId } } },
    };
    records = [];
  }
  const mark = { at: Math.max(before?.at ?? 0, at ?? 0), id: Math.max(before?.id ?? 0, lastId) };
  yield { records, state: { ...state, mark, open: null } };
}
