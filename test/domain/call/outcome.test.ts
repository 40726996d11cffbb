import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  afterEvent,
  endedCall,
  isOver,
  merged,
  openedCall,
  type CallEvent,
  type OpenCall,
} from '#domain/call/outcome.ts';

/** The caller is channel `c`; times are seconds since his call began. */
function told(...events: readonly (readonly [seconds: number, event: CallEvent])[]): OpenCall {
  const caller: CallEvent = { kind: 'appeared', uniqueid: 'c', pair: null };
  return [[0, caller] as const, ...events].reduce(
    (call, [seconds, event]) => afterEvent(call, event, seconds * 1000),
    openedCall('c', 0),
  );
}

const appeared = (uniqueid: string, pair: string | null = null): CallEvent => ({
  kind: 'appeared',
  uniqueid,
  pair,
});
const isOf = (uniqueid: string, employeeId: string, sure = false): CallEvent => ({
  kind: 'recognised',
  uniqueid,
  employeeId,
  sure,
});
const bridged = (uniqueid: string, bridge: string): CallEvent => ({
  kind: 'bridged',
  uniqueid,
  bridge,
});
const unbridged = (uniqueid: string, bridge: string): CallEvent => ({
  kind: 'unbridged',
  uniqueid,
  bridge,
});
const hungup = (uniqueid: string, cause: number | null = 16): CallEvent => ({
  kind: 'hungup',
  uniqueid,
  cause,
});

test('who was in a bridge with the caller talked with him, for as long as both were there', () => {
  const call = told(
    [1, appeared('a')],
    [1, isOf('a', 'anna')],
    [5, bridged('a', 'b1')],
    [6, bridged('c', 'b1')],
    [66, hungup('a')],
    [67, hungup('c')],
  );
  expect(isOver(call)).toBe(true);
  expect(endedCall(call, 67_000)).toEqual({
    linkedid: 'c',
    startedAtMs: 0,
    endedAtMs: 67_000,
    employeeId: 'anna',
    reached: 'employee',
    queue: null,
    talkSeconds: 60,
    transferred: false,
    afterTransfer: null,
    hangupCause: 16,
    waitedMs: 6000,
  });
});

test('a telephone that only rang was not reached', () => {
  const call = told(
    [1, appeared('a')],
    [1, isOf('a', 'anna')],
    [20, hungup('a', 19)],
    [21, hungup('c')],
  );
  expect(endedCall(call, 0)).toMatchObject({ employeeId: null, reached: 'nobody', talkSeconds: 0 });
});

test('who stands alone in a bridge talks with nobody', () => {
  const call = told(
    [1, appeared('a')],
    [1, isOf('a', 'anna')],
    [2, bridged('c', 'b1')],
    [9, bridged('a', 'b2')],
  );
  expect(call).toMatchObject({ talkers: [], talkingSinceMs: null, talkMsOf: new Map() });
});

test('after a transfer the one who came last counts, for as long as he talked', () => {
  const call = told(
    [0, appeared('a')],
    [0, isOf('a', 'anna')],
    [0, bridged('a', 'b1')],
    [0, bridged('c', 'b1')],
    [10, { kind: 'transferred' }],
    [10, unbridged('a', 'b1')],
    [10, unbridged('c', 'b1')],
    [15, appeared('p')],
    [15, isOf('p', 'pyotr')],
    [20, bridged('p', 'b2')],
    [20, bridged('c', 'b2')],
    [50, hungup('c')],
    [51, hungup('p')],
  );
  expect(endedCall(call, 0)).toMatchObject({
    employeeId: 'pyotr',
    talkSeconds: 30,
    transferred: true,
    afterTransfer: { employeeId: 'pyotr', talkSeconds: 30 },
  });
});

describe('after a transfer it is noted with whom the caller talked last, and who passed him on does not count', () => {
  /** Anna talks for a minute and is gone a moment after the transfer; channel `x` is where it went to. */
  const passedOn = (
    ...rest: readonly (readonly [seconds: number, event: CallEvent])[]
  ): ReturnType<typeof endedCall> =>
    endedCall(
      told(
        [0, appeared('a')],
        [0, isOf('a', 'anna')],
        [0, bridged('a', 'b1')],
        [0, bridged('c', 'b1')],
        [60, { kind: 'transferred' }],
        [60.01, hungup('a')],
        [60.01, unbridged('c', 'b1')],
        ...rest,
      ),
      0,
    );
  const comesTo = (uniqueid: string): (readonly [number, CallEvent])[] => [
    [65, appeared(uniqueid)],
    [70, bridged(uniqueid, 'b2')],
    [70, bridged('c', 'b2')],
  ];

  test('an outside number', () => {
    const call = passedOn(...comesTo('x'), [370, hungup('x')], [370, hungup('c')]);
    expect(call).toMatchObject({ employeeId: 'anna', talkSeconds: 60 });
    expect(call.afterTransfer).toEqual({ employeeId: null, talkSeconds: 300 });
  });

  test('a colleague, for a word', () => {
    const pyotr = [66, isOf('x', 'pyotr')] as const;
    const [first, ...rest] = comesTo('x');
    const call = passedOn(first!, pyotr, ...rest, [75, hungup('x')], [75, hungup('c')]);
    expect(call).toMatchObject({ employeeId: 'anna', talkSeconds: 60 });
    expect(call.afterTransfer).toEqual({ employeeId: 'pyotr', talkSeconds: 5 });
  });

  test('a queue in which nobody answered: what is left of her own bridge is no talk', () => {
    const call = passedOn([61, { kind: 'queued', queue: 'sales' }], [300, hungup('c')]);
    expect(call).toMatchObject({ employeeId: 'anna', reached: 'employee' });
    expect(call.afterTransfer).toEqual({ employeeId: 'anna', talkSeconds: 0 });
  });

  test('a colleague through a Local channel, whose halves are nobody before he comes and after he left', () => {
    const call = passedOn(
      [61, appeared('l1', 'Local/35@x-1')],
      [61, appeared('l2', 'Local/35@x-1')],
      [61, appeared('x')],
      [61, isOf('x', 'pyotr')],
      [70, bridged('c', 'b2')],
      [70, bridged('l1', 'b2')],
      [71, bridged('l2', 'b3')],
      [75, bridged('x', 'b3')],
      [105, hungup('x')],
      [106, hungup('l2')],
      [106, hungup('l1')],
      [107, hungup('c')],
    );
    expect(call.afterTransfer).toEqual({ employeeId: 'pyotr', talkSeconds: 30 });
  });

  test('a second transfer starts anew: the outside number passed him on to Pyotr', () => {
    const call = passedOn(
      ...comesTo('x'),
      [170, { kind: 'transferred' }],
      [170, hungup('x')],
      [170, appeared('p')],
      [170, isOf('p', 'pyotr')],
      [171, bridged('p', 'b2')],
      [211, hungup('c')],
      [211, hungup('p')],
    );
    expect(call).toMatchObject({ employeeId: 'pyotr', talkSeconds: 40 });
    expect(call.afterTransfer).toEqual({ employeeId: 'pyotr', talkSeconds: 40 });
  });

  test('Anna again, who took him back: what counts is her talk after it', () => {
    const again = [66, isOf('x', 'anna')] as const;
    const [first, ...rest] = comesTo('x');
    const call = passedOn(first!, again, ...rest, [115, hungup('x')], [115, hungup('c')]);
    expect(call).toMatchObject({ employeeId: 'anna', talkSeconds: 105 });
    expect(call.afterTransfer).toEqual({ employeeId: 'anna', talkSeconds: 45 });
  });
});

const annaThenPyotr = (annaSeconds: number, pyotrSeconds: number) => {
  const changed = annaSeconds;
  const over = annaSeconds + pyotrSeconds;
  return told(
    [0, appeared('a')],
    [0, isOf('a', 'anna')],
    [0, appeared('p')],
    [0, isOf('p', 'pyotr')],
    [0, bridged('c', 'b1')],
    [0, bridged('a', 'b1')],
    [changed, hungup('a')],
    [changed, bridged('p', 'b1')],
    [over, hungup('c')],
    [over, hungup('p')],
  );
};

test.each([
  [300, 30, 'pyotr', 30],
  [300, 29, 'anna', 300],
  [30, 3, 'anna', 30],
  [29, 3, 'pyotr', 3],
])(
  'Anna talked for %i s and Pyotr after her for %i s: it is %s who dealt with the call',
  (annaSeconds, pyotrSeconds, employeeId, talkSeconds) => {
    const ended = endedCall(annaThenPyotr(annaSeconds, pyotrSeconds), 0);
    expect(ended).toMatchObject({ employeeId, talkSeconds });
  },
);

test('a minute with somebody unknown does not become a minute with the employee who came after', () => {
  const call = told(
    [0, appeared('m')],
    [0, bridged('m', 'b')],
    [0, bridged('c', 'b')],
    [60, hungup('m')],
    [60, appeared('a')],
    [60, isOf('a', 'anna')],
    [60, bridged('a', 'b')],
    [63, hungup('c')],
    [63, hungup('a')],
  );
  expect(endedCall(call, 0)).toMatchObject({ employeeId: 'anna', talkSeconds: 3 });
});

test('when the one who came last leaves first, the one who stays was the last to talk', () => {
  const call = told(
    [0, appeared('a')],
    [0, isOf('a', 'anna')],
    [0, appeared('p')],
    [0, isOf('p', 'pyotr')],
    [1, bridged('a', 'b1')],
    [1, bridged('c', 'b1')],
    [9, bridged('p', 'b1')],
    [19, hungup('p')],
    [29, hungup('c')],
  );
  expect(endedCall(call, 0)).toMatchObject({ employeeId: 'anna', talkSeconds: 28 });
});

test('a consultation is no talk with the caller', () => {
  const call = told(
    [0, appeared('a')],
    [0, isOf('a', 'anna')],
    [0, bridged('a', 'b1')],
    [0, bridged('c', 'b1')],
    [10, unbridged('a', 'b1')],
    [10, appeared('p')],
    [10, isOf('p', 'pyotr')],
    [10, bridged('a', 'b2')],
    [10, bridged('p', 'b2')],
    [40, hungup('c')],
    [60, hungup('a')],
    [60, hungup('p')],
  );
  expect(endedCall(call, 0)).toMatchObject({ employeeId: 'anna', talkSeconds: 10 });
});

test('through a Local channel people hear each other; without its other half they do not', () => {
  const through: (readonly [number, CallEvent])[] = [
    [0, appeared('l1', 'Local/34@x-1')],
    [0, appeared('l2', 'Local/34@x-1')],
    [0, appeared('a')],
    [0, isOf('a', 'anna')],
    [1, bridged('c', 'b1')],
    [1, bridged('l1', 'b1')],
    [2, bridged('l2', 'b2')],
    [5, bridged('a', 'b2')],
  ];
  expect(told(...through).talkers).toEqual(['anna']);
  expect(told(...through, [6, hungup('l2')]).talkers).toEqual([]);
});

test('a call that came in by a Local channel does not talk with its own other half', () => {
  const caller: CallEvent = { kind: 'appeared', uniqueid: 'c', pair: 'Local/s@x-1' };
  const half: CallEvent = { kind: 'appeared', uniqueid: 'c2', pair: 'Local/s@x-1' };
  let call = [caller, half].reduce((so, event) => afterEvent(so, event, 0), openedCall('c', 0));
  expect(call.talkingSinceMs).toBeNull();
  call = [appeared('a'), isOf('a', 'anna'), bridged('a', 'b1'), bridged('c2', 'b1')].reduce(
    (so, event) => afterEvent(so, event, 1_000),
    call,
  );
  expect(call).toMatchObject({ talkers: ['anna'], talkingSinceMs: 1_000 });
});

test('a channel that enters the next bridge before it leaves the last is in the next', () => {
  const call = told(
    [0, appeared('a')],
    [0, isOf('a', 'anna')],
    [0, bridged('a', 'b2')],
    [1, bridged('c', 'b1')],
    [2, bridged('c', 'b2')],
    [2, unbridged('c', 'b1')],
  );
  expect(call.talkers).toEqual(['anna']);
});

test('a queue without anybody we know is a queue; with somebody we know it is an employee', () => {
  const queued: CallEvent = { kind: 'queued', queue: 'sales' };
  const lost = told([1, queued], [30, hungup('c', null)]);
  expect(endedCall(lost, 0)).toMatchObject({
    reached: 'queue',
    queue: 'sales',
    talkSeconds: 0,
    hangupCause: null,
  });
  const outside = told(
    [1, queued],
    [2, appeared('m')],
    [3, bridged('m', 'b')],
    [3, bridged('c', 'b')],
    [13, hungup('c')],
  );
  expect(endedCall(outside, 0)).toMatchObject({
    reached: 'queue',
    employeeId: null,
    talkSeconds: 10,
  });
  const known = told(
    [1, queued],
    [2, appeared('a')],
    [2, isOf('a', 'anna')],
    [3, bridged('a', 'b')],
    [3, bridged('c', 'b')],
  );
  expect(endedCall(known, 0)).toMatchObject({ reached: 'employee', queue: 'sales' });
});

test('a guess about a telephone does not replace a guess; a certainty does', () => {
  const guessed = told([0, appeared('a')], [0, isOf('a', 'anna')], [0, isOf('a', 'pyotr')]);
  expect(guessed.legs.get('a')?.employeeId).toBe('anna');
  const sure = afterEvent(guessed, isOf('a', 'zoya', true), 0);
  expect(sure.legs.get('a')?.employeeId).toBe('zoya');
});

test('the hangup cause is the caller’s, whoever hangs up last', () => {
  const call = told([0, appeared('a')], [1, hungup('a', 17)], [2, hungup('c', 16)]);
  expect(call.hangupCause).toBe(16);
  const late = told([0, appeared('a')], [1, hungup('c', 16)], [2, hungup('a', 26)]);
  expect(late.hangupCause).toBe(16);
});

test('two calls that became one are told as the older one', () => {
  const older = told([0, appeared('a')], [0, isOf('a', 'anna')], [1, bridged('c', 'b1')]);
  let younger = afterEvent(openedCall('y', 5_000), appeared('y'), 5_000);
  younger = afterEvent(younger, isOf('y', 'pyotr'), 5_000);
  younger = afterEvent(younger, bridged('y', 'b1'), 6_000);
  expect(merged(older, younger, 6_000)).toMatchObject({ linkedid: 'c', talkers: ['pyotr'] });
});

test('whatever comes in whatever order, a call ends when its channels are gone and talk fits into its time', () => {
  const ids = fc.constantFrom('c', 'a', 'b', 'l1', 'l2');
  const bridges = fc.constantFrom('b1', 'b2');
  const event: fc.Arbitrary<CallEvent> = fc.oneof(
    fc.record({
      kind: fc.constant('appeared' as const),
      uniqueid: ids,
      pair: fc.constantFrom(null, 'pair'),
    }),
    fc.record({
      kind: fc.constant('recognised' as const),
      uniqueid: ids,
      employeeId: fc.constantFrom('anna', 'pyotr'),
      sure: fc.boolean(),
    }),
    fc.record({
      kind: fc.constantFrom('bridged' as const, 'unbridged' as const),
      uniqueid: ids,
      bridge: bridges,
    }),
    fc.record({ kind: fc.constant('transferred' as const) }),
    fc.record({
      kind: fc.constant('hungup' as const),
      uniqueid: ids,
      cause: fc.constantFrom(16, null),
    }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let atMs = 0;
      let call = openedCall('c', 0);
      for (const one of events) call = afterEvent(call, one, (atMs += 1_000));
      for (const uniqueid of ['c', 'a', 'b', 'l1', 'l2'])
        call = afterEvent(call, hungup(uniqueid), (atMs += 1_000));
      expect(isOver(call)).toBe(true);
      const end = endedCall(call, atMs);
      expect(end.talkSeconds).toBeLessThanOrEqual(atMs / 1_000);
      expect(end.reached === 'employee').toBe(end.employeeId !== null);
      if (end.employeeId !== null) expect(end.talkSeconds).toBeGreaterThan(0);
      const last = end.afterTransfer ?? null;
      if (last !== null) expect(last.talkSeconds).toBeLessThanOrEqual(atMs / 1_000);
      // Whoever stayed to the end after a transfer dealt with the call.
      if (last?.employeeId && last.talkSeconds >= 30) expect(last.employeeId).toBe(end.employeeId);
    }),
  );
});
