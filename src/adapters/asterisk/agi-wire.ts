import { Buffer } from 'node:buffer';

declare const encoded: unique symbol;

/** One line, without its newline, that is safe to send. Only this file makes one. */
export type AgiCommand = string & { readonly [encoded]: true };

/** Asterisk before July 2025 reads lines of 2 K; a longer one wedges its reader (asterisk.md, 1.5). */
export const LINE_BYTES_MAX = 1500;

const NEEDS_CARE = /["\\]|[^ -~]/;

/** Plays a file (path without extension); only `keys` stop it. Replies with the key's code, 0, or -1. */
export function streamFile(path: string, keys: string): AgiCommand {
  return encode('STREAM FILE', path, keys);
}

/** Waits for one key. Never endless: the time is at least 1 ms, for -1 and 0 have meanings of their own. */
export function waitForDigit(timeoutMs: number): AgiCommand {
  return encode('WAIT FOR DIGIT', String(Math.max(1, Math.round(timeoutMs))));
}

export function setVariable(name: string, value: string): AgiCommand {
  return encode('SET VARIABLE', name, value);
}

/** Asterisk expands the expression: text from outside must never be part of it. */
export function getFullVariable(expression: string): AgiCommand {
  return encode('GET FULL VARIABLE', expression);
}

export function channelStatus(): AgiCommand {
  return encode('CHANNEL STATUS');
}

/**
 * Puts every argument in double quotes, by the rules of Asterisk's parse_args (res_agi.c): inside quotes only `"`
 * and `\` are special. Control characters become spaces, lone surrogates U+FFFD, and the line is cut to
 * `LINE_BYTES_MAX` between two characters, so that it stays one line, one command and one argument each.
 */
function encode(words: string, ...args: readonly string[]): AgiCommand {
  let line = words;
  // Room for what must still come, so that a long argument cannot eat the quotes of the next.
  let spare = LINE_BYTES_MAX - words.length - args.length * 3;
  for (const arg of args) {
    const body = quotable(arg, spare);
    spare -= body.bytes;
    line += ` "${body.text}"`;
  }
  return line as AgiCommand;
}

function quotable(arg: string, bytesMax: number): { text: string; bytes: number } {
  if (arg.length <= bytesMax && !NEEDS_CARE.test(arg)) return { text: arg, bytes: arg.length };
  let text = '';
  let bytes = 0;
  for (const character of arg.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    let piece = character;
    if (code < 0x20 || code === 0x7f) piece = ' ';
    else if (character === '"' || character === '\\') piece = `\\${character}`;
    const size = piece.length === 2 && code < 0x80 ? 2 : utf8Size(code);
    if (bytes + size > bytesMax) break;
    text += piece;
    bytes += size;
  }
  return { text, bytes };
}

function utf8Size(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/**
 * Reads back what Asterisk's URIENCODE made of a text (`%D0%98`, `%20` for a space: seen on 16 and 22). Asterisk cuts
 * a long value anywhere, so half a character at the end becomes U+FFFD and half an escape stays as it is.
 */
export function decodeUri(text: string): string {
  if (!text.includes('%')) return text;
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
