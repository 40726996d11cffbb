import type { Language } from './config.ts';

/** The same in each language that an administrator may read. */
export type Said = Readonly<Record<Language, string>>;

/** What is wrong with one setting, where, and what to do about it. */
export interface Mistake {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** `menu.tries`; empty: the file as a whole. */
  readonly key: string;
  readonly message: Said;
  readonly remedy: Said;
}

/** `config/telefonistka.yaml:12:10 menu.tries: 9 is too much → write a number from 1 to 4` */
export function mistakeInWords(mistake: Mistake, language: Language): string {
  const { file, line, column, key, message, remedy } = mistake;
  const subject = key === '' ? '' : `${key}: `;
  return `${file}:${line}:${column} ${subject}${message[language]} → ${remedy[language]}`;
}

/** By place, as a reader goes through the file. */
export function inOrder(mistakes: readonly Mistake[]): readonly Mistake[] {
  return mistakes.toSorted(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}
