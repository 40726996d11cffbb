import type { Employee } from '#domain/people/employee.ts';
import { inCyrillic, inLatin } from './alphabets.ts';
import type { CaseForms, Gender, NamePart, ObliqueCase } from './cases.ts';
import { cleanForSpeech } from './clean.ts';
import { genderOf } from './gender.ts';
import { declined, PARTICLE, type Grammar } from './inflection.ts';
import { foldedWord, type Lexicon } from './lexicon.ts';
import type { Phrases, SpokenName } from './phrases.ts';
import { STRESS, withoutStress } from './stress.ts';

/** Longer names are not names; and the caller listens. */
const NAME_LENGTH_MAX = 60;

/** What there is to know of whoever is named. */
export type Named = Pick<Employee, 'name' | 'spokenName' | 'gender' | 'spokenCases'>;

export interface Naming extends Grammar {
  readonly language: Phrases['language'];
  readonly genderOfFirst: (name: string) => Gender | null;
  /** Those that the phrases ask for: others cost time, and make names in the cache that nobody says. */
  readonly cases: readonly ObliqueCase[];
}

interface Word {
  readonly text: string;
  /** Null: the administrator wrote a word that is no part of the name. */
  readonly part: NamePart | null;
  /** «Мамед оглы»: neither word changes. */
  readonly isFixed: boolean;
}

/**
 * A person's name as it is spoken: what the administrator wrote down, else first and last name, with the ё and the
 * stress of the dictionary and in the letters of the language. Empty when nothing is known; `fragmentsOf` then says
 * "a colleague".
 */
export function spokenName(person: Named, naming: Naming): SpokenName {
  const words = wordsOf(person);
  if (naming.language === 'en')
    return { name: textOf(words.map((word) => inEnglish(word, naming.lexicon))) };
  const russian = words.map((word) => ({ ...word, text: inRussian(word, naming.lexicon) }));
  const name = textOf(russian.map(({ text }) => text));
  if (naming.cases.length === 0 || name === '') return { name };
  return { name, cases: casesOf(person, russian, naming) };
}

/** One word in the nominative beside another in the genitive would be worse than the whole name in the nominative. */
function casesOf(person: Named, words: readonly Word[], naming: Naming): CaseForms {
  // John tells no Russian rule anything, «Джон» does.
  const first = words.find(({ part }) => part === 'first')?.text ?? person.name.first;
  const gender =
    person.gender ??
    naming.lexicon.first.get(foldedWord(first))?.gender ??
    genderOf({ ...person.name, first: withoutStress(first) }, naming.genderOfFirst);
  const forms: Partial<Record<ObliqueCase, string>> = {};
  for (const to of naming.cases) {
    const written = cleanForSpeech(person.spokenCases?.[to] ?? '', NAME_LENGTH_MAX);
    const changed = written === '' && gender !== null ? wordsIn(words, gender, to, naming) : null;
    const form = changed === null ? written : textOf(changed);
    if (form !== '') forms[to] = form;
  }
  return forms;
}

/** Null when some word is no part of the name: who knows what it is? */
function wordsIn(
  words: readonly Word[],
  gender: Gender,
  to: ObliqueCase,
  naming: Naming,
): readonly string[] | null {
  const changed = words.flatMap(({ text, part, isFixed }) => {
    if (part === null) return [];
    return isFixed ? text : declined({ word: text, part, gender }, to, naming);
  });
  return changed.length === words.length ? changed : null;
}

/** First name, then surname; words that the administrator wrote are parts of the name as far as they occur in it. */
function wordsOf({ name, spokenName }: Named): readonly Word[] {
  const parts = (['first', 'last', 'middle'] as const).flatMap((part) => {
    const isFixed = PARTICLE.test(foldedWord(name[part]));
    return split(name[part]).map((text): Word => ({ text, part, isFixed }));
  });
  const written = split(spokenName ?? '');
  if (written.length === 0) return parts.filter(({ part }) => part !== 'middle');
  return written.map((text) => {
    const same = parts.find((one) => foldedWord(one.text) === foldedWord(text));
    return { part: null, isFixed: false, ...same, text };
  });
}

function split(text: string): readonly string[] {
  return cleanForSpeech(text, NAME_LENGTH_MAX)
    .split(' ')
    .filter((word) => word !== '')
    .map(calm);
}

/** «ИВАНОВА» is how accountants write; a voice might spell it letter by letter. */
function calm(word: string): string {
  const isShouted = word.length > 2 && word === word.toUpperCase() && /^[\p{L}'’-]+$/u.test(word);
  if (!isShouted) return word;
  return word.replaceAll(/\p{L}+/gu, (half) => half.charAt(0) + half.slice(1).toLowerCase());
}

function inRussian({ text, part }: Word, lexicon: Lexicon): string {
  // What somebody marked is how he wants it.
  if (/[ёЁ]/.test(text) || text.includes(STRESS)) return text;
  const known = respelled(text, part, lexicon);
  return /\p{Script=Latin}/u.test(known) ? inCyrillic(known) : known;
}

function inEnglish({ text, part }: Word, lexicon: Lexicon): string {
  const bare = withoutStress(text);
  if (!/\p{Script=Cyrillic}/u.test(bare)) return bare;
  return (
    latinOriginal(bare, part, lexicon) ?? inLatin(withoutStress(respelled(bare, part, lexicon)))
  );
}

/** As the dictionary has it, a double name half by half if need be. */
function respelled(text: string, part: NamePart | null, lexicon: Lexicon): string {
  if (part === null) return text;
  const spoken = (word: string): string | undefined => lexicon[part].get(foldedWord(word))?.spoken;
  return (
    spoken(text) ??
    text
      .split('-')
      .map((half) => spoken(half) ?? half)
      .join('-')
  );
}

function textOf(words: readonly string[]): string {
  return cleanForSpeech(words.join(' '), NAME_LENGTH_MAX);
}

/** «Джон» is no Dzhon: whoever stands in the dictionary in Latin letters is called so. */
function latinOriginal(text: string, part: NamePart | null, lexicon: Lexicon): string | undefined {
  return part === null ? undefined : lexicon.originals[part].get(foldedWord(text));
}
