import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fragmentOf } from '#domain/voice/fragments.ts';
import {
  FIXED_PHRASES,
  PERSON_PHRASES,
  type PersonPhrase,
  type Phrases,
  type PromptPart,
  type SpokenPerson,
} from '#domain/voice/phrases.ts';
import { utterancesOf, type VoiceMode } from '#domain/voice/words.ts';

const anna: SpokenPerson = { employeeId: '7', name: 'Анна Петрова', keys: '34' };

/** Each phrase with the same words. */
function phrases(text: string, language: 'ru' | 'en' = 'ru'): Phrases {
  const every = <K extends string>(keys: readonly K[]) =>
    Object.fromEntries(keys.map((key) => [key, text])) as Record<K, string>;
  return { language, fixed: every(FIXED_PHRASES), person: every(PERSON_PHRASES) };
}

function said(part: PromptPart, words: Phrases, mode: VoiceMode = 'economy') {
  return utterancesOf(fragmentOf(part, words, 'Ромашка'), part, { mode, language: words.language });
}

function aboutAnna(text: string, phrase: PersonPhrase = 'option', person = anna): string[] {
  return said({ phrase, person }, phrases(text)).map((one) => `${one.text} ${one.pauseAfterMs}`);
}

test('for quality a sentence about an employee is spoken whole', () => {
  const words = phrases('{name} — добавочный {keys}.');
  expect(said({ phrase: 'option', person: anna }, words, 'quality')).toEqual([
    { text: 'Анна Петрова — добавочный тридцать четыре.', pauseAfterMs: 350 },
  ]);
});

test('for economy names and numbers are words of their own, and what stands between them is one piece', () => {
  expect(aboutAnna('{name} — добавочный {keys}.')).toEqual([
    'Анна 40',
    'Петрова 200', // the dash
    'добавочный 40',
    'тридцать 40',
    'четыре 350', // the pause between two people of a menu
  ]);
  expect(aboutAnna('К сожалению, {name} сейчас не отвечает.', 'no_answer')).toEqual([
    'К сожалению, 150',
    'Анна 40',
    'Петрова 40',
    'сейчас не отвечает. 450',
  ]);
  expect(aboutAnna('Вам ответит {name}. Если нужен отдел продаж, нажмите ноль.')).toEqual([
    'Вам ответит 40',
    'Анна 40',
    'Петрова 350',
    'Если нужен отдел продаж, нажмите ноль. 350',
  ]);
});

test('English numbers are taken apart at their hyphen, double-barrelled names are not', () => {
  const person = { ...anna, name: 'Ann Smith-Jones' };
  const words = phrases('{name}, extension {keys}.', 'en');
  expect(said({ phrase: 'option', person }, words).map(({ text }) => text)).toEqual([
    'Ann',
    'Smith-Jones',
    'extension',
    'thirty',
    'four',
  ]);
});

test('a sentence without a name is spoken whole for economy too', () => {
  const part = { phrase: 'menu_end' } as const;
  const words = phrases('Отдел продаж — ноль. Или оставайтесь на линии.');
  expect(said(part, words)).toEqual(said(part, words, 'quality'));
});

test('who has no name is our colleague, in one piece', () => {
  expect(aboutAnna('Вам ответит {name}.', 'connecting', { ...anna, name: '' })).toEqual([
    'Вам ответит наш сотрудник. 300',
  ]);
});

test("another's words are taken apart like ours", () => {
  const person = { ...anna, wording: 'Ваш менеджер {name}: {keys}' };
  expect(aboutAnna('', 'option', person)).toEqual([
    'Ваш менеджер 40',
    'Анна 40',
    'Петрова 200',
    'тридцать 40',
    'четыре 350',
  ]);
});

test('two employees need the same words but for their names, and namesakes share a name', () => {
  const texts = (person: SpokenPerson) =>
    PERSON_PHRASES.flatMap((phrase) =>
      said({ phrase, person }, phrases('Набрав {keys}, говорите: {name}!')).map(({ text }) => text),
    );
  const known = new Set(texts(anna));
  const namesake = { employeeId: '8', name: 'Анна Иванова', keys: '34' };
  expect([...new Set(texts(namesake))].filter((text) => !known.has(text))).toEqual(['Иванова']);
});

test('whatever is written: every letter is said once and in order, nothing is said that has no letter, and pauses are short', () => {
  const letters = (text: string): string => text.replaceAll(/[^\p{L}\p{Nd}]/gu, '');
  const word = fc.constantFrom(
    'Анна',
    'ответит',
    '—',
    '-',
    '...',
    ',',
    '«Лев»',
    'по-',
    '4',
    '{name}',
    '{keys}',
  );
  const name = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 4 }).map((some) => some.join(' ')),
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }),
      name,
      fc.stringMatching(/^[\d*#]{1,5}$/),
      (some, spoken, keys) => {
        const part = { phrase: 'option', person: { employeeId: '1', name: spoken, keys } } as const;
        const words = phrases(some.join(' '));
        const whole = fragmentOf(part, words, '');
        const utterances = said(part, words);
        expect(letters(utterances.map(({ text }) => text).join(''))).toBe(letters(whole.text));
        for (const { text, pauseAfterMs } of utterances) {
          expect(letters(text)).not.toBe('');
          expect(pauseAfterMs).toBeLessThanOrEqual(450);
        }
      },
    ),
  );
});
