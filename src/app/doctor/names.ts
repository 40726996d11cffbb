import { fullName, type Employee } from '#domain/people/employee.ts';
import { casesAsked, type Phrases, type SpokenName } from '#domain/voice/phrases.ts';
import type { People } from '#ports/people.ts';
import type { Check } from '../cli/house.ts';
import { bad, good } from './finding.ts';

/** More than these are only counted. */
const NAMED_MAX = 10;

/** Whether phrases ask for cases of names that nobody can decline: their callers hear the nominative. */
export function namesCheck(
  phrases: Pick<Phrases, 'person'>,
  nameOf: (employee: Employee) => SpokenName,
  openPeople: () => Promise<AsyncDisposable & { readonly people: Pick<People, 'employees'> }>,
): Check {
  const asked = casesAsked(phrases);
  return {
    name: { ru: 'имена', en: 'names' },
    async run() {
      if (asked.length === 0)
        return [good('фразы не просят падежей', 'the phrases ask for no case')];
      await using storage = await openPeople();
      const spoken = storage.people
        .employees()
        .filter((one) => one.extension !== null && !one.dismissed && !one.technical);
      const stiff = spoken.filter((one) => {
        const { name, cases = {} } = nameOf(one);
        return name !== '' && asked.some((form) => cases[form] === undefined);
      });
      if (stiff.length === 0)
        return [good(`склоняются все: ${spoken.length}`, `all are declined: ${spoken.length}`)];
      const who = stiff.slice(0, NAMED_MAX).map(fullName).join(', ');
      const more = stiff.length > NAMED_MAX ? ', …' : '';
      return [
        bad(
          'warning',
          [
            `фразы просят падежей, а эти имена звучат в именительном (${stiff.length}): ${who}${more}`,
            `phrases ask for cases, but these names stay in the nominative (${stiff.length}): ${who}${more}`,
          ],
          [
            'укажите в people.yaml gender или cases',
            'write gender or cases of theirs into people.yaml',
          ],
        ),
      ];
    },
  };
}
