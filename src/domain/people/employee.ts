import type { E164 } from '../call/caller.ts';
import type { CaseForms, Gender } from '../voice/cases.ts';

/** First, middle and last name as the CRM has them; any part may be empty. Never guessed from order. */
export interface PersonName {
  readonly first: string;
  readonly middle: string;
  readonly last: string;
}

/** A time away from work, [from, to) in unix milliseconds. */
export interface Absence {
  readonly fromMs: number;
  readonly toMs: number;
  /** Who is offered instead; null when nobody was named. */
  readonly deputyId: string | null;
}

/** A person in the CRM who may be offered to callers. */
export interface Employee {
  readonly id: string;
  readonly name: PersonName;
  /** How the name is spoken, when the administrator wrote it down; null: made of `name`. */
  readonly spokenName: string | null;
  /** These two only the administrator tells (people.yaml): what no rule makes of the name. */
  readonly gender?: Gender | undefined;
  readonly spokenCases?: CaseForms | undefined;
  /** 2 to 4 digits; null for a person without a phone. */
  readonly extension: string | null;
  readonly department: string;
  readonly dismissed: boolean;
  /** A robot, an administrator's account: it has events, but nobody wants to talk to it. */
  readonly technical: boolean;
  /** False when the administrator's allow-list leaves this person out. */
  readonly allowed: boolean;
  /** Rings outside the office (a mobile): has no device of ours to watch, must accept with a key. */
  readonly external: boolean;
  /** Telephones of their own: who calls from one is a colleague, no client. */
  readonly numbers: readonly E164[];
  readonly absences: readonly Absence[];
}

/** The name as it is written in logs, timelines and receipts: «Анна Петрова». */
export function fullName(employee: Pick<Employee, 'name' | 'id'>): string {
  const { first, last } = employee.name;
  return [first, last].filter((part) => part !== '').join(' ') || employee.id;
}

/** The absence that covers `nowMs`, or undefined. */
export function absenceAt(employee: Employee, nowMs: number): Absence | undefined {
  return employee.absences.find((absence) => absence.fromMs <= nowMs && nowMs < absence.toMs);
}
