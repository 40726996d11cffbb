import { CASES, type Case } from './cases.ts';
import { cleanForSpeech } from './clean.ts';
import { spokenKeys } from './numbers.ts';
import type {
  FixedPhrase,
  PersonPhrase,
  Phrases,
  Prompt,
  PromptPart,
  SpokenPerson,
} from './phrases.ts';

/** One cached piece of a prompt. */
export interface Fragment {
  /** What is said, cleaned, numbers in words. */
  readonly text: string;
  /** Silence before the next fragment of the prompt; none follows the last one. */
  readonly pauseAfterMs: number;
  readonly phrase: FixedPhrase | PersonPhrase;
  /** Names under which an administrator's recording of this very fragment is looked for, best first. */
  readonly recordedAs: readonly string[];
}

/** A breath: long enough to tell two names apart, far below the second that sounds like a lost line. */
const PAUSE_AFTER_MS: Readonly<Record<FixedPhrase | PersonPhrase, number>> = {
  greeting: 300,
  menu_begin: 250,
  menu_end: 300,
  default_menu: 300,
  no_match: 350,
  no_input: 350,
  to_queue: 200,
  accept_call: 200,
  option: 350,
  offer_one: 400,
  connecting: 300,
  no_answer: 450,
  busy: 450,
};

const SOMEBODY: Readonly<Record<Phrases['language'], Readonly<Record<Case, string>>>> = {
  ru: {
    nominative: 'наш сотрудник',
    genitive: 'нашего сотрудника',
    dative: 'нашему сотруднику',
    accusative: 'нашего сотрудника',
    instrumental: 'нашим сотрудником',
    prepositional: 'нашем сотруднике',
  },
  en: everyCase('our colleague'),
};

/** The prompt, piece by piece; a piece in which nothing is left to say is left out. */
export function fragmentsOf(
  prompt: Prompt,
  phrases: Phrases,
  company: string,
): readonly Fragment[] {
  return prompt.map((part) => fragmentOf(part, phrases, company)).filter(({ text }) => text !== '');
}

/** One piece; its text is empty when nothing is left to say. */
export function fragmentOf(part: PromptPart, phrases: Phrases, company: string): Fragment {
  return {
    text: textOf(part, phrases, company),
    pauseAfterMs: PAUSE_AFTER_MS[part.phrase],
    phrase: part.phrase,
    recordedAs: recordingNames(part, phrases),
  };
}

/** No other word after the colon: a template may be another's, and an object has more keys than it shows. */
const PLACEHOLDER = new RegExp(`\\{(?:(company|keys)|name(?::(${CASES.join('|')}))?)\\}`, 'g');

function textOf(part: PromptPart, phrases: Phrases, company: string): string {
  const values = { company: cleanForSpeech(company), keys: keysOf(part, phrases) };
  const template = templateOf(part, phrases);
  const spoken = values.company === '' ? withoutSentencesOf('{company}', template) : template;
  // One pass: what is filled in is never looked at for placeholders again.
  const filled = spoken.replaceAll(
    PLACEHOLDER,
    (_, word?: keyof typeof values, inCase: Case = 'nominative') =>
      word === undefined ? nameOf(part, inCase, phrases) : values[word],
  );
  return cleanForSpeech(filled);
}

function templateOf(part: PromptPart, phrases: Phrases): string {
  if (!('person' in part)) return phrases.fixed[part.phrase];
  return wordingOf(part) ?? phrases.person[part.phrase];
}

/** Another's words, where a menu is spoken in them. */
function wordingOf(part: Extract<PromptPart, { readonly person: SpokenPerson }>): string | null {
  const isOffer = part.phrase === 'option' || part.phrase === 'offer_one';
  return isOffer ? (part.person.wording ?? null) : null;
}

function keysOf(part: PromptPart, { language }: Phrases): string {
  return 'person' in part ? spokenKeys(part.person.keys, language) : '';
}

function nameOf(part: PromptPart, inCase: Case, { language }: Phrases): string {
  if (!('person' in part)) return '';
  const { name, cases = {} } = part.person;
  const form = inCase === 'nominative' ? name : (cases[inCase] ?? name);
  return cleanForSpeech(form) || SOMEBODY[language][inCase];
}

function everyCase(text: string): Record<Case, string> {
  return Object.fromEntries(CASES.map((one) => [one, text])) as Record<Case, string>;
}

/** «Здравствуйте! Компания {company}.» without a company is «Здравствуйте!». */
function withoutSentencesOf(placeholder: string, template: string): string {
  const sentences = template.match(/[^.!?]+[.!?]*/g) ?? [];
  return sentences.filter((sentence) => !sentence.includes(placeholder)).join('');
}

function recordingNames(part: PromptPart, phrases: Phrases): readonly string[] {
  if (!('person' in part)) return [part.phrase];
  // Nobody recorded another's words.
  if (wordingOf(part) !== null) return [];
  return personRecordings(part.phrase, part.person, templateOf(part, phrases).includes('{keys}'));
}

/**
 * By the employee's id, and by the extension where the keys are one (two digits or more: a position belongs to
 * another person in every menu). A phrase that says the keys needs them in the name as well: the same voice
 * saying another number would send the caller astray.
 */
function personRecordings(phrase: PersonPhrase, person: SpokenPerson, saysKeys: boolean): string[] {
  const { employeeId, keys } = person;
  const names: string[] = [];
  if (/^[\w-]{1,64}$/.test(employeeId))
    names.push(`${phrase}.id-${employeeId.toLowerCase()}${saysKeys ? `.${keys}` : ''}`);
  if (/^\d{2,}$/.test(keys)) names.push(`${phrase}.${keys}`);
  return names;
}
