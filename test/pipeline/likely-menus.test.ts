import { expect, test } from 'vitest';
import { NO_CALIBRATION } from '#domain/learning/calibration.ts';
import { likelyMenus } from '#pipeline/likely-menus.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { House } from '#ports/house.ts';
import { contacts, fakeHouse } from '#test/fakes/house.ts';

const RECENT = 'c1';
const RATED = 'c7';

const tallies: Readonly<Record<string, KnownCaller['tallies']>> = {
  [RECENT]: [contacts('anna', 4), contacts('pyotr', 3)],
  [RATED]: [contacts('zoya', 4)],
};

function house(recent: readonly string[]): House {
  const fake = fakeHouse();
  return {
    ...fake,
    callers: { ...fake.callers, recogniseClient: async (id) => known(id) },
    journal: { ...fake.journal, recentClients: async () => recent },
  };
}

function known(clientId: string): KnownCaller | null {
  const own = tallies[clientId];
  if (own === undefined) return null;
  const nothing = { clientName: '', companyId: null, companyName: null, managerId: null };
  return { clientId, ...nothing, tallies: own, companyTallies: [] };
}

async function keysOf(made: ReturnType<typeof likelyMenus>): Promise<readonly string[]> {
  return (await made).map((prompt) =>
    prompt.flatMap((part) => ('person' in part ? [part.person.keys] : [])).join(),
  );
}

test('clients whose rating changed come first, then those who called last', async () => {
  expect(await keysOf(likelyMenus(house([RECENT]), [RATED], 10))).toEqual(['36', '34,35']);
});

test('clients who are gone have no menu of their own', async () => {
  expect(await keysOf(likelyMenus(house(['left']), ['nobody'], 10))).toEqual([]);
});

test('who called last and was rated since is asked for once', async () => {
  expect(await keysOf(likelyMenus(house([RECENT, RATED]), [RATED], 10))).toEqual(['36', '34,35']);
});

test('menus are made as calls go by what was learnt: who is believed less hears the default menu', async () => {
  const lowered = { a: -5, b: 1, labels: 200 };
  const learnt = { ...NO_CALIBRATION, own: { first: lowered, two: lowered, three: lowered } };
  const wary = { ...house([RECENT]), calibrationOf: () => learnt };
  expect(await keysOf(likelyMenus(wary, [], 10))).toEqual([]);
});

test('no more than asked for', async () => {
  expect(await keysOf(likelyMenus(house([RECENT]), [RATED], 1))).toEqual(['36']);
});
