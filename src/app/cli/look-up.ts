import { callerFrom, type E164 } from '#domain/call/caller.ts';
import { standingObstacle } from '#domain/people/availability.ts';
import { planOffer, withDeputies, type Plan, type Prospect } from '#domain/menu/plan.ts';
import { rankEmployees, type Evidence } from '#domain/ranking/rank.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { Records } from './house.ts';
import { UsageError } from './verb.ts';

/** What a call of this number would go by, as far as it can be known without a call: phones are not looked at. */
export interface LookedUp {
  readonly number: E164;
  readonly known: KnownCaller;
  readonly evidence: Evidence;
  readonly prospects: readonly Prospect[];
  readonly plan: Plan;
}

/** Null for a stranger. A text that is no caller's number is a usage error. */
export async function lookUp(text: string, records: Records, now: Date): Promise<LookedUp | null> {
  const number = numberFrom(text, records);
  const known = await records.callers.recognise(number);
  if (known === null) return null;
  const evidence: Evidence = {
    tallies: known.tallies,
    companyTallies: known.companyTallies,
    companyKnown: known.companyId !== null,
    popularity: records.people.popularity(),
    weights: records.weights,
    nowSeconds: now.getTime() / 1000,
    managerId: known.managerId,
  };
  const prospects = prospectsOf(evidence, records, now.getTime());
  return { number, known, evidence, prospects, plan: planOffer(prospects, records.menu) };
}

/** The number that the text means. */
export function numberFrom(text: string, records: Pick<Records, 'parseE164'>): E164 {
  const caller = callerFrom(text, (raw) => records.parseE164(raw));
  if (caller.kind === 'external') return caller.number;
  throw new UsageError({
    ru: `«${text}» - не номер звонящего: нужен полный, например +79161234567`,
    en: `"${text}" is no caller's number: a whole one is needed, e.g. +79161234567`,
  });
}

function prospectsOf(evidence: Evidence, { people }: Records, nowMs: number): readonly Prospect[] {
  const prospects = rankEmployees(evidence).flatMap(({ employeeId, probability }) => {
    const employee = people.byId(employeeId);
    if (employee === undefined) return [];
    return [{ employee, probability, notOffered: standingObstacle(employee, nowMs) }];
  });
  return withDeputies(
    prospects,
    (id) => people.byId(id),
    (employee) => standingObstacle(employee, nowMs),
    nowMs,
  );
}
