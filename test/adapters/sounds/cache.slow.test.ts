import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fragmentKey } from '#adapters/sounds/disk-cache.ts';
import { listMade } from '#adapters/sounds/listing.ts';
import { openSealedWav } from '#adapters/sounds/sealed-wav.ts';
import type { SpokenPerson } from '#domain/voice/phrases.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { anna, defaultMenu, irina, menu, pyotr, startSounds } from './sounds-house.ts';

const DAY_MS = 86_400_000;
const option = (person: SpokenPerson) => [{ phrase: 'option', person } as const];
const ANNA = 'Анна Петрова — добавочный тридцать четыре.';
const PYOTR = 'Пётр Иванов — добавочный ноль два.';

/** A clock that tests turn; files are touched by the real one, so it begins there. */
function clockFromNow() {
  const clock = { ms: Date.now(), now: () => new Date(clock.ms) };
  return clock;
}

/** What stands in the folder: text by text. */
async function textsIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.wav'));
  const said = names.map(async (name) =>
    openSealedWav(name.slice(0, -'.wav'.length), await readFile(join(directory, name)), 8_000),
  );
  return (await Promise.all(said)).map(({ text }) => text).toSorted();
}

const textOf = ({ text }: { readonly text: string }): string => text;

const fileOf = (directory: string, text: string) =>
  join(directory, `${fragmentKey('fake', 8_000, text)}.wav`);

test('another engine, rate, text or spelling of it is another file', () => {
  const keys = [
    fragmentKey('voice one', 8_000, 'а'),
    fragmentKey('voice two', 8_000, 'а'),
    fragmentKey('voice one', 8_000, 'б'),
    fragmentKey('voice one', 16_000, 'а'),
    fragmentKey('voice one', 8_000, 'а', 1_000_000),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(fragmentKey('voice one', 8_000, 'а')).toBe(keys[0]);
});

test('a file tells its text, who spoke it and when', async () => {
  const clock = clockFromNow();
  await using house = await startSounds({ engines: [fakeSpeech()], now: clock.now });
  await house.sounds.warm([option(anna)]);
  const key = fragmentKey('fake', 8_000, ANNA);
  const said = openSealedWav(key, await readFile(fileOf(house.directory, ANNA)), 8_000);
  expect(said).toMatchObject({ text: ANNA, made: { by: 'fake', atMs: clock.ms, take: 1 } });
});

test('beyond the limit goes who has left, and nobody who may be offered', async () => {
  const clock = clockFromNow();
  const limits = { diskBytesMax: 2, now: clock.now };
  await using house = await startSounds({ engines: [fakeSpeech()], ...limits });
  await house.sounds.warm([option(anna), option(pyotr)]);
  clock.ms += 2 * DAY_MS;
  await house.sounds.warm([option(anna)]);
  await house.sounds.tidy();
  expect(await textsIn(house.directory)).toEqual([ANNA]);
  expect(house.lines.filter(({ text }) => text.includes('voice.cache_mb_max'))).toHaveLength(1);
  await house.sounds.tidy();
  expect(house.lines.filter(({ text }) => text.includes('voice.cache_mb_max'))).toHaveLength(1);
});

test('what a caller heard within a day stays, one day later it may go', async () => {
  const clock = clockFromNow();
  const limits = { diskBytesMax: 2, now: clock.now };
  await using house = await startSounds({ engines: [fakeSpeech()], ...limits });
  await house.sounds.warm([option(pyotr)]);
  clock.ms += 2 * DAY_MS;
  await house.sounds.warm([option(anna)]);
  await house.sounds.ready(option(pyotr));
  clock.ms += DAY_MS - 1;
  await house.sounds.tidy();
  expect(await textsIn(house.directory)).toEqual([ANNA, PYOTR]);
  clock.ms += 1;
  await house.sounds.tidy();
  expect(await textsIn(house.directory)).toEqual([ANNA]);
});

test('the least recently used goes first, and no more than must', async () => {
  const clock = clockFromNow();
  await using first = await startSounds({ engines: [fakeSpeech()], now: clock.now });
  await first.sounds.warm([option(anna), option(pyotr), option(irina)]);
  clock.ms += DAY_MS;
  await first.sounds.ready(option(pyotr));
  const { diskBytes } = first.sounds.stats();
  await first.sounds.stop();

  clock.ms += 2 * DAY_MS;
  const { directory } = first;
  // Menus have half of it: fragments may take as much as they do, less one byte.
  const limits = { diskBytesMax: 2 * (diskBytes - 1), now: clock.now };
  await using second = await startSounds({ engines: [fakeSpeech()], directory, ...limits });
  await second.sounds.warm([option(irina)]);
  await second.sounds.tidy();
  expect(await textsIn(directory)).toEqual(['Ирина Соколова — добавочный один ноль пять.', PYOTR]);
});

test('while nobody knows who is needed, and under the limit, nothing goes', async () => {
  const clock = clockFromNow();
  await using first = await startSounds({ engines: [fakeSpeech()], now: clock.now });
  await first.sounds.warm([option(anna)]);
  await first.sounds.stop();
  clock.ms += 900 * DAY_MS;
  const { directory } = first;
  await using unwarmed = await startSounds({ directory, diskBytesMax: 2, now: clock.now });
  await unwarmed.sounds.tidy();
  expect(await textsIn(directory)).toEqual([ANNA]);
  await using roomy = await startSounds({ directory, diskBytesMax: 1e9, now: clock.now });
  await roomy.sounds.warm([option(pyotr)]);
  await roomy.sounds.tidy();
  expect(await textsIn(directory)).toEqual([ANNA]);
});

test('words that employees share, at 16 kHz: those of who has left go, the others stay', async () => {
  const clock = clockFromNow();
  const how = { rateHz: 16_000, mode: 'economy' } as const;
  await using house = await startSounds({
    engines: [fakeSpeech()],
    diskBytesMax: 2,
    now: clock.now,
    ...how,
  });
  await house.sounds.warm([option(anna), option(pyotr)]);
  const textsNow = async () => (await listMade(house.directory, 16_000)).made.map(textOf);
  const both = await textsNow();
  clock.ms += 2 * DAY_MS;
  await house.sounds.ready(option(anna));
  await house.sounds.warm([option(anna)]);
  await house.sounds.tidy();
  const left = await textsNow();
  expect(both).toContain('Пётр');
  expect(left).not.toContain('Пётр');
  expect(left).toEqual(expect.arrayContaining(['Анна']));
  expect((await house.sounds.ready(option(anna)))?.text).toBe(ANNA);
  await house.sounds.stop();
  const { mtimeMs } = await stat(
    join(house.directory, `${fragmentKey('fake', 16_000, left[0] ?? '')}.wav16`),
  );
  expect(Math.abs(mtimeMs - clock.ms)).toBeLessThan(1);
});

test('when it was of use last is known after a restart', async () => {
  const clock = clockFromNow();
  await using house = await startSounds({ engines: [fakeSpeech()], now: clock.now });
  await house.sounds.warm([option(anna)]);
  clock.ms += 40 * DAY_MS;
  await house.sounds.ready(option(anna));
  await house.sounds.stop();
  const { mtimeMs } = await stat(fileOf(house.directory, ANNA));
  expect(Math.abs(mtimeMs - clock.ms)).toBeLessThan(1);
});

test.each([
  ['its engine is gone', 'fake'],
  ['a release or a setting asks for another voice, and nobody can make it', 'another voice'],
])('five years later, when %s, everything that was made is played', async (_, fingerprint) => {
  const clock = clockFromNow();
  await using first = await startSounds({ engines: [fakeSpeech()], now: clock.now });
  await first.sounds.warm([menu(anna, pyotr), defaultMenu]);
  const before = await textsIn(first.directory);
  await first.sounds.stop();

  clock.ms += 5 * 365 * DAY_MS;
  const engine = fakeSpeech(fingerprint);
  engine.mood = { kind: 'fails', code: 'unavailable' };
  const limits = { diskBytesMax: 2, now: clock.now };
  await using later = await startSounds({
    directory: first.directory,
    engines: [engine],
    ...limits,
  });
  for (let day = 0; day < 3; day += 1) {
    await later.sounds.warm([menu(anna, pyotr), defaultMenu, option(irina)]);
    await later.sounds.tidy();
    expect((await later.sounds.ready(menu(anna, pyotr)))?.text).toContain(ANNA);
    expect((await later.sounds.ready(defaultMenu))?.text).toContain('Ромашка');
    expect(await later.sounds.ready(option(irina))).toBeNull();
    clock.ms += DAY_MS;
  }
  expect(await textsIn(first.directory)).toEqual(before);
  // What is missing is told, but not each day.
  expect(later.lines.filter(({ text }) => text === 'speech was not made')).toHaveLength(1);
});

test('without any engine in the settings, what was made is played all the same', async () => {
  await using first = await startSounds({ engines: [fakeSpeech()] });
  await first.sounds.warm([menu(anna)]);
  await first.sounds.stop();
  await using later = await startSounds({ directory: first.directory, engines: [] });
  expect((await later.sounds.ready(menu(anna)))?.text).toContain(ANNA);
});

test('speech that did not fit into memory is remembered too, when nobody can make it', async () => {
  await using first = await startSounds({ engines: [fakeSpeech()] });
  await first.sounds.warm([option(anna), option(pyotr)]);
  const engine = fakeSpeech('another voice');
  engine.mood = { kind: 'fails', code: 'unavailable' };
  const { directory } = first;
  await using later = await startSounds({ directory, engines: [engine], memoryBytesMax: 1 });
  expect(later.sounds.stats()).toMatchObject({ fragments: 0 });
  await later.sounds.tidy();
  await later.sounds.warm([option(pyotr)]);
  expect((await later.sounds.ready(option(pyotr)))?.text).toBe(PYOTR);
});

test('of two voices that are both out of reach the latest is heard', async () => {
  const clock = clockFromNow();
  await using first = await startSounds({ engines: [fakeSpeech('old')], now: clock.now });
  await first.sounds.warm([option(anna)]);
  clock.ms += DAY_MS;
  const { directory } = first;
  await using second = await startSounds({
    directory,
    engines: [fakeSpeech('new')],
    now: clock.now,
  });
  await second.sounds.warm([option(anna)]);
  await using later = await startSounds({ directory, now: clock.now });
  expect((await later.sounds.ready(option(anna)))?.path).toBe(
    join(directory, fragmentKey('new', 8_000, ANNA)),
  );
});

test('an engine that is back is told of, and told of again when it goes', async () => {
  const engine = fakeSpeech();
  await using house = await startSounds({ engines: [engine] });
  const told = () => house.lines.filter(({ text }) => /^speech (was not|is) made/.test(text));
  engine.mood = { kind: 'fails', code: 'refused' };
  await house.sounds.warm([option(anna)]);
  await house.sounds.warm([option(anna)]);
  expect(told()).toHaveLength(1);
  engine.mood = { kind: 'well' };
  await house.sounds.warm([option(anna)]);
  engine.mood = { kind: 'fails', code: 'refused' };
  await expect(house.sounds.remake(ANNA)).rejects.toMatchObject({ code: 'refused' });
  expect(told()).toHaveLength(2);
});

test('a text that is made anew is heard in every menu, and after a restart', async () => {
  const engine = fakeSpeech();
  await using house = await startSounds({ engines: [engine] });
  await house.sounds.warm([menu(anna)]);
  const before = await house.sounds.ready(menu(anna));
  await house.sounds.remake(ANNA);
  expect(engine.asked.filter((text) => text === ANNA)).toHaveLength(2);
  const after = await house.sounds.ready(menu(anna));
  expect(after?.path).not.toBe(before?.path);
  const { directory } = house;
  await using later = await startSounds({ directory, engines: [fakeSpeech()] });
  expect((await later.sounds.ready(menu(anna)))?.path).toBe(after?.path);
});

test('a text that cannot be made anew stays as it was', async () => {
  const engine = fakeSpeech();
  await using house = await startSounds({ engines: [engine] });
  await house.sounds.warm([menu(anna)]);
  const before = await house.sounds.ready(menu(anna));
  engine.mood = { kind: 'noise' };
  await expect(house.sounds.remake(ANNA)).rejects.toMatchObject({ code: 'invalid' });
  expect(await house.sounds.ready(menu(anna))).toEqual(before);
});
