import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlacedCall } from '#test/bed/city-call.ts';
import { TRUNK_ADDRESS } from '#test/bed/city-conf.ts';
import { startCity, type City } from '#test/bed/city.ts';
import { FIRST_LEASE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import { firstAudioMs, longestGapMs, readWav, toneMs } from '#test/bed/wav.ts';
import { row } from './row.ts';

// What the caller hears while things break, over SIP: how long nothing, and that the queue's music comes.

const DID = '74951234567';
/** Of the bed's music on hold. */
const WAITING_HZ = 330;
const MUSIC_MS = 1_500;
/** Nobody should wonder whether the line is dead (asterisk.md, 9.2). */
const DEAD_AIR_MS = 2_000;
/** A lease's slack is heard as silence, when the service froze. */
const LEASE_DEAD_AIR_MS = 2_000 + 1_500;

let stage: FaultStage;
let city: City;
beforeAll(async () => {
  stage = await startFaultStage({ office: { trunkAddress: TRUNK_ADDRESS } });
  city = await startCity({ office: stage.office, phones: [] });
});
afterAll(async () => {
  await city[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

interface Heard {
  readonly firstMs: number;
  readonly gapMs: number;
}

/** Places a call; answers with its linkedid in the office. */
async function dial(
  from: string,
  keys: readonly string[] = [],
): Promise<{ call: PlacedCall; uniqueid: string }> {
  const since = stage.office.ami.events.length;
  const call = await city.placeCall({
    from,
    did: DID,
    keys: keys.map((digits) => ({ digits, afterAudioMs: 700 })),
  });
  const arrived = await stage.office.ami.waitFor(
    ({ name, fields }) => name === 'Newchannel' && fields['CallerIDNum'] === from,
    10_000,
    since,
  );
  return { call, uniqueid: arrived.fields['Linkedid'] ?? '' };
}

/** Waits for the queue, listens to its music for a moment, hangs up, and tells what was heard. */
async function heardUntilQueue({
  call,
  uniqueid,
}: {
  call: PlacedCall;
  uniqueid: string;
}): Promise<Heard> {
  await stage.office.ami.waitFor(
    ({ name, fields }) => name === 'QueueCallerJoin' && fields['Linkedid'] === uniqueid,
    40_000,
  );
  await sleep(MUSIC_MS);
  await call.hangUp();
  const { heard } = await call.ended;
  const sound = readWav(await readFile(heard ?? ''));
  expect(toneMs(sound, WAITING_HZ), 'the queue is heard').toBeGreaterThan(MUSIC_MS / 2);
  return { firstMs: firstAudioMs(sound) ?? Infinity, gapMs: longestGapMs(sound) };
}

test('silent, and with wrong keys: never more than two seconds of nothing', async () => {
  const { callers } = stage;
  const [silent, wrong] = await Promise.all([
    dial(callers.known.number).then(heardUntilQueue),
    dial(callers.favouriteAbsent.number, ['9', '*', '8']).then(heardUntilQueue),
  ]);
  const limitMs = DEAD_AIR_MS;
  const injected = 'over SIP';
  const ended = 'queue; longest dead air';
  row({ fault: '24 dead air: no digits', injected, ended, costMs: silent.gapMs, limitMs });
  row({ fault: '23 dead air: wrong digits', injected, ended, costMs: wrong.gapMs, limitMs });
  expect(Math.max(silent.firstMs, wrong.firstMs)).toBeLessThan(limitMs);
});

test('hung at accept: nothing for the first lease, then the queue', async () => {
  stage.service.kill('SIGSTOP');
  const { firstMs } = await heardUntilQueue(await dial(stage.callers.known.number));
  stage.service.kill('SIGCONT');
  row({
    fault: '3 dead air: hung at accept',
    injected: 'kill -STOP, over SIP',
    ended: 'queue; first audio',
    costMs: firstMs,
    limitMs: FIRST_LEASE_MS,
  });
  expect(firstMs).toBeGreaterThan(4_000);
});

test('frozen in mid prompt: the prompt to its end, the slack of its lease, then the queue', async () => {
  const call = await dial(stage.callers.known.number);
  await stage.prompt(call);
  await sleep(500); // in the middle
  stage.service.kill('SIGSTOP');
  const { gapMs } = await heardUntilQueue(call);
  stage.service.kill('SIGCONT');
  row({
    fault: '6 dead air: frozen in mid prompt',
    injected: 'kill -STOP, over SIP',
    ended: 'queue; longest dead air',
    costMs: gapMs,
    limitMs: LEASE_DEAD_AIR_MS,
  });
  expect(gapMs).toBeGreaterThan(1_000);
});

test('killed in mid prompt: the music comes where the voice broke off', async () => {
  const call = await dial(stage.callers.known.number);
  await stage.prompt(call);
  await sleep(500); // in the middle
  stage.service.kill('SIGKILL');
  const { gapMs } = await heardUntilQueue(call);
  row({
    fault: '5 dead air: killed in mid prompt',
    injected: 'kill -9, over SIP',
    ended: 'queue; longest dead air',
    costMs: gapMs,
    limitMs: DEAD_AIR_MS,
  });
  expect(stage.service.process.hasExited).toBe(true);
});
