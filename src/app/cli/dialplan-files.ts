import { readFile, glob } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Failure } from '#ports/failure.ts';

/** A dialplan of more files than these includes itself. */
const FILES_MAX = 200;

interface DialplanFile {
  readonly name: string;
  readonly text: string;
}

/** These files with everything that they `#include`, in the order in which Asterisk reads them. */
export async function dialplanFiles(names: readonly string[]): Promise<readonly DialplanFile[]> {
  const files: DialplanFile[] = [];
  const [first = '.'] = names;
  const folder = dirname(resolve(first));
  for (const name of names) await read(resolve(name), folder, files);
  return files;
}

/** Relative names start at the folder of the first file, as at Asterisk's own (astetcdir). */
async function read(name: string, folder: string, files: DialplanFile[]): Promise<void> {
  if (files.length >= FILES_MAX)
    throw new Failure('invalid', `more than ${FILES_MAX} files: ${name} includes itself?`);
  const text = await readFile(name, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure('not-found', `${name}: ${error.code ?? 'cannot be read'}`);
  });
  files.push({ name, text });
  for (const [, kind = '', included = ''] of text.matchAll(
    /^\s*#(try)?include\s+["<]?([^">\s;]+)/gm,
  )) {
    for (const file of await matching(included, folder, kind === 'try'))
      await read(file, folder, files);
  }
}

async function matching(
  pattern: string,
  folder: string,
  mayLack: boolean,
): Promise<readonly string[]> {
  if (!/[*?]/.test(pattern) && !mayLack) return [resolve(folder, pattern)];
  const found = await Array.fromAsync(glob(pattern, { cwd: folder }));
  return found.map((name) => resolve(folder, name)).toSorted();
}
