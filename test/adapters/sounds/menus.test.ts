import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWriteAlarm } from '#adapters/sounds/alarm.ts';
import { createMenus, menuId, type MenuPiece } from '#adapters/sounds/menus.ts';

const MINUTE_MS = 60_000;
const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const piece: MenuPiece = { id: 'a', samples: new Int16Array(8_000), text: 'а', pauseAfterMs: 100 };

async function openMenus(countMax: number, bytesMax = 1e9) {
  const directory = await mkdtemp(join(tmpdir(), 'tel-menus-'));
  const clock = { nowMs: 0 };
  const alarm = createWriteAlarm(silentLog, directory);
  const limits = { countMax, bytesMax, inUseMs: 10 * MINUTE_MS };
  const menus = createMenus({ directory, rateHz: 8_000 }, limits, alarm, () => clock.nowMs);
  await menus.open();
  return { menus, clock, files: async () => (await readdir(directory)).toSorted() };
}

test('beyond the limit the menus that were handed out least recently go first', async () => {
  const { menus, clock, files } = await openMenus(2);
  await menus.glue('m1', [piece]);
  await menus.glue('m2', [piece]);
  clock.nowMs = 5 * MINUTE_MS;
  await menus.find('m1');
  clock.nowMs = 12 * MINUTE_MS;
  await menus.glue('m3', [piece]);
  expect(await files()).toEqual(['m1.wav', 'm3.wav']);
});

test('a menu that a caller may be hearing is never deleted, whatever the limit', async () => {
  const { menus, clock, files } = await openMenus(1);
  await menus.glue('m1', [piece]);
  clock.nowMs = 10 * MINUTE_MS - 1;
  await menus.glue('m2', [piece]);
  expect(await files()).toEqual(['m1.wav', 'm2.wav']);
  clock.nowMs = 10 * MINUTE_MS;
  await menus.glue('m3', [piece]);
  expect(await files()).toEqual(['m2.wav', 'm3.wav']);
});

test('the limit on bytes counts too', async () => {
  const { menus, clock, files } = await openMenus(100, 40_000);
  for (const id of ['m1', 'm2', 'm3']) {
    clock.nowMs += 11 * MINUTE_MS;
    await menus.glue(id, [piece]);
  }
  expect(await files()).toEqual(['m2.wav', 'm3.wav']);
  expect(menus.count).toBe(2);
  expect(menus.bytes).toBeLessThanOrEqual(40_000);
});

test('two callers who want the same menu at once get the same file, written once', async () => {
  const { menus, files } = await openMenus(10);
  const [first, second] = await Promise.all([menus.glue('m1', [piece]), menus.glue('m1', [piece])]);
  expect(first).toBe(second);
  expect(await files()).toEqual(['m1.wav']);
});

test('a menu is known by its pieces, their order and the pauses between them', () => {
  const other = { ...piece, id: 'b' };
  const ids = [
    [piece],
    [piece, other],
    [other, piece],
    [{ ...piece, pauseAfterMs: 200 }, other],
  ].map(menuId);
  expect(new Set(ids).size).toBe(4);
  expect(menuId([piece, other])).toBe(ids[1]);
});
