import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why nothing can be mounted here, or null: the reason a skipped test gives aloud. */
export function mountMissing(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'tel-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'pipe' });
    execFileSync('umount', [folder]);
    return null;
  } catch {
    return 'mounting needs root, and a container may forbid it even then';
  } finally {
    rmdirSync(folder);
  }
}

/** A disk of its own, as small as wanted, over an empty folder. */
export async function mountSmallDisk(folder: string, megabytes: number): Promise<AsyncDisposable> {
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  return { [Symbol.asyncDispose]: () => unmount(folder) };
}

/** Writes into this file until nothing more fits on such a disk. */
export async function fillDisk(file: string, megabytes: number): Promise<void> {
  const block = Buffer.alloc(1024 * 1024);
  for (let size = block.length; size >= 512; size = Math.floor(size / 2)) {
    try {
      for (let i = 0; i <= megabytes; i++)
        await writeFile(file, block.subarray(0, size), { flag: 'a' });
    } catch {
      // A smaller piece may still fit.
    }
  }
}

/** Makes a folder read-only for everybody, root included, until it is disposed of. */
export async function mountReadOnly(folder: string): Promise<AsyncDisposable> {
  await run('mount', ['--bind', folder, folder]);
  await run('mount', ['-o', 'remount,ro,bind', folder]);
  return { [Symbol.asyncDispose]: () => unmount(folder) };
}

/** Lazily: a program may still have a file of it open. */
async function unmount(folder: string): Promise<void> {
  await run('umount', ['--lazy', folder]);
}
