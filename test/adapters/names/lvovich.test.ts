import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declineByRules, genderOfFirstName } from '#adapters/names/lvovich.ts';
import { loadConfig } from '#app/config/load.ts';
import { OBLIQUE_CASES, type Gender, type NamePart } from '#domain/voice/cases.ts';
import { genderOf } from '#domain/voice/gender.ts';
import { declined } from '#domain/voice/inflection.ts';
import { withoutStress } from '#domain/voice/stress.ts';

/** The table says what is right, whatever the code makes of it; the shipped dictionary takes part. */
const { names: lexicon } = await loadConfig(null, {});
const grammar = { decline: declineByRules, lexicon };
const table = tableOf(
  await readFile(new URL('../../fixtures/names/cases.txt', import.meta.url), 'utf8'),
);

test('the table has names of every kind', () => {
  expect(table.length).toBeGreaterThan(300);
});

test.each(table)('$part name, $gender: $word', ({ part, gender, word, forms }) => {
  const said = OBLIQUE_CASES.map((to) => declined({ part, word, gender }, to, grammar));
  expect(said.map(withoutStress)).toEqual(forms);
  expect(declined({ part, word, gender }, 'nominative', grammar)).toBe(word);
});

test.each([
  ['last', 'Белы\u0301х', 'male', 'genitive', 'Белы\u0301х'],
  ['last', 'Соколо\u0301ва', 'female', 'instrumental', 'Соколо\u0301вой'],
  ['last', 'Хачатря\u0301н', 'male', 'dative', 'Хачатря\u0301ну'],
  ['first', 'Макси\u0301м', 'male', 'genitive', 'Макси\u0301ма'],
  ['last', 'Кова\u0301ль', 'male', 'genitive', 'Коваля\u0301'],
  ['last', 'Кова\u0301ль', 'female', 'genitive', 'Кова\u0301ль'],
  ['last', 'Соловьё\u0301в-Седо\u0301й', 'male', 'genitive', 'Соловьё\u0301ва-Седо\u0301го'],
] as const)('the stress of the %s name %s (%s) in the %s', (part, word, gender, to, form) => {
  expect(declined({ part, word, gender }, to, grammar)).toBe(form);
});

test.each([
  ['the middle name first', { first: 'Саша', middle: 'Ивановна', last: 'Белых' }, 'female'],
  ['the Turkic middle name', { first: 'Али', middle: 'Мамед оглы', last: 'Ким' }, 'male'],
  ['… and the daughter’s', { first: 'Ким', middle: 'Мамед кызы', last: 'Пак' }, 'female'],
  ['then the first name', { first: 'Анна', middle: '', last: 'Цой' }, 'female'],
  ['… of a man in -a as well', { first: 'Никита', middle: '', last: 'Сорока' }, 'male'],
  ['then the surname', { first: 'Саша', middle: '', last: 'Петрова' }, 'female'],
  ['… of a man', { first: 'Слава', middle: '', last: 'Чайковский' }, 'male'],
  ['nothing, when nothing tells', { first: 'Саша', middle: '', last: 'Белых' }, null],
  ['nothing of nobody', { first: '', middle: '', last: '' }, null],
  ['nothing of Latin letters', { first: 'X Æ A-12', middle: '', last: 'Musk' }, null],
] as const)('the gender is told by %s', (_, name, gender) => {
  expect(genderOf(name, genderOfFirstName)).toBe(gender);
});

test('whatever stands there for a name, it comes out bounded, and no markup comes in', () => {
  const part = fc.constantFrom<NamePart>('first', 'middle', 'last');
  const gender = fc.constantFrom<Gender>('male', 'female');
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'абейьоыхж-ц\u0301'.split('')), maxLength: 60 }),
  );
  fc.assert(
    fc.property(part, gender, word, fc.constantFrom(...OBLIQUE_CASES), (part, gender, word, to) => {
      const form = declined({ part, word, gender }, to, grammar);
      expect(form.length).toBeLessThanOrEqual(word.length * 2 + 4);
      const added = [...form].filter((letter) => !word.includes(letter));
      expect(added.join('')).toMatch(/^[\u0301а-яё]*$/u);
    }),
  );
});

interface Row {
  readonly part: NamePart;
  readonly gender: Gender;
  readonly word: string;
  readonly forms: readonly string[];
}

function tableOf(text: string): Row[] {
  let [part, gender]: [NamePart, Gender] = ['first', 'male'];
  return text.split('\n').flatMap((line): Row[] => {
    const [word = '', told] = line.split(': ');
    if (word === '' || word.startsWith('#')) return [];
    if (told === undefined) {
      [part, gender] = word.split(' ') as [NamePart, Gender];
      return [];
    }
    const forms = told === '-' ? OBLIQUE_CASES.map(() => word) : told.split(' ');
    return [{ part, gender, word, forms }];
  });
}
