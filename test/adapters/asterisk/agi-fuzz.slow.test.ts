import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallSession } from '#ports/call-session.ts';
import { Failure } from '#ports/failure.ts';
import { agiDesk } from '#test/fakes/agi-desk.ts';
import { agiArguments } from '#test/fakes/fake-dialplan.ts';
import type { FakeCallOptions, FakeCallResult, Fault } from '#test/fakes/fake-asterisk.ts';

const CONVERSATIONS = 1000;
const AT_ONCE = 1000;
const SEED = 20_261_121;

const loose: unknown[] = [];
const keep = (error: unknown) => loose.push(error);
beforeAll(() => {
  process.on('unhandledRejection', keep).on('warning', keep);
});
afterAll(() => {
  process.off('unhandledRejection', keep).off('warning', keep);
});

/** mulberry32, seeded for each conversation: it goes wrong the same way every time it is played. */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    upTo: (max: number) => Math.floor(next() * max),
    oneOf: <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T,
    chance: (share: number) => next() < share,
  };
}
type Dice = ReturnType<typeof dice>;

const NAMES = [
  '',
  'Ivan',
  'Ёж "Пётр" \\ (ООО): | %41',
  'x\n\n200 result=1 (t)\nHANGUP\n',
  'x\n520-a\n510 b\n',
  '😀'.repeat(60),
  '${EXTEN}$[1+1]',
  '"a" '.repeat(150),
];
const NOISE: readonly (string | Buffer)[] = [
  'HANGUP\n',
  'garbage\n',
  '\n\n\n',
  '510 Invalid or unknown command\n',
  '511 dead\n',
  '520-Usage\nwords\n520 End\n',
  '520-Usage without end\n',
  '200 result=\n',
  '200 result=1 (never closed\n',
  '200 result=1 (one)\n200 result=1 (two)\n',
  '200 result=51\nHANGUP\nHANGUP\n',
  '200 result=-1 endpos=0\n',
  '200 resu',
  Buffer.from([0xd0]),
  Buffer.from([0xff, 0xfe, 0x00, 0x0a]),
  'x'.repeat(70_000),
];

function faultBy(roll: Dice): Fault | null {
  if (!roll.chance(0.12)) return null;
  const kind = roll.oneOf([
    'before',
    'before',
    'instead',
    'instead',
    'reset',
    'close',
    'mute',
    'hang-up',
  ] as const);
  return kind === 'before' || kind === 'instead' ? { kind, bytes: roll.oneOf(NOISE) } : { kind };
}

function packetsBy(roll: Dice) {
  const sizeMax = roll.oneOf([1, 3, 20, 100_000]);
  return (bytes: Buffer) => {
    const packets: Buffer[] = [];
    // What is very long is not worth a thousand packets.
    const least = bytes.length > 1000 ? 500 : 1;
    for (let at = 0; at < bytes.length;) {
      const size = least + roll.upTo(sizeMax);
      packets.push(bytes.subarray(at, at + size));
      at += size;
    }
    return packets;
  };
}

function callerBy(roll: Dice): FakeCallOptions {
  const noTalk = roll.chance(0.05);
  return {
    callerName: roll.oneOf(NAMES),
    firstLeaseMs: roll.oneOf([300, 2000, 5000]),
    keys: Array.from({ length: 6 }, () => roll.oneOf(['.', '1', '9', '#', '0'])).join(''),
    isQuietAtHangup: roll.chance(0.1),
    packets: packetsBy(roll),
    faultAt: () => faultBy(roll),
    ...(roll.chance(0.1) ? { hangupAfterMs: roll.upTo(200) } : {}),
    ...(noTalk
      ? { startBlock: roll.oneOf([...NOISE, 'agi_network_script: personal-ivr\n\n']) }
      : {}),
  };
}

async function step(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
  });
}

/** Every method of a session in one story; deliberate failures are part of the game, anything else is a bug. */
async function wander(call: CallSession): Promise<void> {
  const sound = { path: '/sounds/menu', durationMs: 300, text: '' };
  await step(call.variable('TEL_ROUND'));
  await step(call.nameCaller(call.visit.callerName));
  await step(call.deviceState('34'));
  await step(call.play(sound, '0123456789'));
  await step(call.waitForDigit(300));
  await step(Promise.all([call.play(sound, ''), call.variable('TEL_DIALSTATUS')]));
  await call.route({ kind: 'employee', employeeId: 'anna', extension: '34', ringSeconds: 20 });
}

function expectWhole({ variables, lines }: FakeCallResult): void {
  // What the dialplan acts on is whole or not there. (Noise may lie that TEL_EXT was set: no hint, so the queue.)
  for (const [name, whole] of Object.entries({
    TEL_RESULT: 'dial',
    TEL_EXT: '34',
    TEL_RING: '20',
  })) {
    expect([whole, undefined]).toContain(variables[name]);
  }
  for (const line of lines) {
    expect(Buffer.byteLength(line)).toBeLessThan(2048);
    expect(agiArguments(line).length).toBeLessThanOrEqual(4);
    expect(['STREAM', 'WAIT', 'SET', 'GET', 'CHANNEL', 'failure']).toContain(line.split(' ')[0]);
  }
}

test('a thousand fuzzed conversations: every visit ends, nothing is half said, nothing leaks', async () => {
  const bugs: string[] = [];
  let ends: string[];
  {
    await using desk = await agiDesk(wander, { visitsMax: AT_ONCE * 2 });
    for (let done = 0; done < CONVERSATIONS; done += AT_ONCE) {
      const calls = Array.from({ length: AT_ONCE }, (_, nth) =>
        desk.asterisk.call(callerBy(dice(SEED + done + nth))),
      );
      for (const result of await Promise.all(calls)) expectWhole(result);
    }
    await desk.server.drain(5000);
    expect(desk.server.visitsRunning()).toBe(0);
    ends = desk.summaries.map(({ end }) => end);
    bugs.push(...desk.log.filter(({ level }) => level === 'error').map(({ text }) => text));
  }
  expect(ends.length).toBeGreaterThan(CONVERSATIONS * 0.95);
  expect(new Set(ends)).toEqual(
    new Set([
      'routed',
      'hangup',
      'lease-expired',
      'connection-lost',
      'abandoned',
      'broken-start',
      'unknown-script',
    ]),
  );
  // A PBX that falls silent under a file looks like a lease that cut it; nothing else is an error here.
  expect(bugs.filter((text) => text !== 'lease cut a prompt')).toEqual([]);
  expect(loose).toEqual([]);
  // Handles that were closed a moment ago are gone some turns of the event loop later; a leak stays.
  const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'));
  await expect.poll(sockets, { timeout: 5_000 }).toEqual([]);
});
