import type { Case, Gender, NamePart, ObliqueCase } from './cases.ts';
import { foldedWord, type Lexicon } from './lexicon.ts';
import { stressedAs, withoutStress } from './stress.ts';

/** A library's idea of declension: right for most words; `declined` knows where it is not. */
export type Decline = (part: NamePart, word: string, gender: Gender, to: ObliqueCase) => string;

export interface WordToDecline {
  readonly part: NamePart;
  /** One Russian word, double names included: «Соловьёв-Седой»; stress marks are kept. */
  readonly word: string;
  readonly gender: Gender;
}

export interface Grammar {
  readonly decline: Decline;
  readonly lexicon: Lexicon;
}

/** The word in another case. A word that is not Russian, or that no man changes, is answered as it is. */
export function declined({ part, word, gender }: WordToDecline, to: Case, by: Grammar): string {
  if (to === 'nominative' || !/^[\p{Script=Cyrillic}\u0301'’-]+$/u.test(word)) return word;
  if (part === 'middle' && PARTICLE.test(foldedWord(word))) return word;
  const known = formOf({ part, word, gender }, to, by);
  if (known !== null) return known;
  const pieces = word.split('-');
  return pieces
    .map((piece, at) => {
      const isBeforeAnother = at < pieces.length - 1;
      if (isBeforeAnother && FIRST_OF_TWO.has(foldedWord(piece))) return piece;
      return onePiece({ part, word: piece, gender }, to, by);
    })
    .join('-');
}

/** Turkic "son of" and "daughter of": neither they nor the father's name before them change. */
export const PARTICLE = /(?:^|[ -])(?:оглы|оглу|кызы|гызы|улы|уулу)$/;

/** First halves of double names that never change: Жан-Поля, Бонч-Бруевича. */
const FIRST_OF_TWO = new Set(
  'жан бонч тер грум ван фон де ле ла аль эль бен ибн абу мелик сен'.split(' '),
);

function formOf(
  { part, word, gender }: WordToDecline,
  to: ObliqueCase,
  { lexicon }: Grammar,
): string | null {
  const entry = lexicon[part].get(foldedWord(word));
  // «Заяц» is declined like the animal as a man's name; as a woman's it does not change.
  if (entry === undefined || (entry.gender ?? gender) !== gender) return null;
  if (part === 'last' && gender === 'female' && isUnchangedForWomen(word)) return null;
  return entry.forms[to] ?? null;
}

function onePiece(one: WordToDecline, to: ObliqueCase, by: Grammar): string {
  const { part, word, gender } = one;
  const bare = withoutStress(word);
  const known = formOf(one, to, by);
  if (known !== null) return known;
  if (isUnchanged(one)) return word;
  const form = exceptional({ part, word: bare, gender }, to) ?? by.decline(part, bare, gender, to);
  return stressedAs(word, form);
}

function isUnchanged({ part, word, gender }: WordToDecline): boolean {
  const folded = foldedWord(word);
  if (/[оеэиыую]$/.test(folded)) return true; // Коваленко, Живаго, Ли, Отто
  if (part === 'last' && /[ыи]х$/.test(folded)) return folded !== 'рих'; // Белых, Крученых
  return part === 'last' && gender === 'female' && isUnchangedForWomen(word);
}

/** A woman's surname in a consonant, й or ь: Анны Цой, Анны Коваль. */
function isUnchangedForWomen(word: string): boolean {
  return !/[ая]$/.test(foldedWord(word));
}

/** Names of women in ь that are declined like «дочь»; others (Айгуль, Николь) stay as they are. */
const LIKE_DAUGHTER = new Set(
  'любовь нинель рашель адель жизель рахиль юдифь руфь эсфирь'.split(' '),
);
/** Korean and Chinese names of one syllable are nouns, not adjectives: Чой, Чоя. */
const ONE_SYLLABLE = /^[^аеёиоуыэюя]*ой$/;
/** One syllable before -ия: Ие and Лие, but Марии. */
const ONE_BEFORE_IYA = /^[^аеёиоуыэюя]*ия$/;
/** Declined like «воробей»: the vowel goes, and the ending has the stress. */
const LIKE_SPARROW = /^(?:вороб|солов|мурав)ей$/;
/** After ж, ш, ч, щ an ending without stress is -ей: Сашей, Грушей; with it -ой: Ганжой. */
const HUSHING_A = /[жшчщ]а$/;
const STRESSED_A = /^(?:ганжа|левша|лапша|ханжа)$/;

const NOUN_ENDINGS = {
  genitive: 'я',
  dative: 'ю',
  accusative: 'я',
  instrumental: 'ем',
  prepositional: 'е',
};

function exceptional({ part, word, gender }: WordToDecline, to: ObliqueCase): string | null {
  const folded = foldedWord(word);
  const stem = word.slice(0, -1);
  if (part === 'first' && gender === 'female' && LIKE_DAUGHTER.has(folded)) {
    if (to === 'accusative') return word;
    return to === 'instrumental' ? `${word}ю` : `${stem}и`;
  }
  if (part === 'last' && gender === 'male' && ONE_SYLLABLE.test(folded))
    return stem + NOUN_ENDINGS[to];
  if (part === 'last' && gender === 'male' && LIKE_SPARROW.test(folded))
    return `${word.slice(0, -2)}ь${to === 'instrumental' ? 'ём' : NOUN_ENDINGS[to]}`;
  if (ONE_BEFORE_IYA.test(folded) && (to === 'dative' || to === 'prepositional')) return `${stem}е`;
  if (to !== 'instrumental') return null;
  if (folded === 'илья') return `${stem}ёй`;
  if (!HUSHING_A.test(folded)) return null;
  return `${stem}${STRESSED_A.test(folded) ? 'ой' : 'ей'}`;
}
