/**
 * Names in the letters of the voice that says them. Not as in passports (call/transliteration.ts): there a name is
 * read by the eye and «Юлия» is Iuliia, here an English voice has to hit upon the sound: Yuliya.
 */
const LATIN = pairs(
  'а a б b в v г g д d е e ё yo ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f ' +
    'х kh ц ts ч ch ш sh щ shch ы y э e ю yu я ya і i ї yi є ye ґ g ў w',
);

/** Up to four letters that make one sound; a name in the dictionary is better than any of this. */
const CYRILLIC = pairs(
  'ä е ö ё ü ю ß сс shch щ tsch ч sch ш tch ч zh ж kh х ts ц ch ч sh ш th т ph ф ck к gh г qu кв ee и oo у ew ью ea и ' +
    'ay эй ai эй oy ой ey и ya я yu ю yo ё ye е ia ия ie и ce се ci си cy си ' +
    'a а b б c к d д e е f ф g г h х i и j дж k к l л m м n н o о p п q к r р s с t т u у v в w у x кс y и z з',
);
const LETTERS_MAX = 4;

/** A Russian word for an English voice: «Юрий» is Yuri, «Евгений» Yevgeni. */
export function inLatin(word: string): string {
  const lower = word.toLowerCase();
  const latin = [...lower].map((letter, at) => {
    if (letter === 'е' && (at === 0 || 'аеёиоуыэюяьъ-'.includes(lower[at - 1] ?? ''))) return 'ye';
    if (letter === 'й' && /[иы]/.test(lower[at - 1] ?? '')) return '';
    if (letter === 'ё' && /[жшчщ]/.test(lower[at - 1] ?? '')) return 'o';
    if (letter === 'ь' || letter === 'ъ') return '';
    return LATIN.get(letter) ?? letter;
  });
  return capitalisedLike(word, latin.join(''));
}

/** A word in Latin letters for a Russian voice, as good as letters tell: Smith is «Смит». */
export function inCyrillic(word: string): string {
  const lower = word.toLowerCase().replaceAll(/[^a-zäöüß]/gu, withoutAccent);
  let text = '';
  for (let at = 0; at < lower.length;) {
    const length = lengths.find((one) => CYRILLIC.has(lower.slice(at, at + one))) ?? 0;
    text += CYRILLIC.get(lower.slice(at, at + length)) ?? lower[at] ?? '';
    at += Math.max(1, length);
  }
  return capitalisedLike(word, text);
}

/** José is said as Jose; a letter of neither alphabet stays what it is. */
function withoutAccent(letter: string): string {
  return letter.normalize('NFD').replaceAll(/\p{M}/gu, '');
}

const lengths = Array.from({ length: LETTERS_MAX }, (_, at) => LETTERS_MAX - at);

function pairs(text: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(text.matchAll(/(\S+) (\S+)/g), ([, from = '', to = '']) => [from, to] as const),
  );
}

/** Each half of a double name begins as the original does: Жан-Поль, О'Брин. */
function capitalisedLike(original: string, word: string): string {
  return original.charAt(0) === original.charAt(0).toLowerCase()
    ? word
    : word.replaceAll(
        /(^|[-'’])(\p{L})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      );
}
