import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('every runtime dependency is there for a reason, and every reason has its dependency', async () => {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { dependencies, because } = JSON.parse(text) as Record<
    'dependencies' | 'because',
    Record<string, string>
  >;
  expect(Object.keys(dependencies).length).toBeGreaterThan(5);
  expect(Object.keys(because).toSorted()).toEqual(Object.keys(dependencies).toSorted());
  for (const [name, reason] of Object.entries(because))
    expect(reason, name).toMatch(/^.{20,160}\.$/);
});

test('every dependency has one exact version', async () => {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(text) as Record<
    string,
    Record<string, string>
  >;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
});
