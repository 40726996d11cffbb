import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig, loadConfig } from '#app/config/load.ts';
import { settingsSchema } from '#app/config/settings.ts';

const EXAMPLE = new URL('../../config/example.yaml', import.meta.url);

test('config/example.yaml shows every setting at its default', async () => {
  const written: unknown = parse(await readFile(EXAMPLE, 'utf8'));
  expect(written).toEqual(settingsSchema.parse({}));
});

test('a copy of the example changes nothing', async () => {
  const { file, ...copied } = await loadConfig(EXAMPLE.pathname, {});
  const { file: none, ...builtIn } = await loadConfig(null, {});
  expect([file, none]).toEqual([EXAMPLE.pathname, null]);
  expect(copied).toEqual(builtIn);
});

test.each(['ru', 'en'] as const)('everything shipped is valid in %s', async (language) => {
  const { mistakes, config } = await readConfig(null, {}, (settings) => ({
    ...settings,
    language,
  }));
  expect(mistakes).toEqual([]);
  expect(config?.phrases.language).toBe(language);
});
