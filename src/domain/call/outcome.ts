import { connectedWith, type Leg } from './legs.ts';

/** A call that is not over. All times are unix milliseconds. */
export interface OpenCall {
  readonly linkedid: string;
  readonly startedAtMs: number;
  readonly legs: ReadonlyMap<string, Leg>;
  /** Employees who are connected with the caller now, in the order in which they came. */
  readonly talkers: readonly string[];
  /** When he first talked with anybody; null: not yet. */
  readonly firstTalkMs: number | null;
  /** Since when the caller talks with anybody at all; null: he does not. */
  readonly talkingSinceMs: number | null;
  readonly talkMs: number;
  /** How long each employee was connected with the caller until `countedUntilMs`; who talked last stands last. */
  readonly talkMsOf: ReadonlyMap<string, number>;
  /** The same since the last transfer; null stands for whomever we do not know, while no employee is with him. */
  readonly talkMsAfterTransfer: ReadonlyMap<string | null, number>;
  /** The caller talks with somebody, and with no employee. */
  readonly isWithStranger: boolean;
  readonly countedUntilMs: number;
  readonly queue: string | null;
  readonly transferred: boolean;
  readonly hangupCause: number | null;
}

/** What happens to the channels of a call. */
export type CallEvent =
  | { readonly kind: 'appeared'; readonly uniqueid: string; readonly pair: string | null }
  /** It is known whose telephone this is. `sure` beats what was believed before. */
  | {
      readonly kind: 'recognised';
      readonly uniqueid: string;
      readonly employeeId: string;
      readonly sure: boolean;
    }
  | { readonly kind: 'bridged'; readonly uniqueid: string; readonly bridge: string }
  | { readonly kind: 'unbridged'; readonly uniqueid: string; readonly bridge: string }
  | { readonly kind: 'queued'; readonly queue: string }
  | { readonly kind: 'transferred' }
  | { readonly kind: 'hungup'; readonly uniqueid: string; readonly cause: number | null };

/** How a call ended. Times are unix milliseconds. */
export interface EndedCall {
  readonly linkedid: string;
  /** When the caller's channel appeared. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Who dealt with the call: the last employee who talked for 30 s, else the last who talked; null: nobody. */
  readonly employeeId: string | null;
  readonly reached: 'employee' | 'queue' | 'nobody';
  /** Queue name, when the caller entered one. */
  readonly queue: string | null;
  /** With that employee; where there is none, with anybody. */
  readonly talkSeconds: number;
  readonly transferred: boolean;
  /** Absent in records from before it was noted. */
  readonly afterTransfer?: TalkAfterTransfer | null;
  readonly hangupCause: number | null;
  /** From the start until the caller first talked with anybody; null: never. */
  readonly waitedMs: number | null;
}

/** With whom the caller talked last after the last transfer, and for how long; null: with nobody, or there was none. */
export interface TalkAfterTransfer {
  /** Null: nobody we know. */
  readonly employeeId: string | null;
  readonly talkSeconds: number;
}

const LEGS_MAX = 200; // a queue that rings everybody; more than that is not one call

/** The caller's channel is the one whose uniqueid is the linkedid (the oldest of the group). */
export function openedCall(linkedid: string, startedAtMs: number): OpenCall {
  return {
    linkedid,
    startedAtMs,
    legs: new Map(),
    talkers: [],
    firstTalkMs: null,
    talkingSinceMs: null,
    talkMs: 0,
    talkMsOf: new Map(),
    talkMsAfterTransfer: new Map(),
    isWithStranger: false,
    countedUntilMs: startedAtMs,
    queue: null,
    transferred: false,
    hangupCause: null,
  };
}

/** The call after one event; events about channels it does not have change nothing. */
export function afterEvent(call: OpenCall, event: CallEvent, atMs: number): OpenCall {
  switch (event.kind) {
    case 'appeared': {
      if (call.legs.size >= LEGS_MAX) return call;
      const { uniqueid, pair } = event;
      return withLeg(call, { uniqueid, pair, employeeId: null, bridge: null }, atMs);
    }
    case 'recognised': {
      const leg = call.legs.get(event.uniqueid);
      if (leg === undefined || (leg.employeeId !== null && !event.sure)) return call;
      return withLeg(call, { ...leg, employeeId: event.employeeId }, atMs);
    }
    case 'bridged': {
      const leg = call.legs.get(event.uniqueid);
      return leg === undefined ? call : withLeg(call, { ...leg, bridge: event.bridge }, atMs);
    }
    case 'unbridged': {
      const leg = call.legs.get(event.uniqueid);
      // A channel that moves enters the next bridge before or after it left the last one.
      if (leg === undefined || leg.bridge !== event.bridge) return call;
      return withLeg(call, { ...leg, bridge: null }, atMs);
    }
    case 'queued':
      return { ...call, queue: event.queue };
    case 'transferred':
      return { ...settled(call, atMs), transferred: true, talkMsAfterTransfer: new Map() };
    case 'hungup': {
      const legs = new Map(call.legs);
      legs.delete(event.uniqueid);
      const isLastWord = event.uniqueid === call.linkedid || call.hangupCause === null;
      const hangupCause = isLastWord ? event.cause : call.hangupCause;
      return settled({ ...call, legs, hangupCause }, atMs);
    }
    default:
      return event satisfies never;
  }
}

/**
 * Asterisk has made one call of two: an employee's consultation before a transfer, a call picked up from another
 * telephone. The older one goes on, with the legs of both.
 */
export function merged(older: OpenCall, younger: OpenCall, atMs: number): OpenCall {
  const legs = new Map([...older.legs, ...younger.legs]);
  const queue = older.queue ?? younger.queue;
  return settled({ ...older, legs, queue }, atMs);
}

/** True when the last channel is gone. */
export function isOver(call: OpenCall): boolean {
  return call.legs.size === 0;
}

/**
 * `reached`: `employee` when somebody we know talked with the caller, be it through the queue; `queue` when he came
 * to a queue and talked there with nobody, or with nobody we know (talkSeconds tells); else `nobody`.
 * Whatever answers a telephone counts as talking: a voicemail behind a forwarded telephone cannot be told apart.
 */
export function endedCall(call: OpenCall, endedAtMs: number): EndedCall {
  const { linkedid, startedAtMs, queue, transferred, hangupCause, firstTalkMs } = call;
  const dealtWith = whoDealtWith(call);
  return {
    linkedid,
    startedAtMs,
    endedAtMs,
    employeeId: dealtWith?.employeeId ?? null,
    reached: dealtWith !== null ? 'employee' : queue !== null ? 'queue' : 'nobody',
    queue,
    talkSeconds: Math.round((dealtWith?.talkMs ?? call.talkMs) / 1000),
    transferred,
    afterTransfer: talkAfterTransfer(call),
    hangupCause,
    waitedMs: firstTalkMs === null ? null : firstTalkMs - startedAtMs,
  };
}

/** docs/ranking.md, section 9: a word at the end of a transfer makes nobody the one who dealt with the client. */
const DEALT_WITH_MS = 29_500; // 30 s, as they are rounded

function whoDealtWith({ talkMsOf }: OpenCall): { employeeId: string; talkMs: number } | null {
  const talks = [...talkMsOf].map(([employeeId, talkMs]) => ({ employeeId, talkMs }));
  return talks.findLast(({ talkMs }) => talkMs >= DEALT_WITH_MS) ?? talks.at(-1) ?? null;
}

function talkAfterTransfer({
  transferred,
  talkMsAfterTransfer,
}: OpenCall): TalkAfterTransfer | null {
  const last = [...talkMsAfterTransfer].at(-1);
  if (!transferred || last === undefined) return null;
  const [employeeId, talkMs] = last;
  return { employeeId, talkSeconds: Math.round(talkMs / 1000) };
}

function withLeg(call: OpenCall, leg: Leg, atMs: number): OpenCall {
  return settled({ ...call, legs: new Map(call.legs).set(leg.uniqueid, leg) }, atMs);
}

/** Who talks with the caller after a change, and how long somebody has. */
function settled(call: OpenCall, atMs: number): OpenCall {
  const company = connectedWith(call.linkedid, call.legs);
  const present = new Set(company.map(({ employeeId }) => employeeId));
  const stayed = call.talkers.filter((employeeId) => present.has(employeeId));
  const came = [...present].filter((one) => one !== null && !stayed.includes(one)) as string[];
  const talkers = [...stayed, ...came];
  const since = call.talkingSinceMs;
  const lastedMs = atMs - call.countedUntilMs;
  // The halves of a Local channel are nobody: whom we do not know is at its far end, or will be.
  const isWithStranger =
    talkers.length === 0 && company.some(({ pair, employeeId }) => pair === null && !employeeId);
  const [wereThere, cameNow] = [
    call.isWithStranger ? [null] : call.talkers,
    isWithStranger && !call.isWithStranger ? [null] : came,
  ];
  return {
    ...call,
    talkers,
    isWithStranger,
    talkMsOf: talkedOn(call.talkMsOf, call.talkers, came, lastedMs),
    talkMsAfterTransfer: talkedOn(call.talkMsAfterTransfer, wereThere, cameNow, lastedMs),
    countedUntilMs: atMs,
    firstTalkMs: call.firstTalkMs ?? (company.length === 0 ? null : atMs),
    talkingSinceMs: company.length === 0 ? null : (since ?? atMs),
    talkMs: call.talkMs + (company.length === 0 && since !== null ? atMs - since : 0),
  };
}

/** How long each of them has talked, when so much time is over. */
function talkedOn<T>(
  talkMsOf: ReadonlyMap<T, number>,
  wereThere: readonly T[],
  came: readonly T[],
  lastedMs: number,
): ReadonlyMap<T, number> {
  const after = new Map(talkMsOf);
  for (const who of [...wereThere, ...came]) {
    const beforeMs = after.get(who) ?? 0;
    after.delete(who); // a Map keeps the place of a key, and whoever talked last must stand last
    after.set(who, beforeMs + (came.includes(who) ? 0 : lastedMs));
  }
  return after;
}
