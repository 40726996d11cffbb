import type { E164 } from '#domain/call/caller.ts';
import {
  deviceObstacle,
  standingObstacle,
  type DeviceState,
  type NotOffered,
} from '#domain/people/availability.ts';
import { withDeputies, type Prospect } from '#domain/menu/plan.ts';
import { rankEmployees, type Candidate } from '#domain/ranking/rank.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { CallSession } from '#ports/call-session.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { House, Rules } from '#ports/house.ts';
import type { JournalCandidate } from '#ports/journal.ts';
import { Failure } from '#ports/failure.ts';

/** Whose phones we look at: far more than are ever offered, few enough to ask one by one on the call's wire. */
const LOOKED_AT_MAX = 8;

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

/** Everybody this caller may want, most probable first, each with the reason if they cannot be offered now. */
export async function prospectsOf(
  known: KnownCaller,
  rules: Rules,
  call: CallSession,
  house: Pick<House, 'people' | 'presence' | 'now'>,
): Promise<{ prospects: readonly Prospect[]; candidates: readonly JournalCandidate[] }> {
  const nowMs = house.now().getTime();
  const ranked = rankEmployees({
    tallies: known.tallies,
    companyTallies: known.companyTallies,
    companyKnown: known.companyId !== null,
    popularity: house.people.popularity(),
    weights: rules.weights,
    nowSeconds: nowMs / 1000,
    managerId: known.managerId,
  });
  const prospects = await checked(
    ranked.flatMap(({ employeeId, probability }) => {
      const employee = house.people.byId(employeeId);
      return employee === undefined ? [] : [{ employee, probability, notOffered: null }];
    }),
    rules,
    call,
    house,
  );
  return { prospects, candidates: journalled(ranked, prospects) };
}

/** The same prospects, looked at again: dismissed, absent, on the phone, not reachable. */
export async function checked(
  prospects: readonly Prospect[],
  rules: Rules,
  call: CallSession,
  house: Pick<House, 'people' | 'presence' | 'now'>,
): Promise<readonly Prospect[]> {
  const nowMs = house.now().getTime();
  const standing = prospects.map((prospect) => ({
    ...prospect,
    notOffered: prospect.notOffered ?? standingObstacle(prospect.employee, nowMs),
  }));
  const substituted = withDeputies(
    standing,
    (id) => house.people.byId(id),
    (deputy) => standingObstacle(deputy, nowMs),
    nowMs,
  );
  const looked: Prospect[] = [];
  for (const prospect of substituted.slice(0, LOOKED_AT_MAX)) {
    const notOffered =
      prospect.notOffered ?? (await phoneObstacle(prospect.employee, rules, call, house));
    looked.push({ ...prospect, notOffered });
  }
  return looked;
}

async function phoneObstacle(
  employee: Employee,
  rules: Rules,
  call: CallSession,
  house: Pick<House, 'presence'>,
): Promise<NotOffered | null> {
  if (employee.extension === null) return 'no-extension';
  return deviceObstacle(
    employee,
    await phoneState(employee.extension, call, house),
    rules.presence,
  );
}

/** Memory when the connection to Asterisk is up; else Asterisk is asked on the call's own wire. */
async function phoneState(
  extension: string,
  call: CallSession,
  house: Pick<House, 'presence'>,
): Promise<DeviceState> {
  const state = house.presence.fresh ? house.presence.stateOf(extension) : null;
  return state ?? call.deviceState(extension);
}

function journalled(
  ranked: readonly Candidate[],
  prospects: readonly Prospect[],
): readonly JournalCandidate[] {
  const obstacles = new Map(prospects.map(({ employee, notOffered }) => [employee.id, notOffered]));
  return ranked.map(({ employeeId, probability, byType }) => ({
    employeeId,
    probability,
    scores: byType,
    notOffered: obstacles.get(employeeId) ?? null,
  }));
}
