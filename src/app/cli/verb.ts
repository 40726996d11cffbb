import type { CliHouse } from './house.ts';

export type Language = 'ru' | 'en';
/** The same in each language. */
export type Said = Readonly<Record<Language, string>>;

/** 0: done; 1: it failed, or the answer is "no"; 2: the command line makes no sense. */
export type ExitCode = 0 | 1 | 2;

/** Where a verb writes. */
export interface Out {
  /** A line of the answer. */
  print(line: string): void;
  /** A line beside the answer: progress, complaints. */
  note(line: string): void;
}

/** What a verb was called with. */
export interface Asked {
  readonly operands: readonly string[];
  /** The value of `--name VALUE`, if given. */
  readonly text: (name: string) => string | undefined;
  /** Whether `--name` stands there. */
  readonly has: (name: string) => boolean;
  /** Print data for programs. */
  readonly asJson: boolean;
  readonly language: Language;
  readonly out: Out;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Flag {
  /** What stands after it, in capitals; null: nothing. */
  readonly value: string | null;
  readonly said: Said;
}

/** One thing that the command line can do. */
export interface Verb {
  readonly name: string;
  /** `NUMBER`, `[FILE]`, `FILE…`. */
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
  /** Takes --json. */
  readonly printsData: boolean;
  /** One line in the list of verbs. */
  readonly summary: Said;
  /** What else to know. */
  readonly details: Said;
  run(asked: Asked, house: CliHouse): Promise<ExitCode>;
}

/** The command line makes no sense: told with the verb's usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly said: Said;

  constructor(said: Said) {
    super(said.en);
    this.said = said;
  }
}

/** `value`, or a complaint that it is no whole number from `min` to `max`. */
export function wholeNumber(name: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= min && number <= max) return number;
  throw new UsageError({
    ru: `--${name}: нужно целое число от ${min} до ${max}`,
    en: `--${name}: a whole number from ${min} to ${max} is needed`,
  });
}
