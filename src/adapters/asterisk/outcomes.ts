import {
  afterEvent,
  endedCall,
  isOver,
  merged,
  openedCall,
  type OpenCall,
} from '#domain/call/outcome.ts';
import type { CallOutcome } from '#ports/journal.ts';
import type { Log } from '#ports/log.ts';
import { CALL_EVENTS, callEventsFrom, type Telephones } from './ami-call-events.ts';
import type { AmiClient } from './ami-client.ts';
import type { AmiMessage } from './ami-wire.ts';

const OPEN_CALLS_MAX = 5_000;

export interface OutcomesOptions {
  readonly client: Pick<AmiClient, 'on' | 'onLost'>;
  readonly telephones: Telephones;
  /** Told once per call, when its last channel is gone. */
  readonly ended: (outcome: CallOutcome) => void;
  readonly now: () => Date;
  readonly log: Log;
  readonly openCallsMax?: number;
}

export interface Outcomes {
  readonly counters: Readonly<OutcomeCounters>;
  /** What is held of calls that go on; nothing when there are none. */
  held(): { readonly calls: number; readonly channels: number; readonly bridges: number };
}

interface OutcomeCounters {
  ended: number;
  /** Joined to an older call, and told as a part of it. */
  merged: number;
  /** Calls of which nothing is told, because we did not see the whole of them. */
  begunUnseen: number;
  cutByLoss: number;
  tooMany: number;
}

/**
 * Follows every call on this Asterisk by its AMI events and tells how it ended: whom the caller talked with last, for
 * how long, through which queue. All calls are told, internal and outgoing ones too; the journal joins by linkedid.
 *
 * Nothing is told of a call that we did not see from its first channel to its last: one that began before the
 * connection stood, or was open when it broke. Half an outcome would teach the ranking something untrue. They are
 * counted, and a call without an outcome is the journal's word for "not known".
 */
export function watchOutcomes(options: OutcomesOptions): Outcomes {
  const { client, log, telephones } = options;
  const openCallsMax = options.openCallsMax ?? OPEN_CALLS_MAX;
  const counters: OutcomeCounters = {
    ended: 0,
    merged: 0,
    begunUnseen: 0,
    cutByLoss: 0,
    tooMany: 0,
  };
  const calls = new Map<string, OpenCall>(); // by linkedid, oldest first
  const callOf = new Map<string, string>(); // uniqueid → linkedid
  const inBridge = new Map<string, Set<string>>(); // bridge → uniqueids

  function hear(message: AmiMessage): void {
    const atMs = options.now().getTime();
    for (const { uniqueid, linkedid, event } of callEventsFrom(message, telephones)) {
      if (event.kind === 'appeared') admit(uniqueid, linkedid, atMs);
      const before = callOf.get(uniqueid);
      if (before === undefined) {
        if (event.kind === 'hungup' && uniqueid === linkedid) counters.begunUnseen++;
        continue;
      }
      if (before !== linkedid) join(linkedid, before, atMs);
      if (event.kind === 'bridged') meet(uniqueid, event.bridge, atMs);
      if (event.kind === 'unbridged') leave(uniqueid, event.bridge);
      const id = callOf.get(uniqueid) ?? linkedid;
      const call = calls.get(id);
      if (call !== undefined) calls.set(id, afterEvent(call, event, atMs));
      if (event.kind === 'hungup') bury(uniqueid, id, atMs);
    }
  }

  function admit(uniqueid: string, linkedid: string, atMs: number): void {
    if (uniqueid === linkedid && !calls.has(linkedid)) {
      const oldest = calls.size >= openCallsMax ? [...calls.keys()][0] : undefined;
      if (oldest !== undefined) {
        counters.tooMany++;
        forget(oldest);
      }
      calls.set(linkedid, openedCall(linkedid, atMs));
    }
    if (calls.has(linkedid)) callOf.set(uniqueid, linkedid);
  }

  /** Two channels of different calls in one bridge: Asterisk gives both the older linkedid, but says so only later. */
  function meet(uniqueid: string, bridge: string, atMs: number): void {
    const present = inBridge.get(bridge) ?? new Set();
    inBridge.set(bridge, present.add(uniqueid));
    for (const other of present) {
      const [mine, theirs] = [callOf.get(uniqueid), callOf.get(other)];
      if (mine === undefined || theirs === undefined || mine === theirs) continue;
      const older = [...calls.keys()].find((linkedid) => linkedid === mine || linkedid === theirs);
      join(older ?? mine, older === mine ? theirs : mine, atMs);
    }
  }

  function leave(uniqueid: string, bridge: string): void {
    const present = inBridge.get(bridge);
    present?.delete(uniqueid);
    if (present?.size === 0) inBridge.delete(bridge);
  }

  function join(intoId: string, fromId: string, atMs: number): void {
    const [into, from] = [calls.get(intoId), calls.get(fromId)];
    if (into === undefined || from === undefined) return;
    for (const uniqueid of from.legs.keys()) callOf.set(uniqueid, intoId);
    calls.set(intoId, merged(into, from, atMs));
    calls.delete(fromId);
    counters.merged++;
  }

  function strike(uniqueid: string): void {
    callOf.delete(uniqueid);
    for (const bridge of inBridge.keys()) leave(uniqueid, bridge); // a hangup without a BridgeLeave
  }

  function bury(uniqueid: string, linkedid: string, atMs: number): void {
    strike(uniqueid);
    const call = calls.get(linkedid);
    if (call === undefined || !isOver(call)) return;
    calls.delete(linkedid);
    counters.ended++;
    options.ended(endedCall(call, atMs));
  }

  function forget(linkedid: string): void {
    for (const [uniqueid, of] of callOf) if (of === linkedid) strike(uniqueid);
    calls.delete(linkedid);
  }

  for (const name of CALL_EVENTS) client.on(name, hear);
  client.onLost(() => {
    if (calls.size > 0) log.warn({ calls: calls.size }, 'outcomes unknown: AMI lost during calls');
    counters.cutByLoss += calls.size;
    calls.clear();
    callOf.clear();
    inBridge.clear();
  });
  return {
    counters,
    held: () => ({ calls: calls.size, channels: callOf.size, bridges: inBridge.size }),
  };
}
