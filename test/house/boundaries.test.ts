import { globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { crossings, roots } from '#scripts/boundaries.ts';

const PROJECT = join(import.meta.dirname, '../..');

test('imports flow one way', { timeout: 60_000 }, async () => {
  const files = roots.flatMap((root) => globSync(`${root}/**/*.ts`, { cwd: PROJECT }));
  const { files: seen, found } = await crossings();
  expect(files.length).toBeGreaterThan(100);
  expect(seen, 'the fence saw every file').toBeGreaterThanOrEqual(files.length);
  expect(found).toEqual([]);
});

/** A house of these files, each with one import, and what trips over a fence in it. */
async function houseOf(imports: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'telefonistka-fences-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await cp(join(PROJECT, 'package.json'), join(dir, 'package.json'));
  await symlink(join(PROJECT, 'node_modules'), join(dir, 'node_modules'));
  const targets = [
    'src/domain/d.ts',
    'src/ports/p.ts',
    'src/adapters/one/a.ts',
    'src/adapters/plumbing/b.ts',
    'agi/s.ts',
    'src/pipeline/i.ts',
    'src/app/compose.ts',
    'src/app/http/r.ts',
    'src/app/cli/v.ts',
    'scripts/x.ts',
    'test/t.ts',
  ];
  const files = {
    ...Object.fromEntries(targets.map((file) => [file, 'export type T = 1;\nexport const t = 1;'])),
    ...imports,
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), text);
  }
  const { files: seen, found } = await crossings(dir);
  expect(seen).toBeGreaterThanOrEqual(targets.length);
  return found;
}

describe('a fence holds', { timeout: 60_000 }, () => {
  test.each([
    ['domain-is-pure', 'src/domain/x.ts', "import 'node:fs';"],
    ['domain-is-pure', 'src/domain/x.ts', "import { z } from 'zod'; export const a = z;"],
    [
      'domain-is-pure',
      'src/domain/x.ts',
      "import type { T } from '#ports/p.ts'; export type A = T;",
    ],
    [
      'ports-only-ask',
      'src/ports/x.ts',
      "import type { T } from '#adapters/one/a.ts'; export type A = T;",
    ],
    [
      'ports-only-ask',
      'src/ports/x.ts',
      "import type { Readable } from 'node:stream'; export type A = Readable;",
    ],
    ['adapters-are-strangers', 'src/adapters/two/x.ts', "export { t } from '#adapters/one/a.ts';"],
    ['adapters-are-strangers', 'src/adapters/plumbing/x.ts', "export { t } from '../one/a.ts';"],
    ['adapters-look-inward', 'src/adapters/two/x.ts', "export { t } from '#app/compose.ts';"],
    [
      'adapters-look-inward',
      'src/adapters/two/x.ts',
      "export const a = await import('#pipeline/i.ts');",
    ],
    ['scripts-of-agi', 'agi/x.ts', "export { t } from '#adapters/one/a.ts';"],
    ['scripts-of-agi', 'agi/x.ts', "import { z } from 'zod'; export const a = z;"],
    ['pipeline-asks-the-house', 'src/pipeline/x.ts', "export { t } from '#agi/s.ts';"],
    ['http-asks-the-house', 'src/app/http/x.ts', "export { t } from '#app/cli/v.ts';"],
    [
      'http-asks-the-house',
      'src/app/http/x.ts',
      "import { t } from '../compose.ts'; { using a = t as never; }",
    ],
    ['verbs-ask-the-house', 'src/app/cli/x.ts', "export { t } from '#adapters/one/a.ts';"],
    ['tests-and-scripts-are-leaves', 'src/app/x.ts', "export { t } from '#test/t.ts';"],
    [
      'home-of-kysely',
      'src/app/x.ts',
      "import type { Kysely } from 'kysely'; export type A = Kysely<never>;",
    ],
    [
      'home-of-ding-dong',
      'src/adapters/one/x.ts',
      "import dingDong from 'ding-dong'; export const a = dingDong;",
    ],
    [
      'no-tools-in-production',
      'src/app/x.ts',
      "import { test } from 'vitest'; export const a = test;",
    ],
    [
      'imports-exist',
      'src/app/x.ts',
      "import { t } from '#domain/nowhere.ts'; export const a = t;",
    ],
  ])('%s: %s with %s', async (name, file, text) => {
    const found = await houseOf({ [file]: text });
    expect(found.map((line) => line.split(':')[0])).toContain(name);
  });

  test('no-circles: two files that need each other', async () => {
    const found = await houseOf({
      'src/domain/x.ts': "import { y } from './y.ts'; export const x = () => y;",
      'src/domain/y.ts': "import { x } from './x.ts'; export const y = () => x;",
    });
    expect(found.map((line) => line.split(':')[0])).toContain('no-circles');
  });

  test('and lets through what the table allows', async () => {
    expect(
      await houseOf({
        'src/domain/x.ts': "export { t } from '#domain/d.ts';",
        'src/ports/x.ts': "import type { T } from '#domain/d.ts'; export type A = T;",
        'src/adapters/two/x.ts': "import 'node:fs'; export { t } from '#adapters/plumbing/b.ts';",
        'agi/x.ts': "export { t } from '#domain/d.ts';",
        'src/app/http/x.ts':
          "import fastify from 'fastify'; import { z } from 'zod'; export const a = [fastify, z];",
        'src/app/x.ts':
          "export { t } from '#adapters/one/a.ts'; export { t as u } from '#agi/s.ts';",
        'test/x.ts':
          "import { test } from 'vitest'; export { t } from '#app/compose.ts'; export const a = test;",
        'src/domain/one.ts':
          "import type { B } from './two.ts'; export type A = B | 1; export const a = 1;",
        'src/domain/two.ts': "import { a } from './one.ts'; export type B = typeof a;",
      }),
    ).toEqual([]);
  });
});
