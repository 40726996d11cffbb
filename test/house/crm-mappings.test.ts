import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { oneCMappingSchema } from '#adapters/crm/one-c/mapping.ts';
import { loadConfig, readConfig } from '#app/config/load.ts';
import { readYaml } from '#app/config/read.ts';

const CONFIG = new URL('../../config/', import.meta.url).pathname;
const MAPPINGS = globSync(`${CONFIG}crm/one-c-*.yaml`);

test('there are ready-made mappings for the four configurations', () => {
  expect(MAPPINGS.map((file) => basename(file)).toSorted()).toEqual([
    'one-c-bp.yaml',
    'one-c-crm.yaml',
    'one-c-unf.yaml',
    'one-c-ut11.yaml',
  ]);
});

test.each(MAPPINGS)(
  '%s makes sense, and names only event types that ranking.yaml weighs',
  async (file) => {
    const { value, mistakes } = await readYaml(file, oneCMappingSchema);
    expect(mistakes).toEqual([]);
    const { weights } = await loadConfig(null, {});
    for (const { type } of value!.events) expect([...weights.eventTypes.keys()]).toContain(type);
  },
);

test('the sources that config/example.yaml shows are valid as they stand there', async () => {
  const example = await readFile(join(CONFIG, 'example.yaml'), 'utf8');
  const shown = example.split('\n').filter((line) => /^# {2,}(?:- )?\w+:/.test(line));
  expect(shown.length).toBeGreaterThan(10);
  const folder = await mkdtemp(join(tmpdir(), 'tel-example-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'settings.yaml');
  const text = shown.map((line) => line.slice(1)).join('\n');
  await writeFile(file, `crm:\n${text.replaceAll('crm/one-c', `${CONFIG}crm/one-c`)}\n`);
  const env = {
    TEL_1C_PASSWORD: 'x',
    TEL_CRM_TOKEN: 'y',
    TEL_BITRIX24_URL: 'https://firma.bitrix24.ru/rest/1/x',
    TEL_AMO_TOKEN: 'z',
  };
  const { config, mistakes } = await readConfig(file, env);
  expect(mistakes).toEqual([]);
  expect(config?.crm.map(({ name }) => name)).toEqual(['ut11', 'firma', 'portal', 'amo']);
});
