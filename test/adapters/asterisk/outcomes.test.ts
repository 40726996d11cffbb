import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Telephones } from '#adapters/asterisk/ami-call-events.ts';
import { valueOf, type AmiMessage } from '#adapters/asterisk/ami-wire.ts';
import { watchOutcomes, type Outcomes } from '#adapters/asterisk/outcomes.ts';
import type { CallOutcome } from '#ports/journal.ts';
import { startFakeAmi } from '#test/fakes/fake-ami.ts';
import { clientFor, recordedLog } from './ami-under-test.ts';

const people: Record<string, string> = { '34': 'anna', '35': 'pyotr', '190': 'zoya' };
const telephones: Telephones = {
  employeeOf: (extension) => people[extension],
  extensionsOf: (device) => (/^PJSIP\/3[45]$/.test(device) ? [device.slice(6)] : []),
};

interface Wire {
  /** Says it as Asterisk does, at the time that stands in `Timestamp`. */
  readonly say: (fields: Record<string, string>) => void;
  readonly lose: () => void;
  readonly told: readonly CallOutcome[];
  readonly outcomes: Outcomes;
  readonly log: ReturnType<typeof recordedLog>;
}

function wire(options: { openCallsMax?: number } = {}): Wire {
  const heard = new Map<string, (event: AmiMessage) => void>();
  const told: CallOutcome[] = [];
  const log = recordedLog();
  let lose = (): void => undefined;
  let nowMs = 0;
  const outcomes = watchOutcomes({
    client: {
      on: (name, listener) => void heard.set(name, listener),
      onLost: (lost) => void (lose = lost),
    },
    telephones,
    ended: (outcome) => void told.push(outcome),
    now: () => new Date(nowMs),
    log,
    ...options,
  });
  return {
    told,
    outcomes,
    log,
    lose: () => lose(),
    say(fields) {
      const message = new Map(
        Object.entries(fields).map(([key, value]) => [key.toLowerCase(), value]),
      );
      const seconds = Number(valueOf(message, 'timestamp'));
      if (seconds > 0) nowMs = seconds * 1_000;
      heard.get(valueOf(message, 'event'))?.(message);
    },
  };
}

function capture(name: string): readonly Record<string, string>[] {
  const text = readFileSync(new URL(`../../fixtures/ami/${name}.txt`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n\n')
    .map((block) => Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s))));
}

const pyotrFor = (talkSeconds: number) => ({ employeeId: 'pyotr', talkSeconds });

// Seconds are those of the capture: the times of BridgeEnter and BridgeLeave.
test.each([
  [
    'dial',
    { employeeId: 'anna', reached: 'employee', queue: null, talkSeconds: 5, transferred: false },
  ],
  [
    'queue',
    { employeeId: 'anna', reached: 'employee', queue: 'sales', talkSeconds: 5, transferred: false },
  ],
  [
    'queue-local',
    { employeeId: 'pyotr', reached: 'employee', queue: 'saleslocal', talkSeconds: 5 },
  ],
  ['local-optimised', { employeeId: 'anna', reached: 'employee', queue: null, talkSeconds: 5 }],
  ['blind', { reached: 'employee', transferred: true, afterTransfer: pyotrFor(5), ...pyotrFor(5) }],
  [
    'attended',
    { reached: 'employee', transferred: true, afterTransfer: pyotrFor(6), ...pyotrFor(6) },
  ],
  ['gave-up-while-consulting', { employeeId: 'anna', talkSeconds: 3, transferred: false }],
  ['pickup', { employeeId: 'pyotr', reached: 'employee', talkSeconds: 7, transferred: false }],
  [
    'abandoned-in-queue',
    { employeeId: null, reached: 'queue', queue: 'empty', talkSeconds: 0, hangupCause: 21 },
  ],
])('%s: the call is told once, with the one whom the caller talked with last', (name, expected) => {
  const { say, told, outcomes } = wire();
  const events = capture(name);
  expect(events.length).toBeGreaterThan(4);
  for (const event of events) say(event);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ linkedid: events[0]?.['Uniqueid'], ...expected });
  expect(outcomes.counters.ended).toBe(1);
});

const caller = { Channel: 'PJSIP/trunk-00000001', Uniqueid: '1.1', Linkedid: '1.1' };
const leg = (channel: string, uniqueid: string, linkedid = '1.1') => ({
  Channel: channel,
  Uniqueid: uniqueid,
  Linkedid: linkedid,
});

function talk(say: Wire['say'], one: Record<string, string>, seconds: number): void {
  const bridge = { BridgeUniqueid: 'b', BridgeType: 'basic' };
  say({ Event: 'BridgeEnter', Timestamp: '100', ...one, ...bridge });
  say({ Event: 'BridgeEnter', Timestamp: '100', ...caller, ...bridge });
  say({ Event: 'Hangup', Timestamp: String(100 + seconds), ...one, Cause: '16' });
  say({ Event: 'Hangup', Timestamp: String(100 + seconds), ...caller, Cause: '16' });
}

test('a telephone without a hint is known by the extension from which it was dialled', () => {
  const { say, told } = wire();
  const mobile = leg('PJSIP/mobile-00000002', '1.2');
  say({ Event: 'Newchannel', ...caller });
  say({ Event: 'Newchannel', ...mobile });
  say({
    Event: 'DialBegin',
    ...caller,
    DestUniqueid: '1.2',
    DestLinkedid: '1.1',
    DestCallerIDNum: '190',
  });
  talk(say, mobile, 30);
  expect(told).toMatchObject([{ employeeId: 'zoya', talkSeconds: 30 }]);
});

test('a telephone that says itself for whom it answered is believed before its hint', () => {
  const { say, told } = wire();
  const shared = leg('PJSIP/34-00000002', '1.2');
  say({ Event: 'Newchannel', ...caller });
  say({ Event: 'Newchannel', ...shared });
  say({
    Event: 'UserEvent',
    UserEvent: 'Telefonistka',
    Step: 'answered',
    Extension: '190',
    ...shared,
  });
  talk(say, shared, 30);
  expect(told).toMatchObject([{ employeeId: 'zoya' }]);
});

test('a Local channel is known by its extension, when an employee has it', () => {
  const { say, told } = wire();
  const local = leg('Local/190@mobiles-00000002;1', '1.2');
  say({ Event: 'Newchannel', ...caller });
  say({ Event: 'Newchannel', ...local });
  talk(say, local, 30);
  expect(told).toMatchObject([{ employeeId: 'zoya' }]);
});

test('a channel that was renamed has another telephone behind it', () => {
  const { say, told } = wire();
  const first = leg('PJSIP/34-00000002', '1.2');
  say({ Event: 'Newchannel', ...caller });
  say({ Event: 'Newchannel', ...first });
  say({ Event: 'Rename', ...first, Newname: 'PJSIP/35-00000003' });
  talk(say, first, 30);
  expect(told).toMatchObject([{ employeeId: 'pyotr' }]);
});

test('an outside member of the queue is talk, but nobody’s we know', () => {
  const { say, told } = wire();
  const outside = leg('PJSIP/elsewhere-00000002', '1.2');
  say({ Event: 'Newchannel', ...caller });
  say({ Event: 'QueueCallerJoin', ...caller, Queue: 'sales' });
  say({ Event: 'Newchannel', ...outside });
  talk(say, outside, 30);
  expect(told).toMatchObject([{ reached: 'queue', employeeId: null, talkSeconds: 30 }]);
});

test('two callers who are parked in one place do not become one call', () => {
  const { say, told } = wire();
  const other = { Channel: 'PJSIP/trunk-00000009', Uniqueid: '1.9', Linkedid: '1.9' };
  const parked = { BridgeUniqueid: 'park', BridgeType: 'holding' };
  for (const one of [caller, other]) say({ Event: 'Newchannel', ...one });
  for (const one of [caller, other]) say({ Event: 'BridgeEnter', ...one, ...parked });
  for (const one of [caller, other]) say({ Event: 'Hangup', ...one, Cause: '16' });
  expect(told.map(({ linkedid, talkSeconds }) => [linkedid, talkSeconds])).toEqual([
    ['1.1', 0],
    ['1.9', 0],
  ]);
});

test('a consultation that becomes a part of the call is told with it, not as a call of its own', () => {
  const { say, told, outcomes } = wire();
  const consulting = { Channel: 'PJSIP/34-00000005', Uniqueid: '1.5', Linkedid: '1.5' };
  const asked = { Channel: 'PJSIP/35-00000006', Uniqueid: '1.6' };
  say({ Event: 'Newchannel', ...caller });
  say({ Event: 'Newchannel', ...consulting });
  say({ Event: 'Newchannel', ...asked, Linkedid: '1.5' });
  const handed = { ...asked, Linkedid: '1.1' };
  say({ Event: 'Rename', ...handed, Newname: 'PJSIP/35-00000006' }); // says that it belongs to the caller now
  for (const one of [consulting, handed, caller]) say({ Event: 'Hangup', ...one, Cause: '16' });
  expect(told.map(({ linkedid }) => linkedid)).toEqual(['1.1']);
  expect(outcomes.counters.merged).toBe(1);
});

test('a failed transfer is none', () => {
  const { say, told } = wire();
  say({ Event: 'Newchannel', ...caller });
  const transferee = { TransfereeUniqueid: '1.1', TransfereeLinkedid: '1.1' };
  say({ Event: 'BlindTransfer', Result: 'Fail', ...transferee });
  say({ Event: 'Hangup', ...caller, Cause: '16' });
  expect(told).toMatchObject([{ transferred: false }]);
});

test('of a call that began before we listened nothing is told', () => {
  const { say, told, outcomes } = wire();
  const late = leg('PJSIP/34-00000002', '1.2');
  say({ Event: 'Newchannel', ...late }); // rings in a call whose beginning we missed
  talk(say, late, 30);
  expect(told).toEqual([]);
  expect(outcomes.counters.begunUnseen).toBe(1);
});

test('calls that were open when the connection broke are counted, not guessed', () => {
  const { say, lose, told, outcomes, log } = wire();
  say({ Event: 'Newchannel', ...caller });
  lose();
  say({ Event: 'Hangup', ...caller, Cause: '16' });
  expect(told).toEqual([]);
  expect(outcomes.counters.cutByLoss).toBe(1);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { calls: 1 } }]);
});

test('beyond the bound the oldest call is dropped and counted; the newer ones are told', () => {
  const { say, told, outcomes } = wire({ openCallsMax: 2 });
  const calls = ['1.1', '1.2', '1.3'].map((id) => ({
    Channel: 'PJSIP/trunk-1',
    Uniqueid: id,
    Linkedid: id,
  }));
  for (const call of calls) say({ Event: 'Newchannel', ...call });
  for (const call of calls) say({ Event: 'Hangup', ...call, Cause: '16' });
  expect(told.map(({ linkedid }) => linkedid)).toEqual(['1.2', '1.3']);
  expect(outcomes.counters).toMatchObject({ tooMany: 1, ended: 2 });
});

test('nothing is held of calls that are gone, neither of the dropped ones nor of those with too many legs', () => {
  const { say, outcomes } = wire({ openCallsMax: 2 });
  const calls = ['1.1', '1.2', '1.3'].map((id) => leg('PJSIP/trunk-1', id, id));
  const legs = Array.from({ length: 250 }, (_, i) => leg('Local/x', `2.${i}`, '1.3'));
  for (const call of calls) {
    say({ Event: 'Newchannel', ...call });
    say({ Event: 'BridgeEnter', BridgeUniqueid: `b${call.Uniqueid}`, ...call });
  }
  for (const one of legs) {
    say({ Event: 'Newchannel', ...one });
    say({ Event: 'BridgeEnter', BridgeUniqueid: 'b1.3', ...one });
  }
  expect(outcomes.held()).toMatchObject({ calls: 2, bridges: 2 });
  for (const one of [...legs, ...calls]) say({ Event: 'Hangup', ...one, Cause: '16' });
  expect(outcomes.held()).toEqual({ calls: 0, channels: 0, bridges: 0 });
});

test('events that lack what they must have are passed over', () => {
  const { say, told } = wire();
  for (const name of [
    'Newchannel',
    'Hangup',
    'BridgeEnter',
    'DialBegin',
    'BlindTransfer',
    'Rename',
  ]) {
    say({ Event: name });
    say({ Event: name, Uniqueid: '1.1' });
  }
  expect(told).toEqual([]);
});

test('over a real connection: a captured call, told through the whole client', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const told = Promise.withResolvers<CallOutcome>();
  watchOutcomes({
    client: under.client,
    telephones,
    ended: told.resolve,
    now: () => new Date(),
    log: under.log,
  });
  under.client.start();
  await under.ready();
  const session = await ami.session(0);
  for (const { Event = '', ...fields } of capture('queue')) session.event(Event, fields);
  expect(await told.promise).toMatchObject({ employeeId: 'anna', queue: 'sales' });
});
