import { getFirstnameGender, inclineFirstname, inclineLastname, inclineMiddlename } from 'lvovich';
import type { Gender } from '#domain/voice/cases.ts';
import type { Decline } from '#domain/voice/inflection.ts';

const INCLINE = { first: inclineFirstname, middle: inclineMiddlename, last: inclineLastname };

/** Declension by lvovich; its mistakes are mended by domain/voice/inflection.ts. */
export const declineByRules: Decline = (part, word, gender, to) => INCLINE[part](word, to, gender);

/** What a first name tells; null for one it does not know. */
export function genderOfFirstName(name: string): Gender | null {
  const gender = getFirstnameGender(name);
  return gender === 'male' || gender === 'female' ? gender : null;
}
