import { readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWav } from '#adapters/plumbing/wav.ts';
import { fakeSpeech, type Mood } from '#test/fakes/fake-speech.ts';
import { anna, defaultMenu, irina, menu, phrases, pyotr, startSounds } from './sounds-house.ts';

const soundsOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.wav'));

test('a menu that was warmed is one file of 8 kHz, in the order it is said', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  const report = await house.sounds.warm([menu(anna, pyotr)]);
  expect(report).toMatchObject({
    fragments: 5,
    synthesised: 5,
    failed: [],
    promptsReady: 1,
    prompts: 1,
  });
  const sound = await house.sounds.ready(menu(anna, pyotr));
  expect(sound?.text).toBe(
    'Здравствуйте! Компания Ромашка. Наберите добавочный номер. Анна Петрова — добавочный тридцать четыре. ' +
      'Пётр Иванов — добавочный ноль два. Отдел продаж — ноль.',
  );
  const wav = readWav(await readFile(`${sound?.path}.wav`), { streamed: false });
  expect(wav.sampleRateHz).toBe(8_000);
  expect(sound?.durationMs).toBe(Math.round(wav.samples.length / 8));
});

test('what is not ready is null at once, nothing is synthesised in line, and the next caller hears it', async () => {
  const engine = fakeSpeech();
  const release = Promise.withResolvers<void>();
  engine.mood = { kind: 'slow', until: release.promise };
  await using house = await startSounds({ engines: [engine] });
  expect(await house.sounds.ready(menu(anna))).toBeNull();
  await engine.askedTimes(4);
  release.resolve();
  await house.sounds.warm([menu(anna)]); // joins what is under way
  expect(engine.asked).toHaveLength(4);
  expect(await house.sounds.ready(menu(anna))).not.toBeNull();
});

test('a fragment is synthesised once however many want it', async () => {
  const engine = fakeSpeech();
  await using house = await startSounds({ engines: [engine] });
  await Promise.all(
    [1, 2, 3].map(() => house.sounds.warm([menu(anna, pyotr), menu(pyotr, anna), menu(anna)])),
  );
  expect(engine.asked.toSorted()).toEqual([...new Set(engine.asked)].toSorted());
  expect(engine.asked).toHaveLength(5);
});

test('a name whose stress was put right is made anew, and receipts show it without the mark', async () => {
  const engine = fakeSpeech();
  await using house = await startSounds({ engines: [engine] });
  await house.sounds.warm([menu(irina)]);
  const stressed = { ...irina, name: 'Ирина Соколо\u0301ва' };
  await house.sounds.warm([menu(stressed)]);
  expect(engine.asked.filter((text) => text.startsWith('Ирина'))).toEqual([
    'Ирина Соколова — добавочный один ноль пять.',
    'Ирина Соколо\u0301ва — добавочный один ноль пять.',
  ]);
  const sound = await house.sounds.ready(menu(stressed));
  expect(sound?.text).toContain('Ирина Соколова — добавочный');
});

test('after a restart everything is there without an engine being asked', async () => {
  await using first = await startSounds({ engines: [fakeSpeech()] });
  await first.sounds.warm([menu(anna)]);
  await first.sounds.stop();
  const engine = fakeSpeech();
  await using second = await startSounds({ directory: first.directory, engines: [engine] });
  expect(await second.sounds.ready(menu(anna))).not.toBeNull();
  expect(await second.sounds.ready([{ phrase: 'option', person: anna }])).not.toBeNull();
  expect(engine.asked).toEqual([]);
});

test('without any engine callers still hear the default menu and the way to the queue, in neutral words', async () => {
  await using house = await startSounds();
  const heard = await house.sounds.ready(defaultMenu);
  expect(heard?.text).toBe(
    'Здравствуйте! Наберите добавочный номер. Для связи с отделом продаж нажмите ноль или просто оставайтесь на линии.',
  );
  expect((await house.sounds.ready([{ phrase: 'to_queue' }]))?.text).toBe(
    'Соединяю с отделом продаж.',
  );
  expect(await house.sounds.ready(menu(anna))).toBeNull();
});

test('as soon as the engine has spoken, its words take the place of the neutral ones', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  expect((await house.sounds.ready(defaultMenu))?.text).toMatch(
    /^Здравствуйте! Наберите добавочный/,
  );
  await house.sounds.warm([defaultMenu]);
  expect((await house.sounds.ready(defaultMenu))?.text).toMatch(/^Здравствуйте! Компания Ромашка/);
});

test.each<[string, Mood, string]>([
  ['fails', { kind: 'fails', code: 'unavailable' }, 'told to fail'],
  ['says no', { kind: 'fails', code: 'refused' }, 'told to fail'],
  ['has a bug', { kind: 'throws' }, 'the engine broke'],
  ['answers with nothing', { kind: 'empty' }, 'empty'],
  ['answers with silence', { kind: 'silent' }, 'silent'],
  ['answers with noise', { kind: 'noise' }, 'not-speech'],
  ['answers with a tone', { kind: 'tone' }, 'not-speech'],
  ['answers clipped', { kind: 'clipped' }, 'clipped'],
  ['stops in the first word', { kind: 'cut short' }, 'too-short'],
  ['lies about its rate', { kind: 'wrong rate' }, 'wrong-rate'],
  ['hangs', { kind: 'hangs' }, 'in time'],
])(
  'an engine that %s: nothing of it enters the cache, and the second engine speaks',
  async (_, mood, reason) => {
    const [bad, good] = [fakeSpeech('bad'), fakeSpeech('good')];
    bad.mood = mood;
    await using alone = await startSounds({ engines: [bad], synthesisTimeoutMs: 200 });
    const report = await alone.sounds.warm([menu(anna)]);
    expect(report.failed).toHaveLength(4);
    expect(report.failed[0]?.reason).toContain(reason);
    expect(await soundsOf(alone.directory)).toEqual([]);
    expect(await alone.sounds.ready(menu(anna))).toBeNull();

    await using both = await startSounds({ engines: [bad, good], synthesisTimeoutMs: 200 });
    expect(await both.sounds.warm([menu(anna)])).toMatchObject({ failed: [], promptsReady: 1 });
    expect(await both.sounds.ready(menu(anna))).not.toBeNull();
  },
);

test.each([
  ['is away', 'unavailable'],
  ['may cost no more this month', 'exhausted'],
] as const)(
  'an engine that %s is left alone for a while instead of being asked for each of a thousand fragments',
  async (_, code) => {
    const engine = fakeSpeech();
    engine.mood = { kind: 'fails', code };
    await using house = await startSounds({ engines: [engine] });
    await house.sounds.warm([menu(anna, pyotr, irina)]);
    await house.sounds.ready(menu(anna, pyotr, irina));
    expect(engine.asked.length).toBeLessThanOrEqual(2); // the two lanes of the warming
  },
);

test('a menu file that was deleted is glued again', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  await house.sounds.warm([menu(anna)]);
  const sound = await house.sounds.ready(menu(anna));
  await rm(`${sound?.path}.wav`);
  const again = await house.sounds.ready(menu(anna));
  expect(again).toEqual(sound);
  expect(
    readWav(await readFile(`${again?.path}.wav`), { streamed: false }).samples.length,
  ).toBeGreaterThan(8_000);
});

test('a whole folder that was deleted comes back with the next caller', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  await house.sounds.warm([menu(anna)]);
  await rm(house.directory, { recursive: true });
  const sound = await house.sounds.ready(menu(anna));
  await expect(readFile(`${sound?.path}.wav`)).resolves.toBeDefined();
  const single = await house.sounds.ready([{ phrase: 'option', person: anna }]);
  await expect(readFile(`${single?.path}.wav`)).resolves.toBeDefined();
});

test('a folder that cannot be written: what exists is played, the rest is left out, one alarm, no crash', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  await house.sounds.warm([menu(anna), defaultMenu]);
  const existing = await house.sounds.ready(menu(anna));
  await rename(join(house.directory, 'menus'), join(house.directory, 'menus-away'));
  await writeFile(join(house.directory, 'menus'), 'a file in its place');
  // No whole menu can be written; the default menu without its greeting is a fragment that exists.
  expect(await house.sounds.ready(menu(anna))).toBeNull();
  expect((await house.sounds.ready(defaultMenu))?.text).toBe(phrases.fixed.default_menu);
  expect(house.sounds.stats()).toMatchObject({ writable: false });
  expect(house.lines.filter(({ level }) => level === 'error')).toHaveLength(1);

  await rm(join(house.directory, 'menus'));
  await rename(join(house.directory, 'menus-away'), join(house.directory, 'menus'));
  expect(await house.sounds.ready(menu(anna))).toEqual(existing);
});

test('with the cache folder gone for good, the neutral phrases are still played', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  await house.sounds.warm([defaultMenu, [{ phrase: 'to_queue' }]]);
  await rm(house.directory, { recursive: true });
  await writeFile(house.directory, 'a file in its place');
  expect((await house.sounds.ready(defaultMenu))?.path).toMatch(/generic\/ru\/default_menu$/);
  expect((await house.sounds.ready([{ phrase: 'to_queue' }]))?.path).toMatch(
    /generic\/ru\/to_queue$/,
  );
});

test('speech that cannot be kept is counted, and said from what can be played', async () => {
  const engines = [fakeSpeech()];
  await using house = await startSounds({ engines, directory: '/dev/null/sounds' });
  await house.sounds.warm([[{ phrase: 'to_queue' }]]);
  expect((await house.sounds.ready([{ phrase: 'to_queue' }]))?.path).toMatch(
    /generic\/ru\/to_queue$/,
  );
  expect(house.sounds.stats()).toMatchObject({ writable: false, fragments: 1 });
});

test('fragments that were cut, filled with zeros or put there by somebody else are set aside, not played', async () => {
  await using first = await startSounds({ engines: [fakeSpeech()] });
  await first.sounds.warm([menu(anna, pyotr)]);
  await first.sounds.stop();
  const [cut, zeroed, swapped, ...whole] = (await soundsOf(first.directory)).map((name) =>
    join(first.directory, name),
  );
  await truncate(cut ?? '', 5_000);
  await writeFile(zeroed ?? '', Buffer.alloc(9_000));
  await writeFile(swapped ?? '', await readFile(whole[0] ?? ''));
  await writeFile(join(first.directory, 'my holiday.wav'), 'not ours');

  const engine = fakeSpeech();
  await using second = await startSounds({ directory: first.directory, engines: [engine] });
  expect(await soundsOf(join(first.directory, 'set-aside'))).toHaveLength(4);
  expect(second.sounds.stats().fragments).toBe(2);
  await second.sounds.warm([menu(anna, pyotr)]);
  expect(engine.asked).toHaveLength(3);
});

test('a menu file that a crash left damaged is glued again', async () => {
  await using first = await startSounds({ engines: [fakeSpeech()] });
  await first.sounds.warm([menu(anna)]);
  const sound = await first.sounds.ready(menu(anna));
  await first.sounds.stop();
  const file = `${sound?.path}.wav`;
  const size = (await readFile(file)).length;
  await writeFile(file, Buffer.alloc(size));
  await using second = await startSounds({ directory: first.directory, engines: [fakeSpeech()] });
  expect(await second.sounds.ready(menu(anna))).toEqual(sound);
  expect(readWav(await readFile(file), { streamed: false }).samples.length).toBeGreaterThan(8_000);
});

test('what an earlier run did not finish is removed, and never seen', async () => {
  await using first = await startSounds({ engines: [fakeSpeech()] });
  await first.sounds.stop();
  await writeFile(join(first.directory, '.unfinished-1'), 'half');
  await writeFile(join(first.directory, 'menus', '.unfinished-2'), 'half');
  // A number that no process has.
  await writeFile(join(first.directory, '.unfinished-4999999999-3'), 'half');
  await using _ = await startSounds({ directory: first.directory });
  expect(
    (await readdir(first.directory)).concat(await readdir(join(first.directory, 'menus'))),
  ).not.toContainEqual(expect.stringContaining('unfinished'));
});

test('what another process of ours is writing at this moment is left to it', async () => {
  await using first = await startSounds();
  const underWay = `.unfinished-${process.pid}-1`;
  await writeFile(join(first.directory, underWay), 'half');
  await using _ = await startSounds({ directory: first.directory });
  expect(await readdir(first.directory)).toContain(underWay);
});

test('new words are said once they are warmed; until then the old ones are not', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  await house.sounds.warm([menu(anna)]);
  const bye = { ...phrases, fixed: { ...phrases.fixed, menu_end: 'Ноль — секретарь.' } };
  house.sounds.setPhrases(bye);
  expect(await house.sounds.ready(menu(anna))).toBeNull();
  await house.sounds.warm([menu(anna)]);
  expect((await house.sounds.ready(menu(anna)))?.text).toMatch(/Ноль — секретарь\.$/);
});

test('another voice is another sound: nothing of the first engine is played in its name', async () => {
  await using house = await startSounds({ engines: [fakeSpeech('voice one')] });
  await house.sounds.warm([menu(anna)]);
  await house.sounds.stop();
  const engine = fakeSpeech('voice two');
  await using second = await startSounds({ directory: house.directory, engines: [engine] });
  await second.sounds.warm([menu(anna)]);
  expect(engine.asked).toHaveLength(4);
});

test('a warming that is called off stops, and says so', async () => {
  const engine = fakeSpeech();
  const off = new AbortController();
  await using house = await startSounds({ engines: [engine] });
  const warming = house.sounds.warm([menu(anna, pyotr, irina)], {
    signal: off.signal,
    progress: () => off.abort(),
  });
  await expect(warming).rejects.toMatchObject({ code: 'gone' });
  expect(engine.asked.length).toBeLessThan(6);
});

test('the progress of a warming runs from the first fragment to the last', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  const seen: string[] = [];
  await house.sounds.warm([menu(anna)], {
    progress: ({ done, total }) => seen.push(`${done}/${total}`),
  });
  expect(seen).toEqual(['1/4', '2/4', '3/4', '4/4']);
});

test('anything can be said on request, and says what went wrong', async () => {
  const engine = fakeSpeech();
  await using house = await startSounds({ engines: [engine] });
  const said = await house.sounds.say('Проверка [[связи]]');
  expect(said).toMatchObject({ text: 'Проверка связи' });
  await expect(readFile(`${said.path}.wav`)).resolves.toBeDefined();
  await expect(house.sounds.say('…')).rejects.toMatchObject({ code: 'invalid' });
});
