import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AmiEvent } from '#test/bed/ami.ts';
import {
  AT_ONCE_MS,
  FIRST_LEASE_MS,
  LEASE_SLACK_MS,
  startFaultStage,
  type FaultStage,
} from '#test/bed/fault-stage.ts';
import { row } from './row.ts';

// The service itself dies, sleeps or goes away; each time somebody is on the line.

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

function isExecuting(command: string): (event: AmiEvent) => boolean {
  return ({ name, fields }) =>
    name === 'AGIExecStart' && (fields['Command'] ?? '').startsWith(command);
}

test('1 the service is not there: the queue at once', async () => {
  const { service, callers } = stage;
  await service.process.stop('SIGTERM', 10_000);
  const call = await stage.place(callers.known.number);
  const { costMs, reason } = await call.reachesQueue(AT_ONCE_MS);
  row({
    fault: '1 the service is stopped',
    injected: 'nothing listens',
    ended: 'queue',
    costMs,
    limitMs: AT_ONCE_MS,
  });
  expect(reason).toBe('no-service');
  await call.leave();
  await service.restart();
});

test('3 the service is frozen before the call: the first lease, and it ignores the call when it thaws', async () => {
  const { service, callers } = stage;
  service.kill('SIGSTOP');
  const call = await stage.place(callers.known.number);
  const { costMs, reason } = await call.reachesQueue(FIRST_LEASE_MS);
  row({
    fault: '3 hung at accept',
    injected: 'kill -STOP before the call',
    ended: 'queue',
    costMs,
    limitMs: FIRST_LEASE_MS,
  });
  expect(reason).toBe('lease-expired');
  const since = service.lines.length;
  service.kill('SIGCONT');
  await service.line(({ msg }) => msg === 'visit ended', 5_000, since);
  expect(service.lines.slice(since).map(({ msg }) => msg)).not.toContain('saying');
  expect(await call.variable('CHANNEL(state)')).toBe('Up');
  await call.leave();
});

test('6 frozen in mid prompt: the lease of the prompt; thawed, it touches nothing', async () => {
  const { service, callers } = stage;
  const call = await stage.place(callers.known.number);
  const { lastsMs } = await stage.prompt(call);
  const { atMs } = await call.event(isExecuting('STREAM FILE'));
  service.kill('SIGSTOP');
  const arrival = await call.reachesQueue(lastsMs + LEASE_SLACK_MS);
  row({
    fault: '6 frozen in mid prompt',
    injected: 'kill -STOP, later -CONT',
    ended: 'queue',
    costMs: arrival.atMs - atMs,
    limitMs: lastsMs + LEASE_SLACK_MS,
  });
  expect(arrival.reason).toBe('lease-expired');
  const since = service.lines.length;
  service.kill('SIGCONT');
  const ended = await service.line(({ msg }) => msg === 'visit ended', 5_000, since);
  expect(ended['end']).toBe('lease-expired');
  const receipt = await stage.receipt(call);
  expect(receipt.visits[0]).toMatchObject({ destination: null, end: 'lease-expired' });
  expect(await call.variable('TEL_RESULT'), 'a stale visit decides nothing').toBe('');
  await call.leave();
});

test('4 frozen while it waits for a key: the lease of the wait', async () => {
  const { service, callers } = stage;
  const call = await stage.place(callers.known.number);
  await stage.prompt(call);
  const waits = await call.event(isExecuting('WAIT FOR DIGIT'));
  service.kill('SIGSTOP');
  const { atMs, reason } = await call.reachesQueue(1_000 + LEASE_SLACK_MS);
  service.kill('SIGCONT');
  row({
    fault: '4 hung while it waits for a key',
    injected: 'kill -STOP',
    ended: 'queue',
    costMs: atMs - waits.atMs,
    limitMs: 1_000 + LEASE_SLACK_MS,
  });
  expect(reason).toBe('lease-expired');
  await call.leave();
});

test('5 killed in mid prompt: the queue at once', async () => {
  const { service, callers } = stage;
  const call = await stage.place(callers.known.number);
  await stage.prompt(call);
  const killedAtMs = performance.now();
  service.kill('SIGKILL');
  const { atMs, reason } = await call.reachesQueue(AT_ONCE_MS);
  row({
    fault: '5 killed in mid prompt',
    injected: 'kill -9',
    ended: 'queue',
    costMs: atMs - killedAtMs,
    limitMs: AT_ONCE_MS,
  });
  expect(reason).toBe('no-service');
  await call.leave();
  await service.restart();
});

test('31 crash and restart: who talks is not touched, who listens gets the queue, the next caller the menu', async () => {
  const { service, callers } = stage;
  const talking = await stage.place(callers.known.number);
  await stage.prompt(talking);
  await talking.press('34');
  await talking.step('answered');
  const listening = await stage.place(callers.favouriteAbsent.number);
  await stage.prompt(listening);
  const killedAtMs = performance.now();
  service.kill('SIGKILL');
  const { atMs } = await listening.reachesQueue(AT_ONCE_MS);
  row({
    fault: '31 crash-restart during calls',
    injected: 'kill -9, start',
    ended: 'queue; talk goes on',
    costMs: atMs - killedAtMs,
    limitMs: AT_ONCE_MS,
  });
  await service.restart();
  expect(await talking.variable('CHANNEL(state)')).toBe('Up');
  expect(await talking.variable('TIMEOUT(absolute)'), 'no lease cuts the talk').toMatch(/^0/);
  const next = await stage.place(callers.known.number);
  await stage.prompt(next);
  await Promise.all([talking.leave(), listening.leave(), next.leave()]);
});

test('31 drain: who listens finishes, who comes meanwhile gets the queue at once, who talks is not touched', async () => {
  const { service, callers } = stage;
  const talking = await stage.place(callers.known.number);
  await stage.prompt(talking);
  await talking.press('34');
  await talking.step('answered');
  const listening = await stage.place(callers.favouriteAbsent.number);
  await stage.prompt(listening);
  service.kill('SIGTERM');
  await sleep(200); // until it has heard the signal
  const late = await stage.place(callers.known.number);
  const { costMs, reason } = await late.reachesQueue(AT_ONCE_MS);
  row({
    fault: '31 restart (drain) during calls',
    injected: 'kill -TERM',
    ended: 'queue; others finish',
    costMs,
    limitMs: AT_ONCE_MS,
  });
  expect(reason).toBe('no-service');
  await listening.press('116');
  expect((await listening.step('answered')).fields['Extension']).toBe('116');
  expect(await service.process.exited, 'it ends by itself, well').toBe(0);
  expect(await talking.variable('CHANNEL(state)')).toBe('Up');
  await Promise.all([talking.leave(), listening.leave(), late.leave()]);
});
