import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { SCHEMA_FILE, schemaJson } from '#scripts/schema.ts';

test('config/schema.json is in step with the settings (else: node scripts/schema.ts)', async () => {
  expect(await readFile(SCHEMA_FILE, 'utf8')).toBe(schemaJson());
});

test('every setting says what it is for, and whether it needs a restart', () => {
  const settings = leaves(JSON.parse(schemaJson()) as Schema, '');
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
