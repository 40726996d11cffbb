import type { Phrases } from './phrases.ts';

type Language = Phrases['language'];

interface NumberWords {
  /** 0 to 19. */
  readonly small: readonly string[];
  /** 20, 30 … 90. */
  readonly tens: readonly string[];
  readonly between: string;
  readonly star: string;
  readonly hash: string;
}

const WORDS: Readonly<Record<Language, NumberWords>> = {
  ru: {
    small: (
      'ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать ' +
      'тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать'
    ).split(' '),
    tens: 'двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто'.split(' '),
    between: ' ',
    star: 'звёздочка',
    hash: 'решётка',
  },
  en: {
    small: (
      'zero one two three four five six seven eight nine ten eleven twelve ' +
      'thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    ).split(' '),
    tens: 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' '),
    between: '-',
    star: 'star',
    hash: 'pound',
  },
};

/**
 * Keys as an office reads them, in pairs from the right, so that every word is one or two keys and a leading
 * zero is heard: 34 → «тридцать четыре», 02 → «ноль два», 105 → «один ноль пять», 1234 → «двенадцать тридцать
 * четыре». Written out in words, for engines read figures each in their own way.
 */
export function spokenKeys(keys: string, language: Language): string {
  const words = WORDS[language];
  const groups = keys.match(/[*#]|\d\d(?=(?:\d\d)*(?!\d))|\d/g) ?? [];
  return groups.map((group) => spokenGroup(group, words)).join(' ');
}

function spokenGroup(group: string, words: NumberWords): string {
  if (group === '*') return words.star;
  if (group === '#') return words.hash;
  const value = Number(group);
  if (group.length === 2 && value < 10)
    return `${words.small[0] ?? ''} ${words.small[value] ?? ''}`;
  if (value < 20) return words.small[value] ?? '';
  const tens = words.tens[Math.floor(value / 10) - 2] ?? '';
  return value % 10 === 0 ? tens : `${tens}${words.between}${words.small[value % 10] ?? ''}`;
}
