import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');
const readme = await readFile(join(PROJECT, 'README.md'), 'utf8');

/** Files that the numbered steps of the sections «One …, N files» begin with. */
function walks(): { title: string; promised: number; files: string[] }[] {
  return readme
    .split(/^## /m)
    .filter((section) => / files$/m.test(section.split('\n')[0] ?? ''))
    .map((section) => ({
      title: section.split('\n')[0] ?? '',
      promised: WORDS.indexOf(/(\w+) files$/m.exec(section)?.[1] ?? ''),
      files: Array.from(section.matchAll(/^\d+\. `([^`]+)`/gm), ([, file = '']) => file),
    }));
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

describe('the walks of the README', () => {
  test('are there', () => {
    expect(walks().length).toBeGreaterThanOrEqual(1);
  });

  test.each(walks())(
    '$title: each file exists, and there are as many as it says',
    ({ promised, files }) => {
      expect(files).toHaveLength(promised);
      expect(files.filter((file) => !existsSync(join(PROJECT, file)))).toEqual([]);
    },
  );
});

test('links and commands of the README lead somewhere', () => {
  const links = Array.from(readme.matchAll(/\]\(([^)#:]+)\)/g), ([, file = '']) => file);
  const commands = Array.from(
    readme.matchAll(/\bscripts\/([a-z-]+)/g),
    ([, name = '']) => `scripts/${name}`,
  );
  expect(links.length + commands.length).toBeGreaterThan(5);
  expect([...links, ...commands].filter((file) => !existsSync(join(PROJECT, file)))).toEqual([]);
});
