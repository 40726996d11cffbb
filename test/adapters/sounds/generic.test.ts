import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { promptForPlan, promptToQueue } from '#domain/menu/prompts.ts';
import { phrases, startSounds } from './sounds-house.ts';

test.each(['ru', 'en'] as const)(
  'in %s whoever calls first hears the default menu in each of its forms, engine or not',
  async (language) => {
    await using house = await startSounds({ phrases: { ...phrases, language } });
    for (const intro of ['first', 'no-match', 'no-input'] as const)
      expect(
        await house.sounds.ready(
          promptForPlan({ kind: 'default' }, intro, true, (name) => ({ name })),
        ),
      ).not.toBeNull();
    expect(await house.sounds.ready(promptToQueue)).not.toBeNull();
    expect(house.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  },
);

test('a folder without generic phrases is a warning, not a crash', async () => {
  await using house = await startSounds({ genericDirectory: '/nowhere' });
  expect(await house.sounds.ready(promptToQueue)).toBeNull();
  expect(house.lines.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('no generic phrases'),
  );
});

test('what comes with the program stays small', async () => {
  const folder = join(import.meta.dirname, '../../../sounds-cache/generic');
  const files = (await readdir(folder, { recursive: true })).filter((name) =>
    name.endsWith('.wav'),
  );
  expect(files).toHaveLength(10);
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000);
});
