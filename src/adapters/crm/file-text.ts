import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '#ports/failure.ts';

/** What tells one state of a file from another. */
export interface FileState {
  readonly size: number;
  readonly modifiedMs: number;
}

/** Small enough that reading a piece's records holds up nobody's call. */
const PIECE_BYTES = 16_384;

/** Fails with `not-found`, `refused` (not readable, or not a file). */
export async function stateOf(path: string): Promise<FileState> {
  const handle = await translated(path, () => open(path));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Failure('refused', `${basename(path)}: not a file`);
    return { size: stat.size, modifiedMs: Math.floor(stat.mtimeMs) };
  } finally {
    await handle.close();
  }
}

/**
 * The file's text in pieces, unpacked where it is gzip (by its first bytes, not its name), without a byte order mark.
 * `read` is called with the number of bytes of the file read so far.
 * Fails with `not-found`, `refused`, `invalid` (not UTF-8, a broken archive) and `gone`.
 */
export async function* textOf(
  path: string,
  signal: AbortSignal,
  read: (bytes: number) => void = () => undefined,
): AsyncGenerator<string> {
  const zipped = await translated(path, () => isGzip(path));
  const file = createReadStream(path, { signal, highWaterMark: PIECE_BYTES });
  const bytes: Readable = zipped ? file.pipe(createGunzip()) : file;
  // pipe() does not hand on errors: an archive on a bad disk would wait for ever.
  file.on('error', (error) => bytes.destroy(error));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes) {
      const text = decoder.decode(chunk as Buffer, { stream: true });
      read(file.bytesRead);
      yield text;
    }
    yield decoder.decode();
  } catch (error) {
    throw failureFrom(path, error);
  } finally {
    file.destroy();
    bytes.destroy();
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function translated<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureFrom(path, error);
  }
}

function failureFrom(path: string, error: unknown): unknown {
  const file = basename(path);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return new Failure('not-found', `${file}: no such file`);
  if (code === 'EACCES' || code === 'EPERM') {
    return new Failure('refused', `${file}: we may not read it; check its owner and rights`);
  }
  if (code === 'EISDIR') return new Failure('refused', `${file}: a folder, not a file`);
  if (code === 'ABORT_ERR') return new Failure('gone', 'the import was called off');
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new Failure('invalid', `${file}: not UTF-8; save it as "CSV UTF-8" and try again`);
  }
  if (code.startsWith('Z_')) {
    return new Failure('invalid', `${file}: the gzip archive is broken; copy it again`);
  }
  return error;
}
