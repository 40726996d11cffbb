import { expect, test } from 'vitest';
import { likelyMenus } from '#pipeline/likely-menus.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { House } from '#ports/house.ts';
import { contacts, fakeHouse } from '#test/fakes/house.ts';

const RECENT = '+79160000001';
const RATED = 'c7';

function house(recent: readonly string[]): House {
  const tallies = [contacts('anna', 4), contacts('pyotr', 3)];
  const fake = fakeHouse({ known: { [RECENT]: { tallies } } });
  const rated: KnownCaller = {
    clientId: RATED,
    clientName: '',
    companyId: null,
    companyName: null,
    managerId: null,
    tallies: [contacts('zoya', 4)],
    companyTallies: [],
  };
  return {
    ...fake,
    callers: { ...fake.callers, recogniseClient: async (id) => (id === RATED ? rated : null) },
    journal: { ...fake.journal, recentCallers: async () => recent },
  };
}

async function keysOf(made: ReturnType<typeof likelyMenus>): Promise<readonly string[]> {
  return (await made).map((prompt) =>
    prompt.flatMap((part) => ('person' in part ? [part.person.keys] : [])).join(),
  );
}

test('clients whose rating changed come first, then those who called last', async () => {
  expect(await keysOf(likelyMenus(house([RECENT]), [RATED], 10))).toEqual(['36', '34,35']);
});

test('strangers, clients who are gone and odd numbers have no menu of their own', async () => {
  const made = likelyMenus(house(['+79160000009', 'anonymous']), ['nobody'], 10);
  expect(await keysOf(made)).toEqual([]);
});

test('no more than asked for', async () => {
  expect(await keysOf(likelyMenus(house([RECENT, RECENT]), [RATED], 2))).toEqual(['36', '34,35']);
});
