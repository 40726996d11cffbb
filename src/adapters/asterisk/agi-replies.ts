import type { Response } from 'ding-dong';

/** What one line from Asterisk is to us. */
export type WireLine =
  /** A whole reply, on one line of the shape that ding-dong understands. */
  | { readonly kind: 'reply'; readonly line: string }
  | { readonly kind: 'hangup' }
  /** Part of a reply of several lines (520). */
  | { readonly kind: 'part' }
  | { readonly kind: 'unknown' };

/** What a command was answered. */
export type Reply =
  | {
      readonly kind: 'answer';
      /** As text: `007`, `-1` and empty are different things. */
      readonly result: string;
      /** In parentheses; null when there were none. */
      readonly value: string | null;
      /** Where a file was stopped, in samples; null for commands that play nothing. */
      readonly endpos: number | null;
    }
  /** 510 unknown command, 511 dead channel, 520 wrong usage: Asterisk understood nothing of it and did nothing. */
  | { readonly kind: 'refused'; readonly code: number; readonly text: string };

const ANSWER = /^200 result=/;
const REFUSAL = /^(5\d\d)([ -])(.*)$/s;
const USAGE_LINES_MAX = 200;
const REFUSAL_TEXT_MAX = 200;

/**
 * Sorts the lines that follow the start block. ding-dong takes every line it does not know for a hang-up and then
 * leaves the command waiting for ever, so it is given only `NNN result=…`: refusals are rewritten to that shape,
 * the several lines of a 520 folded into one.
 */
export class ReplyReader {
  #usage: { code: string; text: string; lines: number } | null = null;

  read(line: string): WireLine {
    if (line === 'HANGUP') return { kind: 'hangup' };
    const refusal = REFUSAL.exec(line);
    if (this.#usage !== null) return this.#usageLine(this.#usage, line, refusal);
    if (ANSWER.test(line)) return { kind: 'reply', line };
    if (refusal === null) return { kind: 'unknown' };
    const [, code = '', separator, text = ''] = refusal;
    if (separator === ' ') return refused(code, text);
    this.#usage = { code, text, lines: 0 };
    return { kind: 'part' };
  }

  #usageLine(
    usage: { code: string; text: string; lines: number },
    line: string,
    refusal: RegExpExecArray | null,
  ): WireLine {
    const isLast = refusal?.[1] === usage.code && refusal[2] === ' ';
    usage.lines += 1;
    if (!isLast && usage.lines < USAGE_LINES_MAX) {
      if (usage.text.length < REFUSAL_TEXT_MAX) usage.text += ` ${line.trim()}`;
      return { kind: 'part' };
    }
    this.#usage = null;
    return refused(usage.code, usage.text);
  }
}

function refused(code: string, text: string): WireLine {
  // ding-dong's expression stops at a line separator of any kind.
  const clean = text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ').slice(0, REFUSAL_TEXT_MAX);
  return { kind: 'reply', line: `${code} result=-1 (${clean})` };
}

/** From ding-dong's halves of a reply to ours: it leaves `endpos` in the result. */
export function replyFrom({ code, result, value }: Response): Reply {
  if (code !== 200) return { kind: 'refused', code, text: value ?? '' };
  const [, first = '', endpos] = /^(\S*)(?:.*\bendpos=(\d+))?/s.exec(result) ?? [];
  return {
    kind: 'answer',
    result: first,
    value: value ?? null,
    endpos: endpos === undefined ? null : Number(endpos),
  };
}

/** The key that a result stands for (its ASCII code), or null: `0`, `-1`, `1` and nonsense are no keys. */
export function keyOf(result: string): string | null {
  if (!/^\d{2}$/.test(result)) return null;
  const key = String.fromCharCode(Number(result));
  return /^[\d*#A-D]$/.test(key) ? key : null;
}
