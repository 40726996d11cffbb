import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanForSpeech } from '#domain/voice/clean.ts';

test.each([
  ['an ordinary name', 'Анна Петрова', 'Анна Петрова'],
  ['ё and й in two code points', 'Алёна Й\u0438\u0306', 'Алёна Йй'],
  ['a stress mark', 'Бе\u0301лых', 'Белых'],
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
        expect(readable).not.toMatch(/[[\]<>{}*+|\\^~`\p{C}\p{M}]/u);
        expect(readable.length).toBeLessThanOrEqual(lengthMax);
        expect(cleanForSpeech(readable, lengthMax)).toBe(readable);
      },
    ),
  );
});
