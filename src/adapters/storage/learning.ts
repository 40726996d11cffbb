import { sql, type RawBuilder } from 'kysely';
import { labelOf, REDIAL_WITHIN_MS, TALK_SECONDS_MIN } from '#domain/learning/label.ts';
import type { LabelledCall } from '#domain/learning/calibration.ts';
import type {
  CallOutcome,
  LabelsWanted,
  OfferedCall,
  OfferedCalls,
  VisitRecord,
} from '#ports/journal.ts';
import { translated, type Store } from './database.ts';
import { visitFrom } from './journal.ts';
import { flag } from './values.ts';

/**
 * In a statement that joins `visit` with `outcome`: `isRedial` of src/domain/learning/label.ts, for another call of the
 * same number. The first visit says when a call began: a second line that comes back to us after this call is none.
 */
const redialled: RawBuilder<unknown> = sql`exists (
  select 1 from visit as again
  where again.caller_number = visit.caller_number
    and again.linkedid <> visit.linkedid
    and again.started_at_ms >= outcome.ended_at_ms
    and again.started_at_ms <= outcome.ended_at_ms + ${sql.lit(REDIAL_WITHIN_MS)}
    and not exists (
      select 1 from visit as earlier
      where earlier.linkedid = again.linkedid
        and earlier.started_at_ms < again.started_at_ms
    )
)`;

/** Calls whose end tells whom the caller wanted (src/domain/learning/label.ts), newest first. */
export async function labelledCalls(
  store: Store,
  { weightsVersion, evidence, beforeMs, callsMax }: LabelsWanted,
): Promise<readonly LabelledCall[]> {
  const rows = await translated(store, () =>
    store.db
      .selectFrom('visit')
      .innerJoin('outcome', 'outcome.linkedid', 'visit.linkedid')
      .select(['visit.linkedid', 'visit.record', 'outcome.record as outcome'])
      .where('visit.weights_version', '=', weightsVersion)
      .where('visit.evidence', '=', evidence)
      .where('visit.started_at_ms', '<', beforeMs)
      .where('outcome.talk_seconds', '>=', TALK_SECONDS_MIN)
      .where('outcome.employee_id', 'is not', null)
      .where(sql<boolean>`not ${redialled}`)
      .orderBy('visit.started_at_ms', 'desc')
      .limit(callsMax)
      .execute(),
  );
  // A call that came to two nodes has two first visits, and one end.
  const calls = new Map<string, LabelledCall>();
  for (const { linkedid, record, outcome } of rows) {
    const { lesson } = visitFrom(record);
    // What became of a transfer stands in the record alone.
    const label = labelOf({ ...(JSON.parse(outcome) as CallOutcome), redialled: false });
    if (lesson !== null && label !== null && !calls.has(linkedid))
      calls.set(linkedid, { belief: lesson.belief, label });
  }
  return [...calls.values()];
}

/** Only the first visit of each call tells: a second one offers what the first has left. */
const FIRST_SCRIPT = 'personal-ivr';
const isFirstVisit = sql<boolean>`not exists (
  select 1 from visit as earlier
  where earlier.linkedid = visit.linkedid
    and (earlier.started_at_ms, earlier.uniqueid) < (visit.started_at_ms, visit.uniqueid)
)`;

export async function offeredCalls(
  store: Store,
  sinceMs: number,
  mode: 'shadow' | 'live',
  callsMax: number,
): Promise<OfferedCalls> {
  const rows = await translated(store, () =>
    store.db
      .selectFrom('visit')
      .leftJoin('outcome', 'outcome.linkedid', 'visit.linkedid')
      .select([
        'visit.record',
        'visit.started_at_ms',
        'outcome.employee_id',
        'outcome.talk_seconds',
        'outcome.record as outcome',
        redialled.as('redialled'),
      ])
      .where('visit.shadow', '=', flag(mode === 'shadow'))
      .where('visit.started_at_ms', '>=', sinceMs)
      .where(isFirstVisit)
      // The newest, for a report is about now; one more, to see whether these are all.
      .orderBy('visit.started_at_ms', 'desc')
      .orderBy('visit.linkedid', 'desc')
      .limit(callsMax + 1)
      .execute(),
  );
  const kept = rows.slice(0, callsMax).reverse();
  const calls = kept.flatMap((row) => {
    const visit = visitFrom(row.record);
    return visit.script === FIRST_SCRIPT ? offeredCall(visit, row) : [];
  });
  return { calls, cutBeforeMs: rows.length > callsMax ? (kept[0]?.started_at_ms ?? null) : null };
}

function offeredCall(
  visit: VisitRecord,
  row: {
    readonly employee_id: string | null;
    readonly talk_seconds: number | null;
    readonly outcome: string | null;
    readonly redialled: unknown;
  },
): OfferedCall {
  const offered = visit.offered.map((option) => option.employeeId);
  const to = visit.destination;
  const slot = to?.kind === 'employee' ? offered.indexOf(to.employeeId) : -1;
  const outcome = row.outcome === null ? null : (JSON.parse(row.outcome) as CallOutcome);
  return {
    linkedid: visit.linkedid,
    startedAtMs: visit.startedAtMs,
    clientId: visit.clientId,
    weightsVersion: visit.weightsVersion,
    policy: visit.policy,
    offered,
    wasHeard: visit.said.length > 0,
    chosenSlot: slot < 0 ? null : slot,
    reachedEmployeeId: row.employee_id,
    end:
      outcome === null
        ? null
        : {
            employeeId: row.employee_id,
            talkSeconds: row.talk_seconds ?? 0,
            transferred: outcome.transferred,
            afterTransfer: outcome.afterTransfer ?? null,
            // 0 or 1 on SQLite, a boolean on PostgreSQL.
            redialled: Boolean(row.redialled),
          },
    lesson: visit.lesson,
  };
}
