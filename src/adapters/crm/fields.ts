import type { E164 } from '#domain/call/caller.ts';
import type { Absence } from '#domain/people/employee.ts';
import { isEventTime } from '#domain/ranking/event-time.ts';
import { shapeOf, type Complaint } from './problem.ts';
import { endSecondsFrom, secondsFrom } from './time-text.ts';

/** What the reading of records needs to know of the office. */
export interface Office {
  /** IANA name of its zone, for times without one. */
  readonly zone: string;
  readonly now: () => Date;
  readonly parseE164: (text: string) => E164 | null;
}

export interface FieldProblem {
  readonly field: string;
  readonly complaint: Complaint;
  readonly shape: string | null;
}

const TEXT_LENGTH_MAX = 200;
const LIST_LENGTH_MAX = 50;
const YES = new Set(['1', 'true', 'yes', 'y', 'да', 'истина']);
const NO = new Set(['0', 'false', 'no', 'n', 'нет', 'ложь']);

/** The fields of one record, read one by one; what is wrong with them gathers in `problems`. */
export class Fields {
  readonly problems: FieldProblem[] = [];
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #office: Office;

  constructor(values: Readonly<Record<string, unknown>>, office: Office) {
    this.#values = values;
    this.#office = office;
  }

  /** Must be there: '' with a problem when it is not. */
  key(field: string): string {
    const text = this.text(field);
    if (text === '' && this.#isClean(field)) this.#complain(field, 'missing');
    return text;
  }

  keyOrNull(field: string): string | null {
    return this.text(field) || null;
  }

  text(field: string): string {
    return this.#short(field, this.#values[field]);
  }

  flag(field: string, otherwise: boolean): boolean {
    const value = this.#values[field];
    if (typeof value === 'boolean') return value;
    const word = this.text(field).toLowerCase();
    if (word === '') return otherwise;
    if (!YES.has(word) && !NO.has(word)) this.#complain(field, 'flag', word);
    return YES.has(word);
  }

  /** When something happened, unix seconds. */
  pastSeconds(field: string): number {
    const text = this.key(field);
    if (text === '') return 0;
    const seconds = secondsFrom(text, this.#office.zone);
    if (seconds === null) return (this.#complain(field, 'time', text), 0);
    if (!isEventTime(seconds, this.#office.now().getTime() / 1000))
      this.#complain(field, 'time-range', text);
    return seconds;
  }

  extension(field: string): string | null {
    const text = this.text(field);
    if (text !== '' && !/^\d{2,4}$/.test(text)) this.#complain(field, 'extension', text);
    return text || null;
  }

  /** A list, or texts between semicolons. Unreadable numbers are a problem each, the others are given. */
  numbers(field: string): readonly E164[] {
    const value = this.#values[field] ?? '';
    const texts = typeof value === 'string' ? value.split(/[;\n]/) : [value].flat();
    if (texts.length > LIST_LENGTH_MAX) this.#complain(field, 'too-many');
    const numbers = texts.slice(0, LIST_LENGTH_MAX).flatMap((one: unknown) => {
      const text = this.#short(field, one);
      if (text === '') return [];
      const number = this.#office.parseE164(text);
      if (number === null) this.#complain(field, 'phone', text);
      return number ?? [];
    });
    return [...new Set(numbers)];
  }

  absences(field: string): readonly Absence[] {
    const value = this.#values[field] ?? [];
    if (!Array.isArray(value)) return (this.#complain(field, 'not-text', value), []);
    if (value.length > LIST_LENGTH_MAX) this.#complain(field, 'too-many');
    return value
      .slice(0, LIST_LENGTH_MAX)
      .flatMap((one: unknown) => this.#absence(field, one) ?? []);
  }

  #absence(field: string, value: unknown): Absence | null {
    const span = new Fields(isObject(value) ? value : {}, this.#office);
    const from = secondsFrom(span.text('from'), this.#office.zone);
    const to = endSecondsFrom(span.text('to'), this.#office.zone);
    const deputyId = span.keyOrNull('deputy_id');
    this.problems.push(...span.problems);
    if (from === null || to === null || to <= from) return (this.#complain(field, 'span'), null);
    return { fromMs: from * 1000, toMs: to * 1000, deputyId };
  }

  #short(field: string, value: unknown): string {
    if (value === undefined || value === null) return '';
    if (typeof value !== 'string' && typeof value !== 'number') {
      this.#complain(field, 'not-text', value);
      return '';
    }
    const text = String(value).trim();
    if (text.length > TEXT_LENGTH_MAX) this.#complain(field, 'too-long', text);
    return text.slice(0, TEXT_LENGTH_MAX);
  }

  #isClean(field: string): boolean {
    return this.problems.every((problem) => problem.field !== field);
  }

  #complain(field: string, complaint: Complaint, value?: unknown): void {
    const shape = value === undefined ? null : shapeOf(value);
    this.problems.push({ field, complaint, shape });
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
