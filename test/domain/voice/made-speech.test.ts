import { expect, test } from 'vitest';
import {
  speechAmounts,
  speechMeant,
  speechWith,
  type MadeSpeech,
} from '#domain/voice/made-speech.ts';

function made(different: Partial<MadeSpeech>): MadeSpeech {
  return {
    key: 'a'.repeat(40),
    text: 'Пётр Иванов.',
    by: 'espeak',
    madeAtMs: 1,
    take: 1,
    usedAtMs: 1,
    durationMs: 1_000,
    bytes: 16_000,
    ...different,
  };
}

const pyotr = made({});
const pyotrLater = made({ key: 'b'.repeat(40), by: 'other', madeAtMs: 2 });
const pyotrUnnoted = made({ key: 'd'.repeat(40), by: null, madeAtMs: null });
const pyotrIsBusy = made({ key: 'c'.repeat(40), text: 'Пётр Иванов. Занят.' });

test('words are found whatever their case, with ё and marks of stress or without', () => {
  expect(speechWith([pyotr, pyotrIsBusy], 'петр')).toEqual([pyotr, pyotrIsBusy]);
  expect(speechWith([pyotr, pyotrIsBusy], 'ЗАНЯТ')).toEqual([pyotrIsBusy]);
  expect(speechWith([pyotr], '')).toEqual([pyotr]);
  const stressed = made({ text: 'Бори́с Белы́х.' });
  expect(speechWith([stressed], 'белых')).toEqual([stressed]);
  expect(speechWith([pyotr], 'Анна')).toEqual([]);
});

test.each<[string, string, readonly MadeSpeech[], MadeSpeech | readonly string[]]>([
  ['a key', 'a'.repeat(40), [pyotr, pyotrLater], pyotr],
  ['the beginning of a key', 'b'.repeat(8), [pyotr, pyotrLater], pyotrLater],
  ['too short a beginning', 'b'.repeat(7), [pyotr, pyotrLater], []],
  [
    'a text of several voices: the latest',
    'петр иванов.',
    [pyotr, pyotrUnnoted, pyotrLater],
    pyotrLater,
  ],
  ['a whole text that begins another one', 'Пётр Иванов.', [pyotrIsBusy, pyotr], pyotr],
  ['words of one text', 'занят', [pyotr, pyotrIsBusy], pyotrIsBusy],
  ['words of several texts', 'Иванов', [pyotr, pyotrIsBusy], [pyotr.text, pyotrIsBusy.text]],
  ['words of none', 'Анна', [pyotr], []],
])('what is meant by %s', (_, meant, all, expected) => {
  expect(speechMeant(all, meant)).toEqual(expected);
});

test('what speech amounts to, by voice, repeats counted apart, a letter beyond the basic plane as one', () => {
  const long = made({ text: '𝔸'.repeat(20), by: 'other', take: 3, durationMs: 500 });
  expect(speechAmounts([pyotr, pyotrLater, long])).toEqual([
    {
      by: 'other',
      fragments: 2,
      characters: 32,
      charactersSpoken: 72,
      durationMs: 1_500,
      bytes: 32_000,
    },
    {
      by: 'espeak',
      fragments: 1,
      characters: 12,
      charactersSpoken: 12,
      durationMs: 1_000,
      bytes: 16_000,
    },
  ]);
  expect(speechAmounts([])).toEqual([]);
});
