import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generatedFiles, PROJECT } from '#scripts/schema.ts';

const generated = await generatedFiles();

test('the generated files', () => {
  expect(generated.size).toBe(8);
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
