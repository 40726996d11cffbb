import type { Destination } from '#domain/call/destination.ts';
import { DEVICE_STATES, type DeviceState } from '#domain/people/availability.ts';
import type { CallSession, Heard, Visit, VisitEnd } from '#ports/call-session.ts';
import { Failure } from '#ports/failure.ts';
import type { PlayableSound } from '#ports/sounds.ts';
import type { Commands } from './agi-commands.ts';
import type { Lease } from './agi-lease.ts';
import { keyOf, type Reply } from './agi-replies.ts';
import * as wire from './agi-wire.ts';
import { DND_PREFIX, isDoNotDisturb } from './do-not-disturb.ts';
import { CONTRACT, TEL_EXT, TEL_PRIO, TEL_REASON, TEL_RESULT, TEL_RING } from './variables.ts';

const EXTENSION = /^\d{2,6}$/;
const RING_SECONDS_MAX = 600;

/** Steps that wait for their turn; a story takes one at a time, so more is a runaway. */
const TURNS_MAX = 16;

/** No human presses a key in less. */
const WAIT_MIN_MS = 100;

/** Channel states in which a caller is there: ring, ringing, up. */
const THERE = new Set(['4', '5', '6']);

export interface SessionParts {
  readonly visit: Visit;
  readonly signal: AbortSignal;
  readonly commands: Commands;
  readonly lease: Lease;
  /** Where the dialplan keeps the hints of the employees. */
  readonly hintContext: string;
  /** Called when a reply says that the caller is gone. */
  readonly gone: () => void;
  readonly ended: () => VisitEnd | null;
}

/** A caller behind an AGI connection: each step takes its lease, sends its line, and reads what came back. */
export class AgiSession implements CallSession {
  readonly visit: Visit;
  readonly signal: AbortSignal;
  /** When the first file was asked for, on the monotonic clock; null while nothing was played. */
  firstAudioAtMs: number | null = null;
  /** True while Asterisk plays a file for us. */
  isPlaying = false;
  isRouted = false;

  readonly #parts: SessionParts;
  #waiting = 0;
  #running: Promise<unknown> | null = null;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.visit = parts.visit;
    this.signal = parts.signal;
  }

  get end(): VisitEnd | null {
    return this.#parts.ended();
  }

  play(sound: PlayableSound, keys: string): Promise<Heard> {
    return this.#listen(async () => {
      const durationMs = checkedDuration(sound.durationMs);
      await this.#leaseForStep(durationMs, performance.now());
      this.firstAudioAtMs ??= performance.now();
      this.isPlaying = true;
      try {
        const command = wire.streamFile(sound.path, keys.replaceAll(/[^\d*#]/g, ''));
        const reply = answered(await this.#parts.commands.ask(command, durationMs));
        return reply.result === '-1' ? await this.#afterFailedFile() : heardFrom(reply.result);
      } finally {
        this.isPlaying = false;
      }
    });
  }

  waitForDigit(timeoutMs: number): Promise<Heard> {
    return this.#listen(async () => {
      const nowMs = performance.now();
      const longestMs = this.#parts.lease.longestStepMs(nowMs);
      // Shorter than asked for near the end of the visit, but never so short that asking again would spin.
      const waitMs = Math.max(Math.min(checkedDuration(timeoutMs), longestMs), WAIT_MIN_MS);
      await this.#leaseForStep(waitMs, nowMs);
      const reply = answered(await this.#parts.commands.ask(wire.waitForDigit(waitMs), waitMs));
      return reply.result === '-1' ? this.#gone() : heardFrom(reply.result);
    });
  }

  variable(name: string): Promise<string | null> {
    return this.#turn(async () => {
      if (!CONTRACT.has(name)) throw new Failure('invalid', `${name} is not in the contract`);
      // By URIENCODE: a value with a line feed in it would come as two lines, the second one anything.
      const reply = await this.#short(wire.getFullVariable(`\${URIENCODE(-\${${name}})}`));
      const value = wire.decodeUri(reply.value ?? '').slice(1);
      return value === '' ? null : value;
    });
  }

  deviceState(extension: string): Promise<DeviceState | null> {
    return this.#turn(async () => {
      const hint = `${checkedExtension(extension)}@${this.#parts.hintContext}`;
      const dnd = `${DND_PREFIX}${extension}`;
      // Two questions on one line: a round trip costs more than what Asterisk does for it.
      const both = wire.getFullVariable(`\${EXTENSION_STATE(${hint})},\${DEVICE_STATE(${dnd})}`);
      return deviceStateFrom((await this.#short(both)).value ?? '');
    });
  }

  nameCaller(name: string): Promise<void> {
    return this.#turn(() => this.#set('CALLERID(name)', name));
  }

  route(destination: Destination, queuePriority = 0): Promise<void> {
    return this.#turn(async () => {
      if (this.isRouted) throw new Error('a visit is routed once');
      if (queuePriority > 0) await this.#set(TEL_PRIO, String(Math.trunc(queuePriority)));
      switch (destination.kind) {
        case 'employee':
          await this.#set(TEL_EXT, checkedExtension(destination.extension));
          await this.#set(TEL_RING, checkedRingSeconds(destination.ringSeconds));
          break;
        case 'queue':
          await this.#set(TEL_REASON, destination.reason);
          break;
        default:
          destination satisfies never;
      }
      // Last, and by a whole word: a line cut short must mean nothing.
      await this.#set(TEL_RESULT, destination.kind === 'employee' ? 'dial' : 'queue');
      this.isRouted = true;
    });
  }

  /** An ask: a caller who is gone is an answer, not a failure. */
  async #listen(step: () => Promise<Heard>): Promise<Heard> {
    try {
      return await this.#turn(step);
    } catch (error) {
      if (error instanceof Failure && error.code === 'gone') return { kind: 'hangup' };
      throw error;
    }
  }

  /** One step after the other, with its lease: two at once would swap their answers. */
  async #turn<T>(step: () => Promise<T>): Promise<T> {
    if (this.#waiting >= TURNS_MAX)
      throw new Failure('exhausted', 'too many steps wait for a call');
    this.#waiting += 1;
    // Those who wait wake in the order they came; all but the first find the place taken again.
    while (this.#running !== null) await this.#running.catch(() => undefined);
    this.#waiting -= 1;
    if (this.signal.aborted) throw new Failure('gone', 'the visit is over');
    const mine = step();
    this.#running = mine;
    try {
      return await mine;
    } finally {
      this.#running = null;
    }
  }

  async #leaseForStep(stepMs: number, nowMs: number): Promise<void> {
    await this.#arm(this.#parts.lease.forStep(stepMs, nowMs));
  }

  async #short(command: wire.AgiCommand): Promise<Answer> {
    await this.#arm(this.#parts.lease.forShortCommand(performance.now()));
    return answered(await this.#parts.commands.ask(command, 0));
  }

  async #set(name: string, value: string): Promise<void> {
    const { result } = await this.#short(wire.setVariable(name, value));
    if (result !== '1') throw new Failure('refused', `Asterisk did not set ${name}`);
  }

  async #arm(leaseMs: number | null): Promise<void> {
    if (leaseMs === null) throw new Failure('exhausted', 'out of time');
    if (leaseMs === 0) return;
    const sentMs = performance.now();
    const seconds = (leaseMs / 1000).toFixed(3);
    answered(await this.#parts.commands.ask(wire.setVariable('TIMEOUT(absolute)', seconds), 0));
    this.#parts.lease.armed(leaseMs, sentMs);
  }

  /** STREAM FILE says -1 for a caller who left as for a file that is not there; the channel knows which. */
  async #afterFailedFile(): Promise<Heard> {
    if (this.#leaseIsOver()) return this.#gone();
    const status = await this.#parts.commands.ask(wire.channelStatus(), 0);
    const isThere = status.kind === 'answer' && THERE.has(status.result);
    return isThere ? { kind: 'no-sound' } : this.#gone();
  }

  #leaseIsOver(): boolean {
    return this.#parts.lease.hasExpired(performance.now());
  }

  #gone(): Heard {
    this.#parts.gone();
    return { kind: 'hangup' };
  }
}

type Answer = Extract<Reply, { kind: 'answer' }>;

function answered(reply: Reply): Answer {
  if (reply.kind === 'answer') return reply;
  throw new Failure('refused', `Asterisk answered ${reply.code} to a command`);
}

/** `0` is the end of the file or of the wait; anything else that is no key changes nothing for the caller. */
function heardFrom(result: string): Heard {
  const digit = keyOf(result);
  return digit === null ? { kind: 'silence' } : { kind: 'digit', digit };
}

/**
 * `NOT_INUSE,INUSE`: EXTENSION_STATE's word for the hint, and DEVICE_STATE's for do-not-disturb. The hint has UNKNOWN
 * for an extension that it does not know (seen on 22), and for no other.
 */
function deviceStateFrom(answer: string): DeviceState | null {
  const [word = '', dnd] = answer.toLowerCase().split(',');
  if (isDoNotDisturb(dnd)) return 'dnd';
  if (word === 'unknown') return null;
  if (word === 'holdinuse') return 'onhold';
  return DEVICE_STATES.find((state) => state === word) ?? 'unknown';
}

function checkedDuration(durationMs: number): number {
  if (durationMs >= 0 && Number.isFinite(durationMs)) return durationMs;
  throw new Failure('invalid', 'a step lasts a number of milliseconds');
}

function checkedExtension(extension: string): string {
  if (EXTENSION.test(extension)) return extension;
  throw new Failure('invalid', 'an extension has 2 to 6 digits');
}

function checkedRingSeconds(seconds: number): string {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= RING_SECONDS_MAX) return `${seconds}`;
  throw new Failure('invalid', 'ring time is a whole number of seconds, 1 to 600');
}
