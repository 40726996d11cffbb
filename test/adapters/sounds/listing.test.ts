import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fragmentKey } from '#adapters/sounds/disk-cache.ts';
import { listMade } from '#adapters/sounds/listing.ts';
import { sealWav } from '#adapters/sounds/sealed-wav.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { anna, pyotr, startSounds } from './sounds-house.ts';

const ANNA = 'Анна Петрова — добавочный тридцать четыре.';

test('the list tells what was made, and leaves alone what it does not know', async () => {
  const madeAtMs = Date.UTC(2026, 0, 2);
  await using house = await startSounds({
    engines: [fakeSpeech('voice one')],
    now: () => new Date(madeAtMs),
  });
  const prompts = [anna, pyotr].map((person) => [{ phrase: 'option', person } as const]);
  await house.sounds.warm(prompts);
  await house.sounds.remake(ANNA);
  const { directory } = house;
  await writeFile(join(directory, 'my holiday.wav'), 'not ours');
  await writeFile(join(directory, '.unfinished-1'), 'half');

  const { made, damaged } = await listMade(directory, 8_000);
  expect(damaged).toBe(0);
  expect(made).toMatchObject([
    { key: fragmentKey('voice one', 8_000, ANNA), text: ANNA, by: 'voice one', madeAtMs, take: 2 },
    { text: 'Пётр Иванов — добавочный ноль два.', take: 1 },
  ]);
  expect(made[0]?.durationMs).toBeGreaterThan(500);
  await expect(readFile(join(directory, 'my holiday.wav'), 'utf8')).resolves.toBe('not ours');
  await expect(readFile(join(directory, '.unfinished-1'), 'utf8')).resolves.toBe('half');
});

test('what is damaged is counted and stays where it is; what nobody noted is not made up', async () => {
  await using house = await startSounds({ engines: [fakeSpeech()] });
  const { directory } = house;
  await house.sounds.warm([[{ phrase: 'option', person: anna }]]);
  const file = join(directory, `${fragmentKey('fake', 8_000, ANNA)}.wav`);
  await truncate(file, 5_000);
  const key = 'e'.repeat(40);
  const unnoted = sealWav(key, { samples: new Int16Array(8_000), text: 'Старое.' }, 8_000);
  await writeFile(join(directory, `${key}.wav`), unnoted);
  expect(await listMade(directory, 8_000)).toMatchObject({
    made: [{ key, text: 'Старое.', by: null, madeAtMs: null, take: 1, durationMs: 1_000 }],
    damaged: 1,
  });
  expect(await readFile(file)).toHaveLength(5_000);
});

test('notes that make no sense are no notes', async () => {
  await using house = await startSounds();
  const key = 'e'.repeat(40);
  const samples = new Int16Array(8_000);
  const sealed = sealWav(key, { samples, text: 'а', made: { by: 'x', atMs: 0, take: 1 } }, 8_000);
  const hostile = Buffer.from(
    sealed.toString('latin1').replace('1970-01-01', '1970-99-99'),
    'latin1',
  );
  await mkdir(house.directory, { recursive: true });
  await writeFile(join(house.directory, `${key}.wav`), hostile);
  expect(await listMade(house.directory, 8_000)).toMatchObject({
    made: [{ by: null, madeAtMs: null }],
  });
});

test('a folder that is not there is empty; one that is no folder is told', async () => {
  expect(await listMade('/nowhere/sounds', 8_000)).toEqual({ made: [], damaged: 0 });
  await expect(listMade('/dev/null', 8_000)).rejects.toMatchObject({ code: 'unavailable' });
});
