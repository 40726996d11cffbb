import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** One write for the lines of a tenth of a second, in place of one for each; who kills us loses that tenth. */
const GATHERED_MS = 100;
/** So much is written without waiting for that. */
const GATHERED_BYTES = 8_192;
/** More is not kept for a reader that hangs: the lines that come then are lost, and counted. */
const HELD_BYTES_MAX = 4 * 1024 * 1024;
/** A pipe that is full is tried again so often, */
const FULL_PIPE_MS = 20;
/** and so long when the process ends. */
const LAST_WORDS_MS = 100;

/** Where the bytes go, as node:fs takes them. */
export interface LogSink {
  write(bytes: Buffer, done: (error: NodeJS.ErrnoException | null, written: number) => void): void;
  writeSync(bytes: Buffer): number;
}

/** Lines on their way; the last one may tell how many others were lost before. */
interface Batch {
  readonly lines: readonly string[];
  readonly toldLost: number;
  readonly bytes: Buffer;
  written: number;
  /** The sink has it, and has not answered yet. */
  isOut: boolean;
}

/**
 * Writes lines so that no caller ever notices: not a disk without room, not a reader that is gone or hangs. It never
 * waits, never throws, holds a few megabytes at most, and keeps no process alive. What cannot be written is lost, and
 * a line (`lineAboutLost`) tells how many that were as soon as writing works again.
 */
export class LogWriter implements DestinationStream {
  readonly #sink: LogSink;
  readonly #lineAboutLost: (lost: number) => string;
  #lines: string[] = [];
  #bytes = 0;
  #batch: Batch | null = null;
  #timer: NodeJS.Timeout | undefined;
  #lost = 0;
  /** The last that was written is a piece of a line. */
  #isTorn = false;

  constructor(sink: LogSink, lineAboutLost: (lost: number) => string) {
    this.#sink = sink;
    this.#lineAboutLost = lineAboutLost;
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#bytes + bytes + (this.#batch?.bytes.length ?? 0) > HELD_BYTES_MAX) {
      this.#lost++;
      return;
    }
    this.#lines.push(line);
    this.#bytes += bytes;
    if (this.#batch === null) this.#sendSoon();
  }

  /** For the end of the process: what is left, as far as it is taken within a moment. */
  writeLast(): void {
    const until = performance.now() + LAST_WORDS_MS;
    // What the sink has already, it writes by itself, or never.
    const begun = this.#batch?.isOut === false ? [restOf(this.#batch)] : [];
    let rest = Buffer.concat([...begun, this.#nextBatch().bytes]);
    while (rest.length > 0 && performance.now() < until) {
      try {
        rest = rest.subarray(this.#sink.writeSync(rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_MS);
      }
    }
  }

  #sendSoon(): void {
    if (this.#bytes >= GATHERED_BYTES) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), GATHERED_MS).unref();
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#batch = this.#nextBatch();
    this.#push(this.#batch);
  }

  #nextBatch(): Batch {
    const [lines, toldLost] = [this.#lines, this.#lost];
    this.#lines = [];
    this.#bytes = 0;
    this.#lost = 0;
    const all = toldLost === 0 ? lines : [...lines, this.#lineAboutLost(toldLost)];
    const bytes = Buffer.from((this.#isTorn && all.length > 0 ? '\n' : '') + all.join(''));
    return { lines, toldLost, bytes, written: 0, isOut: false };
  }

  #push(batch: Batch): void {
    batch.isOut = true;
    this.#sink.write(restOf(batch), (error, written) => {
      batch.isOut = false;
      if (error === null) batch.written += written;
      const isFull = error === null ? written === 0 : error.code === 'EAGAIN';
      if (isFull) setTimeout(() => this.#push(batch), FULL_PIPE_MS).unref();
      else if (error === null && batch.written < batch.bytes.length) this.#push(batch);
      else this.#ended(batch);
    });
  }

  #ended(batch: Batch): void {
    // A last line feed alone is made up for by the next batch.
    const isWhole = batch.written >= batch.bytes.length - 1;
    if (!isWhole) this.#lost += batch.toldLost + linesLost(batch, this.#isTorn ? 1 : 0);
    if (batch.written > 0) this.#isTorn = batch.bytes.at(batch.written - 1) !== 10;
    this.#batch = null;
    // While nothing works, only a new line is a reason to try again.
    if (this.#lines.length > 0 || (isWhole && this.#lost > 0)) this.#sendSoon();
  }
}

/** To the error channel of this process, up to its end. */
export function stderrWriter(lineAboutLost: (lost: number) => string): LogWriter {
  // With its stream Node makes a pipe non-blocking (until a child inherits it: none of ours does). A write that hangs
  // would hold a thread of Node's pool, and not even process.exit() comes past that thread.
  void process.stderr;
  const sink: LogSink = {
    write: (bytes, done) => write(2, bytes, done),
    writeSync: (bytes) => writeSync(2, bytes),
  };
  const writer = new LogWriter(sink, lineAboutLost);
  process.on('exit', () => writer.writeLast());
  return writer;
}

function restOf({ bytes, written }: Batch): Buffer {
  return bytes.subarray(written);
}

function linesLost({ lines, written }: Batch, startsAt: number): number {
  let end = startsAt;
  return lines.filter((line) => (end += Buffer.byteLength(line)) > written + 1).length;
}
