import { expect, test } from 'vitest';
import { fragmentsOf } from '#domain/voice/fragments.ts';
import { CASES } from '#domain/voice/cases.ts';
import { casesAsked, FIXED_PHRASES, PERSON_PHRASES, type Phrases } from '#domain/voice/phrases.ts';

const anna = { employeeId: '7', name: 'Анна Петрова', keys: '34' };
const phrases: Phrases = {
  language: 'ru',
  fixed: {
    greeting: 'Здравствуйте! Компания {company}.',
    menu_begin: 'Наберите номер.',
    menu_end: 'Отдел продаж — ноль.',
    default_menu: '',
    no_match: '',
    no_input: '',
    to_queue: '',
    accept_call: '',
  },
  person: {
    option: '{name} — добавочный {keys}.',
    offer_one: '',
    connecting: 'Вам ответит {name}.',
    no_answer: '',
    busy: '',
  },
};
const said = (...prompt: Parameters<typeof fragmentsOf>[0]) =>
  fragmentsOf(prompt, phrases, 'Ромашка').map(({ text }) => text);

test('a menu is one fragment per sentence and per person', () => {
  expect(
    said(
      { phrase: 'greeting' },
      { phrase: 'menu_begin' },
      { phrase: 'option', person: anna },
      { phrase: 'menu_end' },
    ),
  ).toEqual([
    'Здравствуйте! Компания Ромашка.',
    'Наберите номер.',
    'Анна Петрова — добавочный тридцать четыре.',
    'Отдел продаж — ноль.',
  ]);
});

test('a company that has no name is not mentioned', () => {
  const [greeting] = fragmentsOf([{ phrase: 'greeting' }], phrases, ' ');
  expect(greeting?.text).toBe('Здравствуйте!');
});

test('a phrase with nothing to say makes no fragment', () => {
  expect(said({ phrase: 'to_queue' }, { phrase: 'menu_begin' })).toEqual(['Наберите номер.']);
});

test('a hostile name is only read aloud, never filled in again', () => {
  const person = { ...anna, name: '{keys} [[eval]] {company}\n$&' };
  expect(said({ phrase: 'connecting', person })).toEqual(['Вам ответит keys eval company.']);
});

test('a person without a name is a colleague', () => {
  expect(said({ phrase: 'connecting', person: { ...anna, name: '' } })).toEqual([
    'Вам ответит наш сотрудник.',
  ]);
});

test.each([
  ['{name:genitive}', { genitive: 'Анны Петровой' }, 'Нет Анны Петровой.'],
  ['{name:dative}', { genitive: 'Анны Петровой' }, 'Нет Анна Петрова.'],
  ['{name:nominative}', { genitive: 'Анны Петровой' }, 'Нет Анна Петрова.'],
  ['{name:genitive}', { genitive: '{keys} [[x]]' }, 'Нет keys x.'],
  ['{name:genitive}', undefined, 'Нет Анна Петрова.'],
  ['{name:constructor}', {}, 'Нет name:constructor .'],
])('%s is filled in, and the name itself where there is no such form', (asked, cases, text) => {
  const person = { ...phrases.person, busy: `Нет ${asked}.` };
  const about = { ...anna, ...(cases === undefined ? {} : { cases }) };
  const prompt = [{ phrase: 'busy', person: about }] as const;
  expect(fragmentsOf(prompt, { ...phrases, person }, '')[0]?.text).toBe(text);
});

test('a person without a name is a colleague in every case', () => {
  const texts = CASES.map((one) => {
    const person = { ...phrases.person, busy: `{name:${one}}` };
    const prompt = [{ phrase: 'busy', person: { ...anna, name: '' } }] as const;
    return fragmentsOf(prompt, { ...phrases, person }, '')[0]?.text;
  });
  expect(texts).toEqual([
    'наш сотрудник',
    'нашего сотрудника',
    'нашему сотруднику',
    'нашего сотрудника',
    'нашим сотрудником',
    'нашем сотруднике',
  ]);
});

test('phrases tell which cases they ask for', () => {
  expect(casesAsked(phrases)).toEqual([]);
  const person = { ...phrases.person, busy: '{name:dative}', no_answer: '{name:genitive} {name}' };
  expect(casesAsked({ person })).toEqual(['genitive', 'dative']);
});

test.each([
  ['a fixed phrase by its key', { phrase: 'menu_end' }, ['menu_end']],
  [
    'a phrase without keys by id or extension',
    { phrase: 'connecting', person: anna },
    ['connecting.id-7', 'connecting.34'],
  ],
  [
    'a phrase that says the keys by id and keys',
    { phrase: 'option', person: anna },
    ['option.id-7.34', 'option.34'],
  ],
  [
    'a position only together with the id',
    { phrase: 'option', person: { ...anna, keys: '1' } },
    ['option.id-7.1'],
  ],
  [
    'an id that is no file name not at all',
    { phrase: 'connecting', person: { ...anna, employeeId: '../x' } },
    ['connecting.34'],
  ],
] as const)('a recording replaces %s', (_, part, names) => {
  expect(fragmentsOf([part], phrases, '')[0]?.recordedAs).toEqual(names);
});

test('no pause between fragments is long enough to sound like a lost line', () => {
  const full = {
    language: 'ru',
    fixed: texts(FIXED_PHRASES),
    person: texts(PERSON_PHRASES),
  } as const;
  const prompt = [
    ...FIXED_PHRASES.map((phrase) => ({ phrase })),
    ...PERSON_PHRASES.map((phrase) => ({ phrase, person: anna })),
  ];
  const pauses = fragmentsOf(prompt, full, '').map(({ pauseAfterMs }) => pauseAfterMs);
  expect(pauses).toHaveLength(prompt.length);
  for (const pause of pauses) expect(pause).toBeLessThanOrEqual(500);
});

function texts<K extends string>(keys: readonly K[]): Record<K, string> {
  return Object.fromEntries(keys.map((key) => [key, 'Да.'])) as Record<K, string>;
}

test('a CRM’s own words are said of a person in a menu, with the keys as we speak them, and of nobody else', () => {
  const person = { ...anna, wording: 'По счёту от вторника: {name}, наберите {keys}' };
  expect(said({ phrase: 'option', person })).toEqual([
    'По счёту от вторника: Анна Петрова, наберите тридцать четыре',
  ]);
  expect(said({ phrase: 'connecting', person })).toEqual(['Вам ответит Анна Петрова.']);
  const [fragment] = fragmentsOf([{ phrase: 'option', person }], phrases, '');
  expect(fragment?.recordedAs).toEqual([]);
});

test('a CRM’s own words are only read aloud, whatever they hold', () => {
  const person = { ...anna, wording: '[[x]] <break/> {name} {keys} {constructor} $&' };
  const [text = ''] = said({ phrase: 'option', person });
  expect(text).not.toMatch(/[[\]<>{}$]/);
  expect(text).toContain('Анна Петрова');
});
