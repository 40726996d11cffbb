import { link, rm, writeFile } from 'node:fs/promises';
import { Failure } from '#ports/failure.ts';

/** Whole or not at all, and over nothing: it may be the file that the service reads. */
export async function keepProposal(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, text, { flush: true, flag: 'wx' });
    await link(unfinished, file); // fails where something is, unlike rename
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST'
        ? 'it is there already: name another file'
        : `it cannot be written (${code})`;
    throw new Failure('refused', `${file}: ${why}`);
  } finally {
    await rm(unfinished, { force: true });
  }
}
