import type { PersonName } from '../people/employee.ts';
import type { Gender } from './cases.ts';
import { foldedWord } from './lexicon.ts';

/** Of the short and foreign names that men and women bear, none tells. */
const EITHER = new Set(
  (
    'саша шура женя валя слава паша витя вася миша толя тоня ира ника саня стася алекс мишель ким эмери ' +
    'джеки робин гюльчатай'
  ).split(' '),
);
const MIDDLE_MALE = /(?:[вьо]ич|мич|[кт]ич|оглы|улы|уулу)$/;
const MIDDLE_FEMALE = /(?:вна|чна|шна|кызы|гызы)$/;
/** Surnames that only one of the two bears. */
const LAST_MALE = /(?:[оеё]в|[иы]н|ский|цкий)$/;
const LAST_FEMALE = /(?:[оеё]ва|[иы]на|ская|цкая)$/;

/**
 * From the middle name, then the first, then the surname; null when none of them tells («Саша Белых»): nothing is
 * declined then, until somebody writes the gender into people.yaml.
 */
export function genderOf(
  { first, middle, last }: PersonName,
  genderOfFirst: (name: string) => Gender | null,
): Gender | null {
  const [firstWord, middleWord, lastWord] = [first, middle, last].map(foldedWord);
  return (
    told(middleWord, MIDDLE_MALE, MIDDLE_FEMALE) ??
    (EITHER.has(firstWord ?? '') ? null : genderOfFirst(first)) ??
    told(lastWord, LAST_MALE, LAST_FEMALE)
  );
}

function told(word = '', male: RegExp, female: RegExp): Gender | null {
  if (male.test(word)) return 'male';
  return female.test(word) ? 'female' : null;
}
