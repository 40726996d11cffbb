import { sql, type RawBuilder } from 'kysely';
import { REDIAL_WITHIN_MS, TALK_SECONDS_MIN } from '#domain/learning/label.ts';
import type { LabelledCall } from '#domain/learning/calibration.ts';
import type { LabelsWanted, VisitRecord } from '#ports/journal.ts';
import { translated, type Store } from './database.ts';

/** In a statement that joins `visit` with `outcome`: the same number called again soon after the end. */
export const redialled: RawBuilder<unknown> = sql`exists (
  select 1 from visit as again
  where again.caller_number = visit.caller_number
    and again.started_at_ms > outcome.ended_at_ms
    and again.started_at_ms <= outcome.ended_at_ms + ${sql.lit(REDIAL_WITHIN_MS)}
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
      .select(['visit.linkedid', 'visit.record', 'outcome.employee_id'])
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
  for (const { linkedid, record, employee_id: label } of rows) {
    const { lesson } = JSON.parse(record) as Partial<VisitRecord>;
    if (lesson && label !== null && !calls.has(linkedid))
      calls.set(linkedid, { belief: lesson.belief, label });
  }
  return [...calls.values()];
}
