import { expect, test } from 'vitest';
import { loadConfig } from '#app/config/load.ts';
import { namesCheck } from '#app/doctor/names.ts';
import { rulesFrom } from '#app/rules.ts';
import type { Employee } from '#domain/people/employee.ts';
import { employee } from '#test/fakes/people.ts';

const shipped = await loadConfig(null, {});
const person = { ...shipped.phrases.person, busy: 'Нет {name:genitive}.' };
const inCases = { ...shipped, phrases: { ...shipped.phrases, person } };
const named = (first: string, last: string, more: Partial<Employee> = {}) =>
  employee({ id: first, name: { first, middle: '', last }, ...more });

async function findings(config: typeof shipped, ...employees: Employee[]) {
  let closed = 0;
  const check = namesCheck(config.phrases, rulesFrom(config).spokenName, async () => ({
    people: { employees: () => employees },
    async [Symbol.asyncDispose]() {
      closed += 1;
    },
  }));
  const found = await check.run(AbortSignal.timeout(1_000));
  return { found, closed };
}

test('the shipped phrases ask for no case, so any name will do', async () => {
  const { found, closed } = await findings(shipped, named('Саша', 'Белых'));
  expect(found).toMatchObject([{ severity: 'ok', message: { en: 'the phrases ask for no case' } }]);
  expect(closed).toBe(0);
});

test('names that the rules decline are in order; so are those that people.yaml knows', async () => {
  const known = named('Саша', 'Белых', { gender: 'female' });
  const written = named('Ким', 'Пак', { spokenCases: { genitive: 'Ким Пак' } });
  const { found, closed } = await findings(inCases, named('Анна', 'Цой'), known, written);
  expect(found).toMatchObject([{ severity: 'ok', message: { en: 'all are declined: 3' } }]);
  expect(closed, 'the database is closed again').toBe(1);
});

test('a name that stays in the nominative is a warning, with what to do; of people that are offered', async () => {
  const { found } = await findings(
    inCases,
    named('Саша', 'Белых'),
    named('Женя', 'Ким', { dismissed: true }),
    named('Валя', 'Пак', { extension: null }),
  );
  expect(found).toEqual([
    {
      severity: 'warning',
      message: {
        ru: 'фразы просят падежей, а эти имена звучат в именительном (1): Саша Белых',
        en: 'phrases ask for cases, but these names stay in the nominative (1): Саша Белых',
      },
      remedy: {
        ru: 'укажите в people.yaml gender или cases',
        en: 'write gender or cases of theirs into people.yaml',
      },
    },
  ]);
});

test('of very many such names ten are told', async () => {
  const many = Array.from({ length: 12 }, (_, at) => named('Саша', 'Ли', { id: `${at}` }));
  const { found } = await findings(inCases, ...many);
  expect(found[0]?.message.en).toMatch(/\(12\): (?:Саша Ли, ){10}…$/);
});
