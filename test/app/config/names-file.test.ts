import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#app/config/load.ts';
import { mistakeInWords } from '#app/config/mistake.ts';
import { rulesFrom } from '#app/rules.ts';
import { employee } from '#test/fakes/people.ts';

/** The settings with these files, and what they say in the language of the settings. */
async function read(files: Readonly<Record<string, string>>, language: 'ru' | 'en' = 'en') {
  const folder = await mkdtemp(join(tmpdir(), 'tel-names-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const file = join(folder, 'settings.yaml');
  const named = Object.keys(files).map((name) => `${name.split('.')[0]}_file: ${name}\n`);
  await writeFile(file, `language: ${language}\n${named.join('')}`);
  const { config, mistakes } = await readConfig(file, {});
  const told = mistakes.map((one) => mistakeInWords(one, language).replace(`${folder}/`, ''));
  return { config, mistakes: told };
}

test('every mistake in names.yaml is told with its place and remedy', async () => {
  const { config, mistakes } = await read({
    'names.yaml': `first:
  Петр: Пётр 1
  Заяц: { genetive: Зайца }
  Саша: { gender: both }
  12: Двенадцать
  "[[x]]": Икс
lust: {}
`,
  });
  expect(config).toBeNull();
  const odd =
    'it is not clear how this is said → write "Петр: Пётр", or "Заяц: { genitive: Зайца, dative: Зайцу }"';
  const noWord =
    'this is no word of a name → letters, hyphen, apostrophe; stress is U+0301 after a vowel: Белы\u0301х';
  expect(mistakes).toEqual([
    `names.yaml:2:9 first.Петр: ${noWord}`,
    'names.yaml:3:11 first.Заяц.genetive: no such setting → did you mean "genitive"?',
    `names.yaml:4:9 first.Саша: ${odd}`,
    `names.yaml:5:3 first.12: ${noWord}`,
    `names.yaml:6:3 first.[[x]]: ${noWord}`,
    'names.yaml:7:1 lust: no such setting → did you mean "last"?',
  ]);
});

const PHRASES = `language: ru
phrases:
  greeting: Алло.
  menu_begin: Наберите.
  menu_end: Ноль.
  default_menu: Ноль.
  no_match: Нет.
  no_input: Ещё раз.
  to_queue: Соединяю.
  accept_call: Один.
  option: '{name}, {keys}.'
  offer_one: '{keys}, {name}.'
  connecting: 'Соединяю с {name:instrumental}.'
  no_answer: 'Нет {name:genitive}.'
  busy: '{name}.'
`;

test.each([
  [
    'a slip of the finger',
    'genetive',
    '«genetive» нет → возможно, вы имели в виду {name:genitive}?',
  ],
  [
    'a Russian word for it',
    'родительный',
    '«родительный» нет → возможно, вы имели в виду {name:genitive}?',
  ],
  [
    'something else',
    'ergative',
    '«ergative» нет → напишите {name} или {name:падеж}: nominative (кто), genitive (кого), dative (кому), accusative (кого), instrumental (кем), prepositional (о ком)',
  ],
])(
  'a case that does not exist (%s) is told with its line and what was meant',
  async (_, word, told) => {
    const { mistakes } = await read(
      { 'phrases.yaml': PHRASES.replace('name:genitive', `name:${word}`) },
      'ru',
    );
    expect(mistakes).toEqual([`phrases.yaml:14:14 phrases.no_answer: падежа ${told}`]);
  },
);

test('phrases that ask for cases get them, from rules, from the dictionary, from people.yaml', async () => {
  const { config, mistakes } = await read({ 'phrases.yaml': PHRASES }, 'ru');
  expect(mistakes).toEqual([]);
  if (config === null) throw new Error('expected a config');
  const { spokenName } = rulesFrom(config);
  const said = (first: string, middle: string, last: string, more = {}) =>
    spokenName(employee({ name: { first, middle, last }, ...more }));
  expect(said('Петр', '', 'Заяц')).toEqual({
    name: 'Пётр Заяц',
    cases: { genitive: 'Петра Зайца', instrumental: 'Петром Зайцем' },
  });
  expect(said('Анна', '', 'Цой').cases).toEqual({
    genitive: 'Анны Цой',
    instrumental: 'Анной Цой',
  });
  expect(said('Любовь', '', 'Королева').cases?.genitive).toBe('Любови Королевой');
  expect(said('Саша', '', 'Ким', { gender: 'female' }).cases?.genitive).toBe('Саши Ким');
  expect(said('Саша', '', 'Ким').cases).toEqual({});
  expect(said('Саша', '', 'Ким', { spokenCases: { genitive: 'Саши К.' } }).cases).toEqual({
    genitive: 'Саши К.',
  });
});

test('the shipped phrases are in the nominative, and say Russian names to both kinds of voices', async () => {
  for (const [language, spoken] of [
    ['ru', 'Пётр Белы\u0301х'],
    ['en', 'Pyotr Belykh'],
  ] as const) {
    const { config } = await read({}, language);
    if (config === null) throw new Error('expected a config');
    const petr = employee({ name: { first: 'Петр', middle: '', last: 'Белых' } });
    expect(rulesFrom(config).spokenName(petr)).toEqual({ name: spoken });
  }
});

test('people.yaml knows gender and cases better', async () => {
  const { config } = await read({
    'people.yaml': 'people:\n  "34":\n    gender: female\n    cases: { genitive: Саши Белых }\n',
  });
  expect(config?.people.people.get('34')).toMatchObject({
    gender: 'female',
    spokenCases: { genitive: 'Саши Белых' },
  });
});
