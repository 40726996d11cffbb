import type { OfferedPerson, OfferPolicy, Plan, Prospect } from './plan.ts';

/** Stands for the version of the weights where none decided: the CRM made the menu itself. */
export const MADE_BY_CRM = 'crm';

/** Somebody whom a CRM wants to be named, and in which words; null: our own. */
export interface ReadyProspect extends Prospect {
  readonly wording: string | null;
}

/**
 * The CRM's own menu, in its order: whoever can be offered now, as many as the settings allow. The default menu when
 * nobody is left. It is never straight through: the CRM says whom, not how sure it is.
 */
export function planReady(
  prospects: readonly ReadyProspect[],
  { peopleMax, keys }: Pick<OfferPolicy, 'peopleMax' | 'keys'>,
): Plan {
  const people: OfferedPerson[] = [];
  for (const { employee, probability, notOffered, wording } of prospects) {
    if (notOffered !== null || employee.extension === null || people.length >= peopleMax) continue;
    people.push({
      employeeId: employee.id,
      extension: employee.extension,
      keys: keys === 'extension' ? employee.extension : String(people.length + 1),
      probability,
      wording,
    });
  }
  return people.length === 0 ? { kind: 'default' } : { kind: 'menu', people };
}

/** The same people in our own words; null when it was in them already. */
export function inOurWords(plan: Plan): Plan | null {
  if (plan.kind !== 'menu' || plan.people.every(({ wording }) => (wording ?? null) === null))
    return null;
  return { kind: 'menu', people: plan.people.map((person) => ({ ...person, wording: null })) };
}
