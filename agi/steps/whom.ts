import type { E164 } from '#domain/call/caller.ts';
import { outlookFor } from '#domain/menu/outlook.ts';
import { ownPart, type Prospect } from '#domain/menu/plan.ts';
import { deviceObstacle, type DeviceState, type NotOffered } from '#domain/people/availability.ts';
import type { Candidate } from '#domain/ranking/rank.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { CallSession } from '#ports/call-session.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { House, Rules } from '#ports/house.ts';
import type { JournalCandidate } from '#ports/journal.ts';
import { Failure } from '#ports/failure.ts';

/** How many phones we look at: far more than are ever offered, few enough to ask one by one on the call's wire. */
const PHONES_MAX = 8;

/** What our own copy of the CRM knows of this number; a copy that cannot be read makes everybody a stranger. */
export async function recognise(
  number: E164,
  call: CallSession,
  house: Pick<House, 'callers' | 'log'>,
): Promise<KnownCaller | null> {
  try {
    return await house.callers.recognise(number);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    house.log.error(
      { linkedid: call.visit.linkedid, reason: error.message },
      'caller not looked up',
    );
    return null;
  }
}

/** Somebody whose telephone was looked at, or not: null. */
export interface Seen extends Prospect {
  readonly phone: DeviceState | null;
}

/** Everybody this caller may want, most probable first, each with the reason if they cannot be offered now. */
export async function prospectsOf(
  known: KnownCaller,
  weights: Weights,
  rules: Rules,
  call: CallSession,
  house: Pick<House, 'people' | 'presence' | 'now'>,
): Promise<{ readonly prospects: readonly Seen[]; readonly ranked: readonly Candidate[] }> {
  const { ranked, prospects } = outlookFor(known, house.people, weights, house.now());
  return { ranked, prospects: await withPhones(prospects, rules, call, house) };
}

/**
 * The same prospects, and whether their phones can ring: nobody who cannot answer is spoken of. Those who come after
 * the last phone we look at are left out.
 */
export async function withPhones(
  prospects: readonly Prospect[],
  rules: Rules,
  call: CallSession,
  house: Pick<House, 'presence'>,
): Promise<readonly Seen[]> {
  const looked: Seen[] = [];
  let phones = 0;
  for (const prospect of prospects) {
    if (prospect.notOffered !== null) {
      looked.push({ ...prospect, phone: null });
    } else if (phones < PHONES_MAX) {
      phones += 1;
      looked.push({ ...prospect, ...(await phoneOf(prospect.employee, rules, call, house)) });
    }
  }
  return looked;
}

async function phoneOf(
  employee: Employee,
  rules: Rules,
  call: CallSession,
  house: Pick<House, 'presence'>,
): Promise<{ phone: DeviceState | null; notOffered: NotOffered | null }> {
  if (employee.extension === null) return { phone: null, notOffered: 'no-extension' };
  const phone = await phoneState(employee.extension, call, house);
  if (phone === null) return { phone, notOffered: 'no-hint' };
  return { phone, notOffered: deviceObstacle(employee, phone, rules.presence) };
}

/** Memory when the connection to Asterisk is up; else Asterisk is asked on the call's own wire. */
async function phoneState(
  extension: string,
  call: CallSession,
  house: Pick<House, 'presence'>,
): Promise<DeviceState | null> {
  const state = house.presence.fresh ? house.presence.stateOf(extension) : null;
  return state ?? call.deviceState(extension);
}

/** Everybody who was ranked, for the journal: as the ranking told it, and as it was believed. */
export function journalled(
  ranked: readonly Candidate[],
  prospects: readonly Seen[],
  believed: readonly Prospect[],
): readonly JournalCandidate[] {
  const seen = new Map(prospects.map((prospect) => [prospect.employee.id, prospect]));
  const own = new Map(believed.map((one) => [one.employee.id, ownPart(one)]));
  return ranked.map(({ employeeId, probability, byType }) => ({
    employeeId,
    probability,
    // What an absent one passed on is nobody's own.
    believed: own.get(employeeId) || null,
    scores: byType,
    notOffered: seen.get(employeeId)?.notOffered ?? null,
    phone: seen.get(employeeId)?.phone ?? null,
  }));
}
