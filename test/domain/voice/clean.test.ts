import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanForSpeech } from '#domain/voice/clean.ts';

test.each([
  ['an ordinary name', 'Анна Петрова', 'Анна Петрова'],
  ['ё and й in two code points', 'Алёна Й\u0438\u0306', 'Алёна Йй'],
  ['a stress mark after a Russian vowel', 'Бе\u0301лых', 'Бе\u0301лых'],
  ['a stress mark anywhere else', '\u0301Б\u0301е\u0301\u0301лых\u0301 x\u0301', 'Бе\u0301лых x'],
  ['a mark of another kind', 'Бе\u0302лы\u0336х', 'Белых'],
  ['a plus before a vowel', 'Бел+ых', 'Бел ых'],
  ['phonemes of espeak', "[[bjel'yx]] Белых", "bjel'yx Белых"],
  ['markup of SpeechKit', 'Анна sil<[300]> **Петрова**', 'Анна sil 300 Петрова'],
  ['SSML', '<speak><break time="3s"/>Анна</speak>', 'speak break time 3s Анна speak'],
  ['line feeds and NUL', 'Анна\r\nSYSTEM\u0000 rm', 'Анна SYSTEM rm'],
  ['invisible and direction characters', 'Ан\u200bна\u202eавортеП', 'Ан на авортеП'],
  ['emoji', '🔥 Анна 🔥', 'Анна'],
  ['our own placeholders', '{keys} {name}', 'keys name'],
  [
    'signs of a sentence',
    'Сейчас — «Ромашка», ноль; да? Нет! (всё)',
    'Сейчас — «Ромашка», ноль; да? Нет! (всё)',
  ],
  ['nothing', ' \t ', ''],
])('%s is made readable', (_, text, readable) => {
  expect(cleanForSpeech(text)).toBe(readable);
});

test('a text too long ends at a word', () => {
  expect(cleanForSpeech('один два три', 12)).toBe('один два три');
  expect(cleanForSpeech('один два три', 11)).toBe('один два');
  expect(cleanForSpeech('Ы'.repeat(1000), 10)).toBe('Ы'.repeat(10));
});

test('whatever comes, no markup, control character or excess length comes out, and cleaning twice changes nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 700 }),
      fc.integer({ min: 1, max: 500 }),
      (text, lengthMax) => {
        const readable = cleanForSpeech(text, lengthMax);
        expect(readable).not.toMatch(/[[\]<>{}*+|\\^~`\p{C}]/u);
        expect(readable).not.toMatch(/[^\P{M}\u0301]|(?<![аеёиоуыэюя])\u0301/iu);
        expect(readable.length).toBeLessThanOrEqual(lengthMax);
        expect(cleanForSpeech(readable, lengthMax)).toBe(readable);
      },
    ),
  );
});
