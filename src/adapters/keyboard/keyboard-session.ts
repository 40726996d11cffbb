import type { Readable, Writable } from 'node:stream';
import type { Destination } from '#domain/call/destination.ts';
import type { DeviceState } from '#domain/people/availability.ts';
import type { CallSession, Heard, Visit } from '#ports/call-session.ts';
import { Failure } from '#ports/failure.ts';
import type { PlayableSound } from '#ports/sounds.ts';

export interface KeyboardCallOptions {
  readonly visit: Visit;
  /** Keys are read from here, letter by letter; `h`, Ctrl-C and Ctrl-D hang up, and so does its end, once all are used. */
  readonly input: Readable;
  readonly output: Writable;
  /** What the phones say; everybody is there when this is not given. */
  readonly deviceState?: (extension: string) => DeviceState;
  /** Prompts last this many times their length: 1 as on a phone, 0 for the impatient. */
  readonly pace: number;
  /** Channel variables of the dialplan contract, for scripts other than the first. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface KeyboardCall {
  readonly call: CallSession;
  /** Where the script sent the caller; null: nowhere yet. */
  readonly routed: () => Destination | null;
  /** Gives the terminal back. */
  readonly close: () => void;
}

const KEYS_WAITING_MAX = 100;

/** A caller on the keyboard: prompts are written, keys are read, nothing else differs from a call. */
export function keyboardCall(options: KeyboardCallOptions): KeyboardCall {
  const { input, output, pace } = options;
  const over = new AbortController();
  const keys: string[] = [];
  let destination: Destination | null = null;
  let wake: (() => void) | null = null;

  const hangUp = (): void => {
    over.abort();
    wake?.();
  };
  const onData = (chunk: Buffer): void => {
    for (const letter of chunk.toString('utf8')) {
      if (letter === 'h' || letter === '\u0003' || letter === '\u0004') return hangUp();
      if (/[0-9*#]/.test(letter) && keys.length < KEYS_WAITING_MAX) keys.push(letter);
    }
    wake?.();
  };
  input.on('data', onData);
  let isAllTyped = false;
  const onEnd = (): void => {
    isAllTyped = true;
    wake?.();
  };
  input.once('end', onEnd);

  /** The next of `wanted`, or silence after `ms`. Keys that are not wanted vanish, as on a phone. */
  async function hear(ms: number, wanted: string): Promise<Heard> {
    const deadline = performance.now() + ms;
    for (;;) {
      for (let key = keys.shift(); key !== undefined; key = keys.shift())
        if (wanted.includes(key)) return { kind: 'digit', digit: key };
      if (isAllTyped) hangUp();
      if (over.signal.aborted) return { kind: 'hangup' };
      const left = deadline - performance.now();
      if (left <= 0) return { kind: 'silence' };
      await woken(left);
    }
  }

  function woken(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const call: CallSession = {
    visit: options.visit,
    signal: over.signal,
    get end() {
      return over.signal.aborted ? 'hangup' : null;
    },
    async play(sound: PlayableSound, wanted: string) {
      output.write(`♪ ${sound.text}\n`);
      const heard = await hear(sound.durationMs * pace, wanted);
      if (heard.kind === 'digit') output.write(`  [${heard.digit}]\n`);
      return heard;
    },
    async waitForDigit(timeoutMs) {
      const heard = await hear(timeoutMs, '0123456789*#');
      if (heard.kind === 'digit') output.write(`  [${heard.digit}]\n`);
      return heard;
    },
    variable: async (name) => options.variables?.[name] ?? null,
    deviceState: async (extension) => options.deviceState?.(extension) ?? 'not_inuse',
    async nameCaller(name) {
      output.write(`  CALLERID(name) = ${name}\n`);
    },
    async route(to) {
      if (over.signal.aborted) throw new Failure('gone', 'the caller hung up');
      destination = to;
    },
  };
  return {
    call,
    routed: () => destination,
    close() {
      input.off('data', onData);
      input.off('end', onEnd);
      hangUp();
    },
  };
}
