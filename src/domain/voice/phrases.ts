import { OBLIQUE_CASES, type CaseForms, type ObliqueCase } from './cases.ts';

/** How a person is called. */
export interface SpokenName {
  /** As it is spoken: «Анна Петрова». */
  readonly name: string;
  /** «Анны Петровой», as far as the phrases ask for it; the name itself stands in for what is not there. */
  readonly cases?: CaseForms;
}

/** A person as a prompt names them. */
export interface SpokenPerson extends SpokenName {
  readonly employeeId: string;
  /** The keys that lead there: an extension or a position. */
  readonly keys: string;
  /** Said instead of our own `option` and `offer_one`; `{name}` and `{keys}` stand for theirs. From outside: hostile. */
  readonly wording?: string;
}

/** Sentences without a name in them; their texts are in config/phrases.*.yaml. */
export const FIXED_PHRASES = [
  'greeting',
  'menu_begin',
  'menu_end',
  'default_menu',
  'no_match',
  'no_input',
  'to_queue',
  'accept_call',
] as const;
export type FixedPhrase = (typeof FIXED_PHRASES)[number];

/** Sentences about one person; `{name}` (or `{name:genitive}`) and `{keys}` stand for theirs. */
export const PERSON_PHRASES = ['option', 'offer_one', 'connecting', 'no_answer', 'busy'] as const;
export type PersonPhrase = (typeof PERSON_PHRASES)[number];

export type PromptPart =
  | { readonly phrase: FixedPhrase }
  | { readonly phrase: PersonPhrase; readonly person: SpokenPerson };

/** What is said before one ask, played as one file: keys pressed between two files would be lost. */
export type Prompt = readonly PromptPart[];

/** The texts of config/phrases.*.yaml. */
export interface Phrases {
  readonly language: 'ru' | 'en';
  readonly fixed: Readonly<Record<FixedPhrase, string>>;
  readonly person: Readonly<Record<PersonPhrase, string>>;
}

/** Which cases of a name these phrases ask for. */
export function casesAsked({ person }: Pick<Phrases, 'person'>): readonly ObliqueCase[] {
  const texts = Object.values(person).join(' ');
  return OBLIQUE_CASES.filter((one) => texts.includes(`{name:${one}}`));
}
