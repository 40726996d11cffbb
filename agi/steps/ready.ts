import { standingObstacle } from '#domain/people/availability.ts';
import type { Employee } from '#domain/people/employee.ts';
import { MADE_BY_CRM, planReady, type ReadyProspect } from '#domain/menu/ready.ts';
import type { Plan } from '#domain/menu/plan.ts';
import type { CallSession } from '#ports/call-session.ts';
import type { House, Rules } from '#ports/house.ts';
import type { ReadyOption } from '#ports/ready-menus.ts';
import type { Notes } from './notes.ts';
import { withPhones } from './whom.ts';

/** The plan of a menu that the CRM made, with everybody's telephone looked at, and noted for the journal. */
export async function readyPlan(
  menu: readonly ReadyOption[],
  call: CallSession,
  house: Pick<House, 'people' | 'presence' | 'now' | 'offersMade'>,
  rules: Rules,
  notes: Notes,
): Promise<Plan> {
  const wordings = new Map<string, string | null>();
  const nowMs = house.now().getTime();
  const standing = menu.flatMap(({ who, phrase }) => {
    const employee = employeeOf(who, house);
    if (employee === undefined || wordings.has(employee.id)) return [];
    wordings.set(employee.id, phrase);
    // Nobody says how probable: each of them alike.
    const probability = 1 / menu.length;
    const notOffered = standingObstacle(employee, nowMs);
    return [{ employee, probability, inherited: 0, notOffered }];
  });
  const seen = await withPhones(standing, rules, call, house);
  const prospects = seen.map((one): ReadyProspect & { phone: (typeof one)['phone'] } => ({
    ...one,
    wording: wordings.get(one.employee.id) ?? null,
  }));
  notes.weightsVersion = MADE_BY_CRM;
  notes.candidates = prospects.map(({ employee, probability, notOffered, phone }) => {
    const { id: employeeId } = employee;
    return { employeeId, probability, believed: null, scores: {}, notOffered, phone };
  });
  house.offersMade.remember(
    call.visit.linkedid,
    prospects.map(({ employee, probability }) => ({ employeeId: employee.id, probability })),
  );
  return planReady(prospects, rules.menu);
}

function employeeOf(who: string, { people }: Pick<House, 'people'>): Employee | undefined {
  return people.byExtension(who) ?? people.byId(who);
}
