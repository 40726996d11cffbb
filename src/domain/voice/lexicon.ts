import type { CaseForms, Gender, NamePart } from './cases.ts';
import { withoutStress } from './stress.ts';

/** What config/names.yaml knows of one word. */
export interface LexiconEntry {
  /** With ё and stress, in the letters of the language that is spoken. */
  readonly spoken: string;
  readonly gender: Gender | null;
  /** Only those that no rule finds. */
  readonly forms: CaseForms;
}

/** Odd names by `foldedWord`, each part of a name by itself: Лев is a first name and a surname. */
export interface Lexicon extends Readonly<Record<NamePart, ReadonlyMap<string, LexiconEntry>>> {
  /** The other way round for an English voice: «Джон» is John. */
  readonly originals: Readonly<Record<NamePart, ReadonlyMap<string, string>>>;
}

/** Words as the CRM writes them, with what is known of each. */
export type Written = Readonly<Record<NamePart, readonly (readonly [string, LexiconEntry])[]>>;

export function lexiconOf({ first, middle, last }: Written): Lexicon {
  return {
    first: byWord(first),
    middle: byWord(middle),
    last: byWord(last),
    originals: { first: latinOf(first), middle: latinOf(middle), last: latinOf(last) },
  };
}

/** By what is said as well: the forms of Dubois are looked for under «Дюбуа». What is written comes first. */
function byWord(entries: Written[NamePart]): ReadonlyMap<string, LexiconEntry> {
  return new Map([
    ...entries.map(([, entry]) => [foldedWord(entry.spoken), entry] as const),
    ...entries.map(([word, entry]) => [foldedWord(word), entry] as const),
  ]);
}

/** The first of several spellings is the usual one. */
function latinOf(entries: Written[NamePart]): ReadonlyMap<string, string> {
  const latin = entries.filter(([word]) => /^\p{Script=Latin}/u.test(word)).toReversed();
  return new Map(latin.map(([word, { spoken }]) => [foldedWord(spoken), word]));
}

/** Who writes himself with ё, a CRM rarely knows; capitals and stress tell no names apart. */
export function foldedWord(word: string): string {
  return withoutStress(word).trim().toLowerCase().replaceAll('ё', 'е');
}
