import type {
  FixedPhrase,
  PersonPhrase,
  Prompt,
  PromptPart,
  SpokenPerson,
} from '#domain/voice/phrases.ts';
import type { Intro } from './menu.ts';

/** What stands behind the people of a plan when it is spoken. */
export type Spoken =
  | { readonly kind: 'direct'; readonly person: SpokenPerson }
  | { readonly kind: 'menu'; readonly people: readonly SpokenPerson[] }
  | { readonly kind: 'default' };

/** The one file that is played before one ask: why we speak again, then the offer. */
export function promptFor(spoken: Spoken, intro: Intro, greets: boolean): Prompt {
  return [...opening(intro, greets), ...offer(spoken)];
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

function offer(spoken: Spoken): Prompt {
  switch (spoken.kind) {
    case 'direct':
      return [about('connecting', spoken.person)];
    case 'menu':
      return menuParts(spoken.people);
    case 'default':
      return [fixed('default_menu')];
    default:
      return spoken satisfies never;
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
