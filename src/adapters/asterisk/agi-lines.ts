import { Buffer } from 'node:buffer';

/** Nothing Asterisk says to us is longer; what is, comes from something else. */
export const LINE_BYTES_RECEIVED_MAX = 64 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Bytes in, lines out. Splits on LF first and decodes each whole line after, so that a character cut by a packet
 * boundary survives; bytes that are no UTF-8 become U+FFFD.
 */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** True once a line grew over the limit: nothing more comes out, the connection is to be given up. */
  overflowed = false;

  push(chunk: Buffer): readonly string[] {
    if (this.overflowed) return [];
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const lines: string[] = [];
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      if (at - from > LINE_BYTES_RECEIVED_MAX) break;
      const end = at > from && bytes[at - 1] === RETURN ? at - 1 : at;
      lines.push(bytes.toString('utf8', from, end));
      from = at + 1;
    }
    this.#rest = bytes.subarray(from);
    if (this.#rest.length > LINE_BYTES_RECEIVED_MAX) {
      this.overflowed = true;
      this.#rest = Buffer.alloc(0);
    }
    return lines;
  }
}
