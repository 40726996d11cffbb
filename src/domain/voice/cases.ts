/** The cases that change a name; templates name them: `{name:genitive}`. */
export const OBLIQUE_CASES = [
  'genitive',
  'dative',
  'accusative',
  'instrumental',
  'prepositional',
] as const;
export type ObliqueCase = (typeof OBLIQUE_CASES)[number];
export const CASES = ['nominative', ...OBLIQUE_CASES] as const;
export type Case = (typeof CASES)[number];

export type Gender = 'male' | 'female';
export type NamePart = 'first' | 'middle' | 'last';

/** A name in other cases, as far as somebody needs them. */
export type CaseForms = Readonly<Partial<Record<ObliqueCase, string>>>;
