import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeClockMissing, layFakeClock, type FakeClock } from '#test/bed/fake-clock.ts';
import { LEASE_SLACK_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import { row } from './row.ts';

// Asterisk's leases hang on the clock of the wall, our deadlines on a monotonic one.

const HOUR_SECONDS = 3_600;
/** A command is given up so long after its own length: agi-commands.ts. */
const COMMAND_SLACK_MS = 3_000 + 1_500;
const missing = fakeClockMissing();

describe.skipIf(missing !== null)(`30 the clock jumps (${missing ?? 'libfaketime'})`, () => {
  let folder = '';
  let clock: FakeClock;
  let stage: FaultStage;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tel-clock-'));
    clock = await layFakeClock(folder);
    stage = await startFaultStage({ office: { env: clock.env } });
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test('an hour ahead in mid prompt: the lease fires early or in time, the queue', async () => {
    const call = await stage.place(stage.callers.known.number);
    const { lastsMs, atMs } = await stage.prompt(call);
    await clock.jump(HOUR_SECONDS);
    const arrival = await call.reachesQueue(lastsMs + LEASE_SLACK_MS);
    row({
      fault: '30 clock jumps 1 h ahead',
      injected: 'libfaketime',
      ended: 'queue',
      costMs: arrival.atMs - atMs,
      limitMs: lastsMs + LEASE_SLACK_MS,
    });
    expect(arrival.reason).toBe('lease-expired');
    await clock.jump(0);
    await call.leave();
  });

  test('an hour back during a wait for a key: the wait never ends, our own deadline does', async () => {
    const call = await stage.place(stage.callers.known.number);
    await stage.prompt(call);
    const waits = await call.event(
      ({ name, fields }) =>
        name === 'AGIExecStart' && (fields['Command'] ?? '').startsWith('WAIT FOR DIGIT'),
      20_000,
    );
    await clock.jump(-HOUR_SECONDS);
    const arrival = await call.reachesQueue(1_000 + COMMAND_SLACK_MS);
    row({
      fault: '30 clock jumps 1 h back',
      injected: 'libfaketime',
      ended: 'queue',
      costMs: arrival.atMs - waits.atMs,
      limitMs: 1_000 + COMMAND_SLACK_MS,
    });
    expect(arrival.reason).toBe('no-service');
    await clock.jump(0);
    await call.leave();
  });
});
