import { STRESS, withoutStress } from '#domain/voice/stress.ts';

/*
 * espeak-ng 1.51 ignores a stress mark; the one way to tell it is the word in its phonemes: [[b;il'yx]] is «Белы́х».
 * These are the sounds of Russian in its notation (phsource/ph_russian), as it writes them itself with -x.
 */

const CONSONANTS = pairs(
  'б b в v г g д d ж Z з z й j к k л l м m н n п p р r с s т t ф f х x ц ts ч tS; ш S щ S;',
);
const ALWAYS_HARD = 'жшц';
const ALWAYS_SOFT = 'йчщ';
/** Before a voiceless sound and at the end a voiced one loses its voice; before a voiced one it gains it. */
const VOICELESS = pairs('б п в ф г к д т ж ш з с');
const VOICED = pairs('п б ф в к г т д ш ж с з');

const STRESSED = pairs("а 'A о 'o у 'u ы 'y и 'i э 'E е 'e ё '8 ю 'u я 'A");
const UNSTRESSED = pairs('а V о V у u ы y и i э E е i ё 8 ю u я V');
const VOWELS = 'аеёиоуыэюя';
/** Those that begin with й where no consonant stands before them. */
const IOTATED = 'еёюя';

/** Text for a Russian voice: words with a stress mark in phonemes, all others as they are. */
export function withStressAsPhonemes(text: string): string {
  return text.replaceAll(
    /[а-яё]+\u0301[\u0301а-яё]*/giu,
    (word) => `[[${phonemesOf(word.toLowerCase())}]]`,
  );
}

function phonemesOf(marked: string): string {
  const stressedAt = marked.indexOf(STRESS) - 1;
  const letters = withoutStress(marked);
  // An adjective's ending: Толсто́го is said «толстово».
  const word = letters.replace(/(?<=[ое])го$/, 'во');
  return [...word].map((letter, at) => soundOf(word, letter, at, stressedAt)).join('');
}

function soundOf(word: string, letter: string, at: number, stressedAt: number): string {
  if (VOWELS.includes(letter)) return vowelOf(word, letter, at, stressedAt);
  if (letter === 'ь' || letter === 'ъ') return '';
  return consonantOf(word, letter, at);
}

function consonantOf(word: string, letter: string, at: number): string {
  const next = word
    .slice(at + 1)
    .replace(/^[ьъ]/, '')
    .charAt(0);
  const heard = voicedLike(letter, next);
  const sound = CONSONANTS.get(heard) ?? '';
  if (ALWAYS_HARD.includes(heard) || ALWAYS_SOFT.includes(heard)) return sound;
  const isSoft = 'еёиюяь'.includes(word.charAt(at + 1) || '-');
  return isSoft ? `${sound};` : sound;
}

function voicedLike(letter: string, next: string): string {
  if (next === '' || 'пфктшсхцчщ'.includes(next)) return VOICELESS.get(letter) ?? letter;
  return 'бгджз'.includes(next) ? (VOICED.get(letter) ?? letter) : letter;
}

function vowelOf(word: string, letter: string, at: number, stressedAt: number): string {
  const before = word.charAt(at - 1);
  const isFirst = before === '' || `${VOWELS}ьъ`.includes(before);
  const glide = IOTATED.includes(letter) && isFirst ? 'j' : '';
  if (at === stressedAt) {
    if (letter === 'ё' && 'жш'.includes(before || '-')) return "'o";
    if (letter === 'и' && ALWAYS_HARD.includes(before || '-')) return "'y";
    return glide + (STRESSED.get(letter) ?? '');
  }
  return glide + unstressed(letter, { before, at, word, stressedAt });
}

function unstressed(
  letter: string,
  {
    before,
    at,
    word,
    stressedAt,
  }: { before: string; at: number; word: string; stressedAt: number },
): string {
  const isLast = at === word.length - 1;
  if ('еи'.includes(letter) && ALWAYS_HARD.includes(before || '-')) return 'y';
  if (letter === 'а' && isLast) return 'a#';
  const between = word.slice(at + 1, stressedAt);
  const isJustBefore = at < stressedAt && ![...between].some((one) => VOWELS.includes(one));
  if ('ая'.includes(letter) && (isJustBefore || at === 0)) return 'a';
  if (letter === 'я' && (`${VOWELS}ьъ`.includes(before) || before === '')) return 'a';
  return UNSTRESSED.get(letter) ?? '';
}

function pairs(text: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(text.matchAll(/(\S+) (\S+)/g), ([, from = '', to = '']) => [from, to] as const),
  );
}
