import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanForSpeech } from '#domain/voice/clean.ts';
import { stressAsPlus, stressedAs, withoutStress } from '#domain/voice/stress.ts';

test('SpeechKit wants a plus before the vowel', () => {
  expect(stressAsPlus('Иван Белы\u0301х, А\u0301нна')).toBe('Иван Бел+ых, +Анна');
});

test('no plus but ours ever stands in a text that was cleaned, and only before a vowel', () => {
  const letters = fc.constantFrom(...'абеЁъ+ \u0301x[]*'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 60 }), (text) => {
      const clean = cleanForSpeech(text);
      const told = stressAsPlus(clean);
      expect(told.replaceAll(/\+(?=[аеё])/giu, '')).toBe(withoutStress(clean));
    }),
  );
});

test.each([
  ['stays with its vowel', 'Соколо\u0301ва', 'Соколовой', 'Соколо\u0301вой'],
  ['is dropped with it', 'Козё\u0301л', 'Козла', 'Козла'],
  ['gives way to that of the form', 'Кова\u0301ль', 'Коваля\u0301', 'Коваля\u0301'],
  ['is nowhere when it was nowhere', 'Петрова', 'Петровой', 'Петровой'],
])('the stress %s', (_, word, form, stressed) => {
  expect(stressedAs(word, form)).toBe(stressed);
});
