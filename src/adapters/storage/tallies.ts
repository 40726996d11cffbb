import { addToTally, tallyOf, type Tally } from '#domain/ranking/tally.ts';
import { inChunks, keysIn, type Commit } from './database.ts';
import type { PageEffect } from './event-page.ts';
import type { EventRow, RuleRow, TallyRow } from './schema.ts';

/** What one tally is about. */
export interface TallyKey {
  readonly client_id: string;
  readonly employee_id: string;
  readonly type: string;
}

type KnownTally = TallyKey & Tally;

const KEY_COLUMNS = ['client_id', 'employee_id', 'type'] as const;
/** Rows to rebuild at once: their events are all in memory for a moment. */
const REBUILDS_PER_STATEMENT_MAX = 200;

/**
 * Brings the tallies in step with what a page did to the events: new events in order of time cost O(1) each;
 * what was corrected, deleted or came too late has its row made anew from the events.
 * Answers with the clients whose tallies changed.
 */
export async function followInTallies(
  commit: Commit,
  { appeared, vanished }: Pick<PageEffect, 'appeared' | 'vanished'>,
): Promise<readonly string[]> {
  const rules = await rulesByType(commit);
  const rebuild = new Map<string, TallyKey>();
  for (const event of vanished) if (rules.has(event.type)) rebuild.set(keyOf(event), event);

  const fresh = appeared.filter((event) => rules.has(event.type) && !rebuild.has(keyOf(event)));
  const grown = new Map<string, KnownTally>();
  const known = await storedTallies(commit, fresh);
  for (const [key, events] of Map.groupBy(
    fresh.toSorted((a, b) => a.at - b.at),
    keyOf,
  )) {
    const tally = addAll(known.get(key), events, rules);
    if (tally === undefined) continue;
    if (tally === 'rebuild') rebuild.set(key, events[0]!);
    else grown.set(key, tally);
  }

  const { rebuilt, emptied } = await rebuiltTallies(commit, [...rebuild.values()], rules);
  await removeTallies(commit, emptied);
  const written = [...grown.values(), ...rebuilt];
  await writeTallies(commit, written);
  return [...new Set([...written, ...emptied].map((row) => row.client_id))];
}

export function keyOf({ client_id, employee_id, type }: TallyKey): string {
  return `${client_id}\0${employee_id}\0${type}`;
}

function addAll(
  before: KnownTally | undefined,
  events: readonly EventRow[],
  rules: ReadonlyMap<string, RuleRow>,
): KnownTally | 'rebuild' | undefined {
  let tally = before;
  for (const event of events) {
    const rule = rules.get(event.type)!;
    const past = { employeeId: event.employee_id, type: event.type, at: event.at };
    const next = addToTally(tally, past, ruleOf(rule), rule.min_gap_seconds);
    if (next === 'rebuild') return 'rebuild';
    tally = { ...next, client_id: event.client_id, employee_id: event.employee_id };
  }
  return tally === before ? undefined : tally;
}

async function rulesByType(commit: Commit): Promise<ReadonlyMap<string, RuleRow>> {
  const rules = await commit.selectFrom('rule').selectAll().execute();
  return new Map(rules.map((rule) => [rule.type, rule]));
}

function ruleOf(rule: RuleRow): { halfLifeDays: number } {
  return { halfLifeDays: rule.half_life_days };
}

async function storedTallies(
  commit: Commit,
  events: readonly EventRow[],
): Promise<ReadonlyMap<string, KnownTally>> {
  const wanted = [...new Map(events.map((event) => [keyOf(event), event])).values()];
  const stored = new Map<string, KnownTally>();
  for (const chunk of inChunks(wanted)) {
    const rows = await commit
      .selectFrom('tally')
      .selectAll()
      .where(keysIn(KEY_COLUMNS, chunk.map(keyValues)))
      .execute();
    for (const row of rows) stored.set(keyOf(row), knownTally(row));
  }
  return stored;
}

function keyValues(key: TallyKey): string[] {
  return [key.client_id, key.employee_id, key.type];
}

function knownTally(row: TallyRow): KnownTally {
  const { client_id, employee_id, type, amount } = row;
  return {
    client_id,
    employee_id,
    employeeId: employee_id,
    type,
    amount,
    lastAt: row.last_at,
    countedAt: row.counted_at,
  };
}

async function rebuiltTallies(
  commit: Commit,
  keys: readonly TallyKey[],
  rules: ReadonlyMap<string, RuleRow>,
): Promise<{ rebuilt: KnownTally[]; emptied: TallyKey[] }> {
  const rebuilt: KnownTally[] = [];
  const emptied: TallyKey[] = [];
  for (const chunk of inChunks(keys, REBUILDS_PER_STATEMENT_MAX)) {
    const events = await commit
      .selectFrom('event')
      .select([...KEY_COLUMNS, 'at'])
      .where(keysIn(KEY_COLUMNS, chunk.map(keyValues)))
      .where('deleted', '=', 0)
      .orderBy('at')
      .execute();
    const times = Map.groupBy(events, keyOf);
    for (const key of chunk) {
      const tally = tallyFrom(key, times.get(keyOf(key)) ?? [], rules.get(key.type)!);
      if (tally === null) emptied.push(key);
      else rebuilt.push(tally);
    }
  }
  return { rebuilt, emptied };
}

/** The tally of these events (in order of time), or null when there are none. */
export function tallyFrom(
  { client_id, employee_id, type }: TallyKey,
  events: readonly { readonly at: number }[],
  rule: RuleRow,
): KnownTally | null {
  const times = events.map((event) => event.at);
  const tally = tallyOf(employee_id, type, times, ruleOf(rule), rule.min_gap_seconds);
  return tally === null ? null : { ...tally, client_id, employee_id };
}

async function removeTallies(commit: Commit, keys: readonly TallyKey[]): Promise<void> {
  for (const chunk of inChunks(keys)) {
    await commit
      .deleteFrom('tally')
      .where(keysIn(KEY_COLUMNS, chunk.map(keyValues)))
      .execute();
  }
}

export async function writeTallies(commit: Commit, tallies: readonly KnownTally[]): Promise<void> {
  for (const chunk of inChunks(tallies)) {
    const rows = chunk.map((tally) => ({
      client_id: tally.client_id,
      employee_id: tally.employee_id,
      type: tally.type,
      amount: tally.amount,
      last_at: tally.lastAt,
      counted_at: tally.countedAt,
    }));
    await commit
      .insertInto('tally')
      .values(rows)
      .onConflict((same) =>
        same.columns(KEY_COLUMNS).doUpdateSet((row) => ({
          amount: row.ref('excluded.amount'),
          last_at: row.ref('excluded.last_at'),
          counted_at: row.ref('excluded.counted_at'),
        })),
      )
      .execute();
  }
}
