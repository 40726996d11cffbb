import { expect, test } from 'vitest';
import type { CaseForms, ObliqueCase } from '#domain/voice/cases.ts';
import { lexiconOf, type LexiconEntry } from '#domain/voice/lexicon.ts';
import { spokenName, type Named, type Naming } from '#domain/voice/spoken-name.ts';

const word = (spoken: string, more: Partial<LexiconEntry> = {}) => {
  return { spoken, gender: null, forms: {}, ...more };
};
const lexicon = lexiconOf({
  first: [
    ['Петр', word('Пётр')],
    ['Алена', word('Алёна')],
    ['John', word('Джон')],
    ['Айжан', word('Айжан', { gender: 'female' })],
  ],
  middle: [],
  last: [
    ['Белых', word('Белы\u0301х')],
    ['Dubois', word('Дюбуа', { forms: { genitive: 'Дюбуа' } })],
  ],
});
/** Declension by a rule that anybody can follow: the case is appended. */
const naming = (language: 'ru' | 'en', ...cases: ObliqueCase[]): Naming => ({
  language,
  lexicon,
  cases,
  decline: (_, text, gender, to) =>
    `${text}${gender === 'male' ? 'М' : 'Ж'}${to === 'dative' ? 'Д' : 'Р'}`,
  genderOfFirst: (name) => ({ Анна: 'female' as const, Джон: 'male' as const })[name] ?? null,
});
const person = (
  first: string,
  last: string,
  more: Partial<Named> & { middle?: string } = {},
): Named => {
  const { middle = '', ...rest } = more;
  return { name: { first, middle, last }, spokenName: null, ...rest };
};
const said = (one: Named, language: 'ru' | 'en' = 'ru') => spokenName(one, naming(language)).name;
const inGenitive = (one: Named) => spokenName(one, naming('ru', 'genitive')).cases?.genitive;

test.each([
  ['first and last name', person('Анна', 'Петрова'), 'Анна Петрова'],
  [
    'what the administrator wrote down',
    person('Анна', 'Петрова', { spokenName: 'Аня Петрова' }),
    'Аня Петрова',
  ],
  [
    'the name, when he wrote nothing readable',
    person('Анна', 'Петрова', { spokenName: ' [[]] ' }),
    'Анна Петрова',
  ],
  ['the only part there is', person('', 'Петрова'), 'Петрова'],
  ['nothing, when nothing is known', person('', ''), ''],
  ['its ё, which a CRM rarely has', person('Петр', 'Алена'), 'Пётр Алена'],
  ['its ё in capitals too', person('ПЕТР', 'ИВАНОВ-БЕЛЫЙ'), 'Пётр Иванов-Белый'],
  ['its stress', person('Алена', 'Белых'), 'Алёна Белы\u0301х'],
  [
    'the stress of the administrator',
    person('Иван', 'Белых', { spokenName: 'Иван Бе\u0301лых' }),
    'Иван Бе\u0301лых',
  ],
  ['the stress of half a double name', person('Анна', 'Ким-Белых'), 'Анна Ким-Белы\u0301х'],
  ['the dictionary’s foreign name', person('John', 'Smith'), 'Джон Смит'],
  ['a foreign name by its letters', person('Müller', "O'Brién"), "Мюллер О'Брин"],
  ['what is left of a hostile one', person('[[eval]]', '\u202e{keys}'), 'евал кис'],
])('a Russian voice calls a person by %s', (_, one, spoken) => {
  expect(said(one)).toBe(spoken);
});

test.each([
  ['in Latin letters', person('Юрий', 'Щукин'), 'Yuri Shchukin'],
  ['by the sound', person('Евгений', 'Воробьёв'), 'Yevgeni Vorobyov'],
  ['with the ё of the dictionary', person('Петр', 'Иванов'), 'Pyotr Ivanov'],
  ['without stress', person('Анна', 'Белых'), 'Anna Belykh'],
  ['as they write themselves', person('Джон', 'Smith'), 'John Smith'],
  ['as the administrator wrote', person('Анна', 'Цой', { spokenName: 'Ann Choi' }), 'Ann Choi'],
])('an English voice calls a Russian %s', (_, one, spoken) => {
  expect(said(one, 'en')).toBe(spoken);
});

test('a name is too long for nobody’s patience', () => {
  expect(said(person('Анна'.repeat(100), '')).length).toBe(60);
});

test('cases are made only where the phrases ask for them', () => {
  expect(spokenName(person('Анна', 'Петрова'), naming('ru'))).toEqual({ name: 'Анна Петрова' });
  expect(spokenName(person('Анна', 'Петрова'), naming('ru', 'genitive', 'dative'))).toEqual({
    name: 'Анна Петрова',
    cases: { genitive: 'АннаЖР ПетроваЖР', dative: 'АннаЖД ПетроваЖД' },
  });
  expect(spokenName(person('Анна', 'Петрова'), naming('en', 'genitive'))).toEqual({
    name: 'Anna Petrova',
  });
});

const forms: CaseForms = { genitive: 'Саши Белых' };
test.each([
  ['by the gender of the first name', person('Анна', 'Ким'), 'АннаЖР Ким'],
  ['by the gender in the dictionary', person('Айжан', 'Ким'), 'АйжанЖР Ким'],
  [
    'by the gender that the administrator told',
    person('Ким', 'Пак', { gender: 'male' }),
    'КимМР ПакМР',
  ],
  ['as the administrator wrote', person('Саша', 'Белых', { spokenCases: forms }), 'Саши Белых'],
  ['as a Russian one, when it is foreign', person('John', 'Smith'), 'ДжонМР СмитМР'],
  ['by the dictionary, when it is foreign there', person('John', 'Dubois'), 'ДжонМР Дюбуа'],
  ['not at all, when nobody knows the gender', person('Ким', 'Белых'), undefined],
  [
    'not at all, when a word is no part of the name',
    person('Анна', 'Ким', { spokenName: 'Анечка Ким' }),
    undefined,
  ],
  [
    'word by word, when the words are',
    person('Анна', 'Ким', { middle: 'Ивановна', spokenName: 'Анна Ивановна' }),
    'АннаЖР ИвановнаЖР',
  ],
  [
    'except for “son of”',
    person('Али', 'Пак', { middle: 'Мамед оглы', spokenName: 'Али Мамед оглы' }),
    'Али Мамед оглы',
  ],
])('a name is declined %s', (_, one, form) => {
  expect(inGenitive(one)).toBe(form);
});
