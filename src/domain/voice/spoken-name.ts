import type { Employee } from '#domain/people/employee.ts';
import { cleanForSpeech } from './clean.ts';

/** Longer names are not names; and the caller listens. */
const NAME_LENGTH_MAX = 60;

/**
 * A person's name as it is spoken, nominative: what the administrator wrote down, else first and last name.
 * Empty when nothing is known; `fragmentsOf` then says "a colleague".
 */
export function spokenName({ name, spokenName }: Pick<Employee, 'name' | 'spokenName'>): string {
  return (
    cleanForSpeech(spokenName ?? '', NAME_LENGTH_MAX) ||
    cleanForSpeech(`${name.first} ${name.last}`, NAME_LENGTH_MAX)
  );
}
