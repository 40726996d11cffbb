import type {
  FixedPhrase,
  PersonPhrase,
  Prompt,
  PromptPart,
  SpokenName,
  SpokenPerson,
} from '#domain/voice/phrases.ts';
import type { Intro } from './menu.ts';
import type { OfferedPerson, Plan } from './plan.ts';

/** A plan as it is spoken. `nameOf` says how an employee's name sounds. */
export function promptForPlan(
  plan: Plan,
  intro: Intro,
  greets: boolean,
  nameOf: (employeeId: string) => SpokenName,
): Prompt {
  return [...opening(intro, greets), ...offer(plan, (person) => spoken(person, nameOf))];
}

/** A person of the offer as a prompt names them. */
export function spoken(
  { employeeId, keys, wording }: Pick<OfferedPerson, 'employeeId' | 'keys' | 'wording'>,
  nameOf: (employeeId: string) => SpokenName,
): SpokenPerson {
  return {
    employeeId,
    keys,
    ...nameOf(employeeId),
    ...(typeof wording === 'string' ? { wording } : {}),
  };
}

/** The chosen one did not answer: that is said first, then who else there is, or that the queue comes. */
export function promptAfterNoAnswer(
  missed: SpokenPerson,
  why: 'no_answer' | 'busy',
  others: readonly SpokenPerson[],
): Prompt {
  const rest = others.length > 0 ? menuParts(others) : [fixed('to_queue')];
  return [about(why, missed), ...rest];
}

/** Said on the way to the sales queue. */
export const promptToQueue: Prompt = [{ phrase: 'to_queue' }];

function opening(intro: Intro, greets: boolean): Prompt {
  switch (intro) {
    case 'first':
      return greets ? [fixed('greeting')] : [];
    case 'no-match':
      return [fixed('no_match')];
    case 'no-input':
      return [fixed('no_input')];
    default:
      return intro satisfies never;
  }
}

function offer(plan: Plan, named: (person: OfferedPerson) => SpokenPerson): Prompt {
  switch (plan.kind) {
    case 'direct':
      return [about('connecting', named(plan.person))];
    case 'menu':
      return menuParts(plan.people.map(named));
    case 'default':
      return [fixed('default_menu')];
    default:
      return plan satisfies never;
  }
}

function menuParts(people: readonly SpokenPerson[]): Prompt {
  const [only] = people;
  if (people.length === 1 && only !== undefined)
    return [about('offer_one', only), fixed('menu_end')];
  return [
    fixed('menu_begin'),
    ...people.map((person) => about('option', person)),
    fixed('menu_end'),
  ];
}

function fixed(phrase: FixedPhrase): PromptPart {
  return { phrase };
}

function about(phrase: PersonPhrase, person: SpokenPerson): PromptPart {
  return { phrase, person };
}
