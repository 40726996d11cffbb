import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { generatedFiles, PROJECT } from '#scripts/schema.ts';

const generated = await generatedFiles();

test('the generated files', () => {
  expect(generated.size).toBe(10);
});

test.each([...generated])(
  '%s is in step with the code (else: node scripts/schema.ts)',
  async (file, text) => {
    expect(await readFile(new URL(file, PROJECT), 'utf8')).toBe(text);
  },
);

test('every setting says what it is for, and whether it needs a restart', () => {
  const settings = leaves(JSON.parse(generated.get('config/schema.json')!) as Schema, '');
  expect(settings.length).toBeGreaterThan(50);
  for (const [key, { description, needsRestart }] of settings) {
    expect(description, key).toMatch(/\w/);
    expect(typeof needsRestart, key).toBe('boolean');
  }
});

test.each(['ranking', 'people', 'names'])(
  'config/%s.schema.json says of every key what it is for',
  (name) => {
    const text = generated.get(`config/${name}.schema.json`)!;
    const { described, all } = keysOf(JSON.parse(text) as Schema);
    expect(all).toBeGreaterThan(8);
    expect(described).toBe(all);
  },
);

test('every YAML file that we ship tells the editor its schema', async () => {
  const files = globSync('config/**/*.yaml', { cwd: PROJECT.pathname });
  const phrases = files.filter((file) => !file.includes('phrases.'));
  expect(phrases.length).toBeGreaterThan(7);
  for (const file of phrases) {
    const text = await readFile(new URL(file, PROJECT), 'utf8');
    const [, schema = ''] = /^# yaml-language-server: \$schema=\.\/(\S+)\n/.exec(text) ?? [];
    expect([...generated.keys()], file).toContain(join(dirname(file), schema));
  }
});

/** Keys of all objects in a schema, and how many of them are described. */
function keysOf(schema: unknown): { described: number; all: number } {
  if (typeof schema !== 'object' || schema === null) return { described: 0, all: 0 };
  const own = 'properties' in schema ? Object.values(schema.properties as object) : [];
  const inside = Object.values(schema).map((one) => keysOf(one));
  const isDescribed = (one: unknown): boolean => typeof (one as Schema).description === 'string';
  return {
    described: own.filter(isDescribed).length + inside.reduce((sum, one) => sum + one.described, 0),
    all: own.length + inside.reduce((sum, one) => sum + one.all, 0),
  };
}

interface Schema {
  properties?: Record<string, Schema>;
  description?: string;
  needsRestart?: boolean;
}

/** A table with a description of its own is one setting. */
function leaves(schema: Schema, path: string): [string, Schema][] {
  if (schema.description !== undefined || schema.properties === undefined) return [[path, schema]];
  return Object.entries(schema.properties).flatMap(([key, inner]) =>
    leaves(inner, `${path}.${key}`),
  );
}
