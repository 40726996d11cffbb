import { afterAll, beforeAll, expect, test } from 'vitest';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import { shedding, startScriptedNode } from '#test/bed/scripted-node.ts';
import { startVoidNetwork, voidNetworkMissing } from '#test/bed/void-network.ts';
import { row } from './row.ts';

// The first node is broken in some way; the second one is the product.

const NOBODY = '127.0.0.1:1'; // refuses at once
/** Asterisk's patience with an address that does not answer, and what a busy machine adds. */
const CONNECT_MS = 2_000 + 1_500;

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A call to an office whose first node is this one, and the service its second. */
async function callWith(first: string): Promise<OfficeCall> {
  const { office, service, callers } = stage;
  const second = `127.0.0.1:${service.agiPort}`;
  await office.ami.action('Setvar', { Variable: 'TEL_NODE1', Value: first });
  await office.ami.action('Setvar', { Variable: 'TEL_NODE2', Value: second });
  return stage.place(callers.known.number);
}

/** Hears the menu of the second node, without another greeting, and keys 34; then hangs up. */
async function isServed(
  call: OfficeCall,
  line: { fault: string; injected: string; limitMs: number },
  sinceMs?: number,
): Promise<void> {
  const arrived = await call.event(({ fields }) => fields['Context'] === 'telefonistka');
  const { atMs } = await stage.prompt(call);
  row({ ...line, ended: 'node 2, person', costMs: atMs - (sinceMs ?? arrived.atMs) });
  await call.press('34');
  expect((await call.step('answered')).fields['Extension']).toBe('34');
  const [visit] = (await stage.receipt(call)).visits;
  expect(visit?.said[0]).toMatch(/^Наберите\./u);
  await call.leave();
}

test('1 the first node refuses', async () => {
  const fault = '1 first node refuses';
  const call = await callWith(NOBODY);
  await isServed(call, { fault, injected: 'nothing listens', limitMs: AT_ONCE_MS });
  await expect.poll(() => call.channels(), { timeout: 10_000 }).toEqual([]);
});

test.skipIf(voidNetworkMissing() !== null)(
  `2 the network swallows what is sent to the first node (${voidNetworkMissing() ?? 'two namespaces'})`,
  async () => {
    await using network = await startVoidNetwork();
    const fault = '2 network swallows packets, first node';
    const call = await callWith(`${network.host}:4573`);
    await isServed(call, { fault, injected: 'two namespaces', limitMs: CONNECT_MS });
    await expect.poll(() => call.channels(), { timeout: 10_000 }).toEqual([]);
  },
);

test('5 the first node dies in mid prompt', async () => {
  let diedAtMs = 0;
  await using first = await startScriptedNode(({ socket }) => {
    socket.write('STREAM FILE "demo-congrats" "0"\n', () => {
      setTimeout(() => {
        diedAtMs = performance.now();
        socket.resetAndDestroy();
      }, 500);
    });
  });
  const call = await callWith(first.address);
  await expect.poll(() => diedAtMs, { timeout: 5_000, interval: 10 }).toBeGreaterThan(0);
  const fault = '5 first node dies in mid prompt';
  await isServed(call, { fault, injected: 'connection reset', limitMs: AT_ONCE_MS }, diedAtMs);
});

test('28 the first node sheds load', async () => {
  await using first = await startScriptedNode(shedding);
  const fault = '28 first node sheds load';
  const call = await callWith(first.address);
  await isServed(call, { fault, injected: 'failure line', limitMs: AT_ONCE_MS });
  expect(first.visits).toEqual(['personal-ivr']);
});
