import { z } from 'zod';
import { nearestWord } from '#domain/spelling.ts';
import { CASES } from '#domain/voice/cases.ts';
import { FIXED_PHRASES, PERSON_PHRASES, type Phrases } from '#domain/voice/phrases.ts';
import { checks, said } from './words.ts';

/** config/phrases.*.yaml: every phrase is there, and knows only its own placeholders. */
const fixed = phrase(['company']);
const person = phrase(['company', 'keys', ...CASES.map((one) => `name:${one}`), 'name']);

export const phrasesSchema = z.strictObject({
  language: z.enum(['ru', 'en']),
  phrases: z.strictObject({ ...everyOf(FIXED_PHRASES, fixed), ...everyOf(PERSON_PHRASES, person) }),
});

export function phrasesFrom({ language, phrases }: z.output<typeof phrasesSchema>): Phrases {
  return {
    language,
    fixed: picked(phrases, FIXED_PHRASES),
    person: picked(phrases, PERSON_PHRASES),
  };
}

function phrase(known: readonly string[]) {
  return z
    .string()
    .min(1)
    .max(500)
    .superRefine((text, context) => {
      for (const [, word = ''] of text.matchAll(/\{([^}]*)\}?/g))
        if (!known.includes(word))
          context.addIssue({ code: 'custom', params: { words: wordsFor(word, known) } });
    });
}

/** As they are called at school, in the order of CASES. */
const RUSSIAN_CASES =
  'именительный родительный дательный винительный творительный предложный'.split(' ');

/** «{name:genetive}» was meant to be the genitive, and so was «{name:родительный}». */
function wordsFor(word: string, known: readonly string[]) {
  if (!word.startsWith('name:') || !known.includes('name')) return checks['@placeholder'];
  const inCase = word.slice('name:'.length, 64);
  const russian = nearestWord(inCase, RUSSIAN_CASES);
  const meant =
    russian === null ? nearestWord(inCase, CASES) : (CASES[RUSSIAN_CASES.indexOf(russian)] ?? null);
  return said.unknownCase(inCase, meant);
}

function everyOf<K extends string>(
  keys: readonly K[],
  schema: z.ZodString,
): Record<K, z.ZodString> {
  return Object.fromEntries(keys.map((key) => [key, schema])) as Record<K, z.ZodString>;
}

function picked<K extends string>(
  all: Readonly<Record<K, string>>,
  keys: readonly K[],
): Record<K, string> {
  return Object.fromEntries(keys.map((key) => [key, all[key]])) as Record<K, string>;
}
