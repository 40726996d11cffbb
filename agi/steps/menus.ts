import { standingObstacle } from '#domain/people/availability.ts';
import { menuOf, type Menu, type Target } from '#domain/menu/menu.ts';
import type { OfferedPerson } from '#domain/menu/plan.ts';
import type { House, Rules } from '#ports/house.ts';

/** The menu over these people; the extension of everybody who works here is accepted too. */
export function menuFor(
  people: readonly OfferedPerson[],
  house: Pick<House, 'people' | 'now'>,
  rules: Rules,
  onSilence: Target | null = null,
): Menu {
  // Who is about to be connected need not think: silence is the answer.
  const { interDigitMs } = rules.menu;
  const limits = onSilence === null ? rules.menu : { ...rules.menu, keyWaitMs: interDigitMs };
  return menuOf(people, directory(house), limits, onSilence);
}

export function employeeTarget({ employeeId, extension }: OfferedPerson): Target {
  return { kind: 'employee', employeeId, extension };
}

function directory(
  house: Pick<House, 'people' | 'now'>,
): { employeeId: string; extension: string }[] {
  const nowMs = house.now().getTime();
  return house.people.employees().flatMap((employee) => {
    const obstacle = standingObstacle(employee, nowMs);
    // Who is away is not offered, but whoever asks for them by number may try.
    const reachable = obstacle === null || obstacle === 'absent' || obstacle === 'not-allowed';
    return reachable && employee.extension !== null
      ? [{ employeeId: employee.id, extension: employee.extension }]
      : [];
  });
}
