import { setImmediate } from 'node:timers/promises';
import { countsForPopularity, type Weights } from '#domain/ranking/weights.ts';
import { Failure } from '#ports/failure.ts';
import { noteChanges } from './changes.ts';
import { inOneCommit, keysIn, type Commit, type Store } from './database.ts';
import type { RuleRow } from './schema.ts';
import { keyOf, tallyFrom, writeTallies, type TallyKey } from './tallies.ts';
import { flag, storableKey } from './values.ts';

/** Events per commit of a replay: about 20 ms, so that nobody waits long for the one writer. */
const EVENTS_PER_COMMIT = 5_000;

export interface ReplayOptions {
  readonly progress: (share: number) => void;
  /** Ends the replay after the commit under way; it then fails with `gone`. */
  readonly signal: AbortSignal;
}

/**
 * Brings the tallies in step with these settings. A new half-life or gap replays the events of its type, in many
 * small commits with a bookmark: after a crash the next call goes on where this one ended. Meanwhile tallies
 * before the bookmark are new, those behind it old. Weights are applied when reading and cost nothing here, nor
 * does `handled`.
 */
export async function applyWeights(
  store: Store,
  weights: Weights,
  { progress, signal }: ReplayOptions,
): Promise<void> {
  const replays = await inOneCommit(store, (commit) => changeRules(store, commit, weights));
  if (replays) {
    const total = await inOneCommit(store, countEvents);
    let done = 0;
    let chunk = 0;
    do {
      chunk = await inOneCommit(store, (commit) => replayChunk(store, commit));
      done += chunk;
      progress(Math.min(1, done / Math.max(1, total)));
      if (signal.aborted) throw new Failure('gone', 'the replay goes on with the next start');
      // Lets those who asked meanwhile have their turn at the writer.
      await setImmediate();
    } while (chunk > 0);
  }
  progress(1);
}

async function countEvents(commit: Commit): Promise<number> {
  const { count } = await commit
    .selectFrom('event')
    .select((event) => event.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** True when there is something to replay. Types that are gone from the settings keep their tallies, in case they return. */
async function changeRules(store: Store, commit: Commit, weights: Weights): Promise<boolean> {
  const stored = await commit.selectFrom('rule').selectAll().execute();
  const before = new Map(stored.map((rule) => [rule.type, rule]));
  const now = new Map(stored.map((rule) => [rule.type, { ...rule, handled: flag(false) }]));
  for (const [name, wanted] of weights.eventTypes) {
    const type = storableKey(name);
    const old = before.get(type);
    const rule = {
      type,
      half_life_days: wanted.halfLifeDays,
      min_gap_seconds: weights.minGapMinutes * 60,
      handled: flag(countsForPopularity(name, weights)),
    };
    const isInStep =
      old?.half_life_days === rule.half_life_days && old.min_gap_seconds === rule.min_gap_seconds;
    now.set(type, { ...rule, replayed_to: isInStep ? old.replayed_to : '' });
  }
  const rules = [...now.values()];
  await writeRules(
    store,
    commit,
    rules.filter((rule) => !isSame(before.get(rule.type), rule)),
  );
  return rules.some((rule) => rule.replayed_to !== null);
}

function isSame(a: RuleRow | undefined, b: RuleRow): boolean {
  return (
    a?.half_life_days === b.half_life_days &&
    a.min_gap_seconds === b.min_gap_seconds &&
    a.handled === b.handled &&
    a.replayed_to === b.replayed_to
  );
}

async function writeRules(store: Store, commit: Commit, rules: readonly RuleRow[]): Promise<void> {
  if (rules.length === 0) return;
  await upsertRules(commit, rules);
  await noteChanges(
    store,
    commit,
    rules.map(({ type: key }) => ({ kind: 'rule', key })),
  );
}

/** Also what a copy writes. */
export async function upsertRules(commit: Commit, rules: readonly RuleRow[]): Promise<void> {
  await commit
    .insertInto('rule')
    .values(rules)
    .onConflict((same) =>
      same.column('type').doUpdateSet((row) => ({
        half_life_days: row.ref('excluded.half_life_days'),
        min_gap_seconds: row.ref('excluded.min_gap_seconds'),
        handled: row.ref('excluded.handled'),
        replayed_to: row.ref('excluded.replayed_to'),
      })),
    )
    .execute();
}

/**
 * Makes the next tallies anew, in the order of the index by client, and moves the bookmark.
 * Answers how many events it read; 0: all done. It reads all types, for there is no index by type: a rare type
 * would otherwise make one commit search the whole history.
 */
async function replayChunk(store: Store, commit: Commit): Promise<number> {
  const rules = await commit
    .selectFrom('rule')
    .selectAll()
    .where('replayed_to', 'is not', null)
    .execute();
  if (rules.length === 0) return 0;
  const bookmark = commonBookmark(rules);
  const events = await eventsAfter(commit, bookmark);
  const groups = [...Map.groupBy(events, keyOf).values()];
  const isLastChunk = events.length < EVENTS_PER_COMMIT;
  if (!isLastChunk) {
    // The last group may go on behind the limit: it is read whole, now if it is alone, else with the next chunk.
    const last = groups.pop()!;
    if (groups.length === 0) groups.push(await eventsOfKey(commit, last[0]!));
  }

  const byType = new Map(rules.map((rule) => [rule.type, rule]));
  const tallies = groups.flatMap((group) => {
    const rule = byType.get(group[0]!.type);
    const tally = rule === undefined ? null : tallyFrom(group[0]!, group, rule);
    return tally === null ? [] : [tally];
  });
  await writeTallies(commit, tallies);
  await noteChanges(
    store,
    commit,
    tallies.map((row) => ({ kind: 'tally', key: row.client_id })),
  );

  const replayedTo = isLastChunk ? null : bookmarkAt(groups.at(-1)![0]!);
  await writeRules(
    store,
    commit,
    rules.map((rule) => ({ ...rule, replayed_to: replayedTo })),
  );
  return isLastChunk ? 0 : groups.reduce((sum, group) => sum + group.length, 0);
}

/** Replays that stand at different places start again together: the rare case costs time, not correctness. */
function commonBookmark(rules: readonly RuleRow[]): string {
  const places = new Set(rules.map((rule) => rule.replayed_to ?? ''));
  return places.size === 1 ? [...places].join('') : '';
}

function bookmarkAt({ client_id, employee_id, type }: TallyKey): string {
  return JSON.stringify([client_id, employee_id, type]);
}

async function eventsAfter(
  commit: Commit,
  bookmark: string,
): Promise<(TallyKey & { at: number })[]> {
  let query = commit
    .selectFrom('event')
    .select(['client_id', 'employee_id', 'type', 'at'])
    .where('deleted', '=', 0)
    .orderBy('client_id')
    .orderBy('employee_id')
    .orderBy('type')
    .orderBy('at')
    .limit(EVENTS_PER_COMMIT);
  if (bookmark !== '') {
    const [client, employee, type] = JSON.parse(bookmark) as [string, string, string];
    query = query.where((row) =>
      row(row.refTuple('client_id', 'employee_id', 'type'), '>', row.tuple(client, employee, type)),
    );
  }
  return query.execute();
}

async function eventsOfKey(
  commit: Commit,
  { client_id, employee_id, type }: TallyKey,
): Promise<(TallyKey & { at: number })[]> {
  return commit
    .selectFrom('event')
    .select(['client_id', 'employee_id', 'type', 'at'])
    .where(keysIn(['client_id', 'employee_id', 'type'], [[client_id, employee_id, type]]))
    .where('deleted', '=', 0)
    .orderBy('at')
    .execute();
}
