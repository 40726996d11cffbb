import { expect, test } from 'vitest';
import { spokenName } from '#domain/voice/spoken-name.ts';

const anna = { first: 'Анна', middle: 'Ивановна', last: 'Петрова' };

test.each([
  ['first and last name', { name: anna, spokenName: null }, 'Анна Петрова'],
  [
    'what the administrator wrote down',
    { name: anna, spokenName: 'Алёна Петрова' },
    'Алёна Петрова',
  ],
  [
    'the name, when he wrote nothing readable',
    { name: anna, spokenName: ' [[]] ' },
    'Анна Петрова',
  ],
  ['the only part there is', { name: { ...anna, first: '' }, spokenName: null }, 'Петрова'],
  [
    'nothing, when nothing is known',
    { name: { first: '', middle: '', last: '' }, spokenName: null },
    '',
  ],
])('a person is called by %s', (_, employee, spoken) => {
  expect(spokenName(employee)).toBe(spoken);
});
