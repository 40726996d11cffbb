import { peopleOf, type MenuPolicy, type OfferedPerson, type Plan } from '#domain/menu/plan.ts';
import { drawOf } from './draw.ts';

/** Which shares of the menus are left to chance, 0 to 1; docs/ranking.md, section 10. */
export interface Experiments {
  /** The caller hears the default menu: what he then reaches, we had no part in. */
  readonly holdoutShare: number;
  /** The first two change places where they are nearly equal: what the place itself does. */
  readonly swapShare: number;
}

export const NO_EXPERIMENTS: Experiments = { holdoutShare: 0, swapShare: 0 };

/** What chance made of a plan. */
export interface Drawn {
  readonly plan: Plan;
  /** Whom the ranking would have named, in its order. */
  readonly planned: readonly string[];
  readonly holdout: boolean;
  /** The order was drawn by lot. */
  readonly randomised: boolean;
  /** … and is not the ranking's. */
  readonly swapped: boolean;
  /** How probable this outcome of the draws was, 0 to 1; 1: nothing was drawn. */
  readonly propensity: number;
}

/** docs/ranking.md, 10.4: nearer than this nobody loses much by hearing the other name first. */
const NEAR_TIE = 0.1;

/**
 * What this call is to hear. The same call draws the same, on every node; chance only takes names away or changes their
 * order, never adds any, and leaves those alone whom we would connect straight away.
 */
export function drawnPlan(
  plan: Plan,
  linkedid: string,
  { holdoutShare, swapShare }: Experiments,
  keys: MenuPolicy['keys'],
): Drawn {
  const planned = peopleOf(plan).map(({ employeeId }) => employeeId);
  const asPlanned = { plan, planned, holdout: false, randomised: false, swapped: false };
  if (plan.kind !== 'menu') return { ...asPlanned, propensity: 1 };
  if (drawOf(linkedid, 'holdout') < holdoutShare)
    return { ...asPlanned, plan: { kind: 'default' }, holdout: true, propensity: holdoutShare };

  const kept = 1 - holdoutShare;
  if (swapShare === 0 || !isNearTie(plan.people)) return { ...asPlanned, propensity: kept };
  const swapped = drawOf(linkedid, 'swap') < swapShare;
  return {
    ...asPlanned,
    plan: swapped ? { kind: 'menu', people: firstTwoSwapped(plan.people, keys) } : plan,
    randomised: true,
    swapped,
    propensity: kept * (swapped ? swapShare : 1 - swapShare),
  };
}

function isNearTie([first, second]: readonly OfferedPerson[]): boolean {
  return (
    first !== undefined && second !== undefined && first.probability - second.probability < NEAR_TIE
  );
}

function firstTwoSwapped(
  people: readonly OfferedPerson[],
  keys: MenuPolicy['keys'],
): readonly OfferedPerson[] {
  const [first, second, ...rest] = people;
  if (first === undefined || second === undefined) return people;
  // A position belongs to the place, an extension to the person.
  return keys === 'extension'
    ? [second, first, ...rest]
    : [{ ...second, keys: first.keys }, { ...first, keys: second.keys }, ...rest];
}
