import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How a file begins that is not finished: nobody looks at these. */
const UNFINISHED_PREFIX = '.unfinished-';
const WRITER = /^\.unfinished-(\d{1,10})-/;

/** Whether this is what is left of a write that nobody will finish: its process, which its name tells, is gone. */
export function isLeftOver(name: string): boolean {
  if (!name.startsWith(UNFINISHED_PREFIX)) return false;
  const writer = WRITER.exec(name)?.[1];
  return writer === undefined || !isRunning(Number(writer));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Puts a file in its place whole or not at all: written beside it, then renamed. `durable`: it is there after a
 * power failure too (flushes the disk twice, so never while a caller waits). Fails with Node's own errors.
 */
export async function writeAtomically(
  path: string,
  bytes: Buffer,
  { durable }: { durable: boolean },
): Promise<void> {
  const folder = dirname(path);
  const unfinished = join(folder, `${UNFINISHED_PREFIX}${process.pid}-${randomUUID()}`);
  try {
    const file = await openIn(folder, unfinished);
    try {
      await file.writeFile(bytes);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await unlink(unfinished).catch(() => {});
    throw error;
  }
  if (durable) await syncFolder(folder);
}

/** Somebody may have cleared the folder away: it is made again. */
async function openIn(folder: string, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true });
    return open(path, 'wx', 0o644);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
