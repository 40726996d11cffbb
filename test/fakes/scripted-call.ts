import type { Destination } from '#domain/call/destination.ts';
import type { DeviceState } from '#domain/people/availability.ts';
import type { CallSession, Heard, Visit, VisitEnd } from '#ports/call-session.ts';
import { Failure } from '#ports/failure.ts';

/** What a scripted caller does at one ask: a key, nothing, hang up; or the prompt's file is missing. */
export type Does = Heard | 'fails';

export interface ScriptedCall {
  readonly call: CallSession;
  readonly routed: Destination[];
  /** Texts that were played. */
  readonly played: string[];
  readonly names: string[];
  readonly priorities: number[];
}

/**
 * A caller who does these things, one at each ask; afterwards silence. As with a real one, nothing is heard after
 * a hang-up and no routing is possible.
 */
export function scriptedCall(
  does: readonly Does[],
  about: {
    visit?: Partial<Visit>;
    variables?: Readonly<Record<string, string>>;
    /** What Asterisk says of the telephones; null: it has no hint for them. */
    devices?: Readonly<Record<string, DeviceState | null>>;
    /** How a hang-up is told afterwards. */
    end?: VisitEnd;
  } = {},
): ScriptedCall {
  const script = [...does];
  const over = new AbortController();
  const routed: Destination[] = [];
  const played: string[] = [];
  const names: string[] = [];
  const priorities: number[] = [];

  const next = (): Heard => {
    if (over.signal.aborted) throw new Failure('gone', 'the caller hung up');
    const heard = script.shift() ?? { kind: 'silence' };
    if (heard === 'fails') throw new Failure('unavailable', 'no answer within the deadline');
    if (heard.kind === 'hangup') over.abort();
    return heard;
  };

  const call: CallSession = {
    visit: {
      linkedid: '1700000000.1',
      uniqueid: '1700000000.1',
      channel: 'PJSIP/trunk-00000001',
      callerNumber: '+79161234567',
      callerName: '',
      dialled: '74950000000',
      attempt: 1,
      ...about.visit,
    },
    signal: over.signal,
    get end() {
      return over.signal.aborted ? (about.end ?? 'hangup') : null;
    },
    async play(sound, keys) {
      const heard = next();
      if (heard.kind !== 'no-sound') played.push(sound.text);
      return heard.kind === 'digit' && !keys.includes(heard.digit) ? { kind: 'silence' } : heard;
    },
    waitForDigit: async () => next(),
    variable: async (name) => about.variables?.[name] ?? null,
    async deviceState(extension) {
      const state = about.devices?.[extension];
      return state === undefined ? 'not_inuse' : state;
    },
    async nameCaller(name) {
      names.push(name);
    },
    async route(destination, queuePriority = 0) {
      if (over.signal.aborted) throw new Failure('gone', 'the caller hung up');
      if (routed.length > 0) throw new Error('routed twice');
      routed.push(destination);
      priorities.push(queuePriority);
    },
  };
  return { call, routed, played, names, priorities };
}
