import { z } from 'zod';
import { FIXED_PHRASES, PERSON_PHRASES, type Phrases } from '#domain/voice/phrases.ts';

/** config/phrases.*.yaml: every phrase is there, and knows only its own placeholders. */
const fixed = phrase(/\{(?!company\})/);
const person = phrase(/\{(?!(?:company|name|keys)\})/);

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

function phrase(unknownPlaceholder: RegExp) {
  return z
    .string()
    .min(1)
    .max(500)
    .refine((text) => !unknownPlaceholder.test(text), '@placeholder');
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
