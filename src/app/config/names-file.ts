import { z } from 'zod';
import {
  OBLIQUE_CASES,
  type CaseForms,
  type NamePart,
  type ObliqueCase,
} from '#domain/voice/cases.ts';
import { lexiconOf, type Lexicon, type Written } from '#domain/voice/lexicon.ts';

/** config/names.yaml: words of names that are said otherwise than they are written. */
const about = (description: string) => ({ description });
/** A word of a name; a vowel may have its stress behind it. */
const word = z
  .string()
  .regex(/^(?=.{1,60}$)\p{L}(?:[\p{L}'’-]|(?<=[аеёиоуыэюяАЕЁИОУЫЭЮЯ])\u0301)*$/u, '@name_word');
const forms = Object.fromEntries(
  OBLIQUE_CASES.map((one) => [
    one,
    word.optional().meta(about(`The word in the ${one}, where no rule finds it.`)),
  ]),
) as Record<ObliqueCase, z.ZodOptional<typeof word>>;
const entry = z.union(
  [
    word,
    z.strictObject({
      spoken: word.optional().meta(about('How it is said: with ё, and U+0301 after the stress.')),
      gender: z
        .enum(['male', 'female'])
        .optional()
        .meta(about('Of a first name; elsewhere: whose forms these are.')),
      ...forms,
    }),
  ],
  '@name_entry',
);
const words = (description: string) =>
  z
    .record(word, entry)
    .default({})
    .refine((all) => Object.keys(all).length <= 10_000, '@names_many')
    .meta(about(description));

export const namesSchema = z.strictObject({
  first: words('First names, as the CRM writes them (е for ё, capitals do not matter).'),
  middle: words('Middle names.'),
  last: words('Surnames, or halves of double ones.'),
});

export function lexiconFrom(file: z.output<typeof namesSchema>): Lexicon {
  const { first, middle, last } = file;
  return lexiconOf({ first: entriesOf(first), middle: entriesOf(middle), last: entriesOf(last) });
}

function entriesOf(words: z.output<typeof namesSchema>[NamePart]): Written[NamePart] {
  return Object.entries(words).map(([written, told]) => {
    if (typeof told === 'string') return [written, { spoken: told, gender: null, forms: {} }];
    const { spoken = written, gender = null, ...forms } = told;
    return [written, { spoken, gender, forms: forms as CaseForms }];
  });
}
