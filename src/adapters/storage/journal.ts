import { TALK_SECONDS_MIN } from '#domain/learning/label.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { CallOutcome, CallReceipt, VisitRecord } from '#ports/journal.ts';
import { inChunks, inOneCommit, translated, type Commit, type Store } from './database.ts';
import { keepEventRows } from './events.ts';
import { keepVersion } from './ranking-versions.ts';
import type { EventRow, OutcomeRow, VisitRow } from './schema.ts';
import { flag, storableInteger, storableKey, storableKeyOrNull } from './values.ts';

/** One thing to write down. */
export type JournalEntry =
  | { readonly kind: 'weights'; readonly weights: Weights }
  | { readonly kind: 'visit'; readonly visit: VisitRecord }
  | { readonly kind: 'outcome'; readonly outcome: CallOutcome };

/** The event that a finished talk leaves in the history of the client. */
const TALK_EVENT = { source: 'telefonistka', type: 'call_answered' } as const;
const VISITS_PER_CALL_MAX = 100;

/** Writes the entries down, each once however often it is told; talks go into the ranking in the same commit. */
export async function writeJournal(
  store: Store,
  entries: readonly JournalEntry[],
  knownAt: number,
): Promise<void> {
  const visits = entries.flatMap((entry) => (entry.kind === 'visit' ? [entry.visit] : []));
  const outcomes = entries.flatMap((entry) => (entry.kind === 'outcome' ? [entry.outcome] : []));
  await inOneCommit(store, async (commit) => {
    for (const entry of entries)
      if (entry.kind === 'weights') await keepVersion(commit, entry.weights, knownAt);
    await writeVisits(commit, visits.map(visitRow));
    await writeOutcomes(commit, outcomes.map(outcomeRow));
    const calls = [...visits, ...outcomes].map((entry) => storableKey(entry.linkedid));
    const talks = await talksOf(commit, [...new Set(calls)], knownAt);
    if (talks.length > 0) await keepEventRows(store, commit, talks);
  });
}

function visitRow(visit: VisitRecord): VisitRow {
  return {
    linkedid: storableKey(visit.linkedid),
    uniqueid: storableKey(visit.uniqueid),
    started_at_ms: storableInteger(Math.round(visit.startedAtMs)),
    caller_number: storableKeyOrNull(visit.callerNumber),
    client_id: storableKeyOrNull(visit.clientId),
    shadow: flag(visit.shadow),
    ...rankingColumns(visit),
    record: JSON.stringify(visit),
  };
}

function rankingColumns({
  lesson,
  weightsVersion,
}: VisitRecord): Pick<VisitRow, 'weights_version' | 'evidence'> {
  return lesson === null || lesson.belief.people.length === 0
    ? { weights_version: null, evidence: null }
    : { weights_version: storableKey(weightsVersion), evidence: lesson.belief.evidence };
}

function outcomeRow(outcome: CallOutcome): OutcomeRow {
  return {
    linkedid: storableKey(outcome.linkedid),
    ended_at_ms: storableInteger(Math.round(outcome.endedAtMs)),
    employee_id: storableKeyOrNull(outcome.employeeId),
    talk_seconds: outcome.talkSeconds,
    record: JSON.stringify(outcome),
  };
}

async function writeVisits(commit: Commit, rows: readonly VisitRow[]): Promise<void> {
  for (const chunk of inChunks(rows)) {
    await commit
      .insertInto('visit')
      .values(chunk)
      .onConflict((same) => same.columns(['linkedid', 'uniqueid', 'started_at_ms']).doNothing())
      .execute();
  }
}

async function writeOutcomes(commit: Commit, rows: readonly OutcomeRow[]): Promise<void> {
  const last = new Map(rows.map((row) => [row.linkedid, row]));
  for (const chunk of inChunks([...last.values()])) {
    await commit
      .insertInto('outcome')
      .values(chunk)
      .onConflict((same) =>
        same.column('linkedid').doUpdateSet((row) => ({
          ended_at_ms: row.ref('excluded.ended_at_ms'),
          employee_id: row.ref('excluded.employee_id'),
          talk_seconds: row.ref('excluded.talk_seconds'),
          record: row.ref('excluded.record'),
        })),
      )
      .execute();
  }
}

/**
 * Talks with known clients among these calls, as events. Visit and outcome may come in any order and in different
 * batches, so it asks the tables. The label is who was talked to, never the key (docs/ranking.md, section 10).
 */
async function talksOf(
  commit: Commit,
  linkedids: readonly string[],
  knownAt: number,
): Promise<readonly EventRow[]> {
  const rule = await commit
    .selectFrom('rule')
    .select('type')
    .where('type', '=', TALK_EVENT.type)
    .executeTakeFirst();
  if (rule === undefined) return [];
  const talks = new Map<string, EventRow>();
  for (const chunk of inChunks(linkedids)) {
    const rows = await commit
      .selectFrom('outcome')
      .innerJoin('visit', 'visit.linkedid', 'outcome.linkedid')
      .select(['outcome.linkedid', 'outcome.ended_at_ms', 'outcome.employee_id', 'visit.client_id'])
      .where('outcome.linkedid', 'in', chunk)
      .where('outcome.talk_seconds', '>=', TALK_SECONDS_MIN)
      .orderBy('visit.started_at_ms', 'desc')
      .execute();
    for (const row of rows) {
      if (row.client_id === null || row.employee_id === null) continue;
      talks.set(row.linkedid, {
        ...TALK_EVENT,
        external_id: row.linkedid,
        at: Math.floor(row.ended_at_ms / 1000),
        known_at: knownAt,
        client_id: row.client_id,
        employee_id: row.employee_id,
        deleted: 0,
      });
    }
  }
  return [...talks.values()];
}

/** Calls are told by visits, by outcomes or by both: whichever of them is old enough takes the call along. */
export async function forgetCalls(
  store: Store,
  beforeMs: number,
  callsMax: number,
): Promise<number> {
  return inOneCommit(store, async (commit) => {
    const visited = await commit
      .selectFrom('visit')
      .select('linkedid')
      // Both values, so that the index by shadow and time is used.
      .where('shadow', 'in', [0, 1])
      .where('started_at_ms', '<', beforeMs)
      .limit(callsMax)
      .execute();
    const ended = await commit
      .selectFrom('outcome')
      .select('linkedid')
      .where('ended_at_ms', '<', beforeMs)
      .limit(callsMax)
      .execute();
    const old = new Set([...visited, ...ended].map(({ linkedid }) => linkedid));
    const calls = [...old].slice(0, callsMax);
    for (const chunk of inChunks(calls)) {
      await commit.deleteFrom('visit').where('linkedid', 'in', chunk).execute();
      await commit.deleteFrom('outcome').where('linkedid', 'in', chunk).execute();
    }
    return calls.length;
  });
}

export async function receiptOf(store: Store, linkedid: string): Promise<CallReceipt | null> {
  return translated(store, async () => {
    const visits = await store.db
      .selectFrom('visit')
      .select('record')
      .where('linkedid', '=', linkedid)
      .orderBy('started_at_ms')
      .limit(VISITS_PER_CALL_MAX)
      .execute();
    const outcome = await store.db
      .selectFrom('outcome')
      .select('record')
      .where('linkedid', '=', linkedid)
      .executeTakeFirst();
    if (visits.length === 0 && outcome === undefined) return null;
    return {
      linkedid,
      visits: visits.map((row) => visitFrom(row.record)),
      outcome: outcome === undefined ? null : (JSON.parse(outcome.record) as CallOutcome),
    };
  });
}

/** A visit as it was written down. */
export function visitFrom(record: string): VisitRecord {
  const visit = JSON.parse(record) as Omit<VisitRecord, 'lesson'> &
    Partial<Pick<VisitRecord, 'lesson'>>;
  // Calls of before we learned have none.
  return { ...visit, lesson: visit.lesson ?? null };
}

export async function callsOf(
  store: Store,
  callerNumber: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await translated(store, () =>
    store.db
      .selectFrom('visit')
      .select('linkedid')
      .where('caller_number', '=', callerNumber)
      .groupBy('linkedid')
      .orderBy((visit) => visit.fn.max('started_at_ms'), 'desc')
      .limit(limit)
      .execute(),
  );
  return rows.map((row) => row.linkedid);
}

/** A client who rang three times lately stands there once. */
const CALLS_PER_CLIENT = 3;

export async function recentClients(store: Store, limit: number): Promise<readonly string[]> {
  const rows = await translated(store, () =>
    store.db
      .selectFrom('visit')
      .select('client_id')
      .where('shadow', '=', 0)
      .where('client_id', 'is not', null)
      .orderBy('started_at_ms', 'desc')
      .limit(limit * CALLS_PER_CLIENT)
      .execute(),
  );
  const ids = rows.map((row) => row.client_id).filter((id) => id !== null);
  return [...new Set(ids)].slice(0, limit);
}
