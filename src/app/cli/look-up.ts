import { callerFrom, type E164 } from '#domain/call/caller.ts';
import { overridesOf, type Override } from '#domain/call/override.ts';
import { rankingFor, type Arm } from '#domain/learning/arm.ts';
import { plannedOutlook } from '#domain/menu/outlook.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { Records } from './house.ts';
import { UsageError } from './verb.ts';

/** What a call of this number would go by, as far as it can be known without a call: phones are not looked at. */
export type LookedUp = ReturnType<typeof plannedOutlook> & {
  /** Which ranking it is. */
  readonly arm: Arm;
  readonly number: E164;
  readonly known: KnownCaller;
  readonly overrides: readonly Override[];
};

/** Null for a stranger. A text that is no caller's number is a usage error. */
export async function lookUp(text: string, records: Records, now: Date): Promise<LookedUp | null> {
  const number = callersNumber(text, records);
  const known = await records.callers.recognise(number);
  if (known === null) return null;
  const { arm, weights } = rankingFor(number, records);
  const calibration = await records.calibrationOf(weights.version);
  const rules = { weights, menu: records.menu, calibration };
  const isColleague = records.people.byNumber(number) !== undefined;
  const overrides = overridesOf({ ...records, isColleague });
  return { arm, number, known, overrides, ...plannedOutlook(known, records.people, rules, now) };
}

/** The number that a text means. A text that is no caller's number is a usage error. */
export function callersNumber(text: string, records: Pick<Records, 'parseE164'>): E164 {
  const caller = callerFrom(text, (raw) => records.parseE164(raw));
  if (caller.kind !== 'external') throw new UsageError(noNumber(text));
  return caller.number;
}

function noNumber(text: string) {
  return {
    ru: `«${text}» - не номер звонящего: нужен полный, например +79161234567`,
    en: `"${text}" is no caller's number: a whole one is needed, e.g. +79161234567`,
  };
}
