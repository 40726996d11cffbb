import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import { row } from './row.ts';

// More calls than the service takes, and a service that stops thinking for a while.

const BURST = 200;
const VISITS_MAX = 20;
const STALL_MS = 3_500;
const STALL_HOOK = fileURLToPath(new URL('../../fixtures/stall.ts', import.meta.url));

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage({
    settings: { agi: { visits_max: VISITS_MAX } },
    service: { nodeOptions: ['--import', STALL_HOOK], env: { TEL_STALL_MS: String(STALL_MS) } },
  });
});
afterAll(() => stage[Symbol.asyncDispose]());

test(`28 a burst of ${BURST} calls: those beyond the limit get the queue at once, those within it their menu`, async () => {
  const { service, callers } = stage;
  const since = service.lines.length;
  const calls = await Promise.all(
    Array.from({ length: BURST }, () => stage.place(callers.withoutHistory.number)),
  );
  const arrivals = await Promise.all(calls.map((call) => call.reachesQueue(40_000)));
  const shed = arrivals.filter(({ reason }) => reason === 'no-service');
  const served = arrivals.filter(({ reason }) => reason === 'no-input');
  expect(shed.length + served.length).toBe(BURST);
  expect(shed.length, 'the limit was reached').toBeGreaterThan(0);
  row({
    fault: `28 burst of ${BURST} calls, ${VISITS_MAX} admitted`,
    injected: 'all at once',
    ended: 'failure line, queue',
    costMs: Math.max(...shed.map(({ costMs }) => costMs)),
    limitMs: 4 * AT_ONCE_MS,
  });
  const ended = () => service.lines.slice(since).filter(({ msg }) => msg === 'visit ended');
  await expect.poll(() => ended().length, { timeout: 10_000 }).toBe(BURST);
  const visits = ended();
  const turnedAway = visits.filter(({ end }) => end === 'shed');
  expect(turnedAway).toHaveLength(shed.length);
  const firstAudio = visits.flatMap(({ firstAudioMs }) => Number(firstAudioMs ?? []));
  row({
    fault: '28 first audio of those admitted',
    injected: 'all at once',
    ended: 'menu, queue',
    costMs: Math.max(...firstAudio.filter((ms) => !Number.isNaN(ms))),
    limitMs: AT_ONCE_MS,
  });
  await Promise.all(calls.map((call) => call.leave()));
});

test('29 the event loop stands still: the lease ends the wait for a key, others go on, the gauge shows it', async () => {
  const { service, callers } = stage;
  const [waits, listens] = await Promise.all([
    stage.place(callers.withoutHistory.number),
    stage.place(callers.known.number),
  ]);
  const { lastsMs } = await stage.prompt(listens);
  const waiting = await waits.event(
    ({ name, fields }) =>
      name === 'AGIExecStart' && (fields['Command'] ?? '').startsWith('WAIT FOR DIGIT'),
  );
  service.kill('SIGUSR2');
  const stalledAtMs = performance.now();
  const arrives = await stage.place(callers.favouriteAbsent.number);
  const { atMs, reason } = await waits.reachesQueue(1_000 + 2_000 + 1_500);
  row({
    fault: `29 event loop stalled ${STALL_MS / 1000} s`,
    injected: 'busy loop while it waits for a key',
    ended: 'queue',
    costMs: atMs - waiting.atMs,
    limitMs: 1_000 + 2_000 + 1_500,
  });
  expect(reason).toBe('lease-expired');
  // Whoever came meanwhile had a first lease that is longer, and whoever listened a longer prompt.
  await stage.prompt(arrives);
  expect(performance.now() - stalledAtMs).toBeGreaterThan(STALL_MS - 500);
  await arrives.press('0');
  expect((await arrives.reachesQueue(AT_ONCE_MS)).reason).toBe('asked-for-a-person');
  const other = await listens.reachesQueue(lastsMs + 10_000);
  expect(['no-input', 'lease-expired']).toContain(other.reason);
  const metrics = await (await fetch(`http://127.0.0.1:${service.httpPort}/metrics`)).text();
  const lag = /^tel_nodejs_eventloop_lag_max_seconds (\S+)$/mu.exec(metrics)?.[1];
  expect(Number(lag)).toBeGreaterThan(STALL_MS / 1000 - 0.5);
  await Promise.all([waits, listens, arrives].map((call) => call.leave()));
});
