import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AmiEvent } from '#test/bed/ami.ts';
import type { AsteriskInstance } from '#test/bed/asterisk.ts';
import { noteFault } from '#test/bed/faults.ts';
import { CALLER_CONTEXT, OfficeCall } from '#test/bed/office-call.ts';
import { startOffice } from '#test/bed/office.ts';
import {
  dials,
  type NodeScript,
  queues,
  shedding,
  silent,
  startScriptedNode,
} from '#test/bed/scripted-node.ts';
import { startVoidNetwork, voidNetworkMissing } from '#test/bed/void-network.ts';

// What the dialplan alone promises, whatever the service does: the caller reaches the queue, alive.

const NOBODY = '127.0.0.1:1'; // refuses at once
const HELLO = 'hello-world';

/** A prompt longer than the lease. */
const LONG = 'demo-congrats';

let office: AsteriskInstance;
beforeAll(async () => {
  office = await startOffice({
    nodes: [NOBODY],
    hints: { '33': 'Local/33@employees/n' },
    dialplan: `${CALLER_CONTEXT}
[employees]
exten => 33,1,Answer()
 same => n,Wait(60)
[forged]
exten => s,1,Set(CALLERID(name)=\${SHELL(printf 'Anna\\nagi_network_script: forged\\n\\n200 result=1')})
 same => n,Goto(telefonistka,74951234567,1)
`,
  });
});
afterAll(() => office.stop());

let call: OfficeCall | null = null;
afterEach(async () => {
  await call?.hangUp();
  call = null;
});

/** A node's prompt has begun. */
function isPrompting({ name, fields }: AmiEvent): boolean {
  return name === 'AGIExecStart' && (fields['Command'] ?? '').startsWith('STREAM FILE');
}

/** The dialplan has called a node. */
function isVisiting({ name, fields }: AmiEvent): boolean {
  return name === 'Newexten' && fields['Application'] === 'AGI';
}

/** Points the office's dialplan to these nodes and places a call. */
async function callWith(node1: string, node2 = ''): Promise<OfficeCall> {
  await office.ami.action('Setvar', { Variable: 'TEL_NODE1', Value: node1 });
  await office.ami.action('Setvar', { Variable: 'TEL_NODE2', Value: node2 });
  call = await OfficeCall.place(office);
  return call;
}

test('the dialplan loads without a warning', async () => {
  expect(await office.warnings()).toEqual([]);
});

describe('the caller is in the queue', () => {
  test('at once, when no node is there', async () => {
    const { costMs, reason } = await (await callWith(NOBODY, NOBODY)).reachesQueue(1_000);
    noteFault({ fault: '1 server refused, both nodes', ended: 'queue', costMs });
    expect(costMs).toBeLessThan(1_000);
    expect(reason).toBe('no-service');
  });

  test('after the first lease, when a node accepts and says nothing; the second is not tried', async () => {
    await using hung = await startScriptedNode(silent);
    await using second = await startScriptedNode(queues);
    const { costMs, reason } = await (
      await callWith(hung.address, second.address)
    ).reachesQueue(6_000);
    noteFault({ fault: '3 hung at accept', ended: 'queue', costMs });
    expect(costMs).toBeGreaterThan(4_500);
    expect(costMs).toBeLessThan(6_000);
    expect(reason).toBe('lease-expired');
    expect(second.visits).toEqual([]);
  });

  const hungInStep: readonly [string, string][] = [
    ['4 hung in mid prompt', `STREAM FILE "${LONG}" "0"`],
    ['4 hung in mid GET DATA', `GET DATA "${LONG}" 5000 3`],
    ['4 hung while it waits for a key', 'WAIT FOR DIGIT 60000'],
  ];
  test.for(hungInStep)('when the lease of the step is over: %s', async ([fault, command]) => {
    await using hung = await startScriptedNode(async ({ ask }) => {
      await ask('SET VARIABLE TIMEOUT(absolute) "2"');
      await ask(command);
    });
    const { costMs, reason } = await (await callWith(hung.address)).reachesQueue(3_000);
    noteFault({ fault, ended: 'queue', costMs });
    expect(costMs).toBeGreaterThan(1_500);
    expect(costMs).toBeLessThan(3_000);
    expect(reason).toBe('lease-expired');
  });

  const sayings: readonly [string, NodeScript][] = [
    ['28 the node sheds load', shedding],
    [
      '7 garbage instead of commands',
      ({ socket }) => void socket.end('\u0007;;%%\nHTTP/1.1 200\n\n'),
    ],
    ['7 half a command, then death', ({ socket }) => void socket.end('EXEC Playb')],
    ['7 a result cut short', ({ socket }) => void socket.end('SET VARIABLE TEL_RESULT di')],
    ['5 the node ends without a result', ({ socket }) => void socket.end()],
    ['5 the node resets the connection', ({ socket }) => void socket.resetAndDestroy()],
  ];
  test.for(sayings)('by way of the second node: %s', async ([fault, script]) => {
    await using first = await startScriptedNode(script);
    await using second = await startScriptedNode(queues);
    const { costMs, reason } = await (
      await callWith(first.address, second.address)
    ).reachesQueue(1_000);
    noteFault({ fault, ended: 'node 2, queue', costMs });
    expect(costMs).toBeLessThan(1_000);
    expect(reason).toBe('asked-for-a-person');
    expect(second.visits).toEqual(['personal-ivr']);
  });

  test.skipIf(voidNetworkMissing() !== null)(
    `2 s per node, when the network swallows packets (${voidNetworkMissing() ?? 'two namespaces'})`,
    async () => {
      await using network = await startVoidNetwork();
      const node = `${network.host}:4573`;
      const { costMs } = await (await callWith(node, node)).reachesQueue(5_000);
      noteFault({ fault: '2 network swallows packets, both nodes', ended: 'queue', costMs });
      expect(costMs).toBeGreaterThan(1_900);
      expect(costMs).toBeLessThan(5_000);
    },
  );

  test('when both nodes shed', async () => {
    await using node = await startScriptedNode(shedding);
    const { costMs } = await (await callWith(node.address, node.address)).reachesQueue(1_000);
    noteFault({ fault: '28 both nodes shed load', ended: 'queue', costMs });
    expect(node.visits).toHaveLength(2);
  });

  test('10 ms after a crash in mid prompt, by way of the second node', async () => {
    let crashedAtMs = 0;
    await using first = await startScriptedNode(async ({ socket }) => {
      socket.write(`STREAM FILE "${LONG}" "0"\n`);
      await call?.event(isPrompting);
      crashedAtMs = performance.now();
      socket.destroy();
    });
    await using second = await startScriptedNode(queues);
    const { atMs } = await (await callWith(first.address, second.address)).reachesQueue(1_000);
    noteFault({
      fault: '5 killed in mid prompt',
      ended: 'node 2, queue',
      costMs: atMs - crashedAtMs,
    });
    expect(atMs - crashedAtMs).toBeLessThan(500);
    expect(second.visits).toEqual(['personal-ivr']);
  });

  test('when the node decides so, with the priority and the reason it gave', async () => {
    await using node = await startScriptedNode(async (visit) => {
      await visit.ask('SET VARIABLE TEL_PRIO "7; evil"');
      await queues(visit);
    });
    const { reason } = await (await callWith(node.address)).reachesQueue(1_000);
    expect(reason).toBe('asked-for-a-person');
    expect(await call?.variable('QUEUE_PRIO')).toBe('7');
  });
});

describe('what an extension may be', () => {
  test.for(['99; 34@x', '33&Local/s@caller', '', '3 3', '999', '${EXTEN}', '33"'])(
    'the text <%s> is nobody: the queue',
    async (extension) => {
      await using node = await startScriptedNode(async ({ ask, socket }) => {
        await ask(`SET VARIABLE TEL_EXT "${extension.replaceAll('"', String.raw`\"`)}"`);
        await ask('SET VARIABLE TEL_RESULT "dial"');
        socket.end();
      });
      const { reason } = await (await callWith(node.address)).reachesQueue(1_000);
      expect(reason).toBe('no-such-extension');
    },
  );

  test('a known one is dialled, and the mark says who answered', async () => {
    await using node = await startScriptedNode(dials('33'));
    const answered = await (await callWith(node.address)).step('answered');
    expect(answered.fields['Extension']).toBe('33');
    expect(await call?.variable('TIMEOUT(absolute)'), 'no lease cuts the talk').toMatch(/^0/);
  });
});

test('a line feed in the caller name does not forge the start block', async () => {
  let start: ReadonlyMap<string, string> = new Map();
  await using node = await startScriptedNode(async (visit) => {
    start = visit.start;
    await queues(visit);
  });
  await office.ami.action('Setvar', { Variable: 'TEL_NODE1', Value: node.address });
  call = await OfficeCall.place(office, { context: 'forged', did: 's' });
  await call.reachesQueue(2_000);
  expect(node.visits).toEqual(['personal-ivr']);
  expect(start.get('agi_calleridname')).toMatch(/^Annaagi_network_script/);
});

describe('a caller who hangs up leaves nothing behind', () => {
  test.for<readonly [string, NodeScript, (call: OfficeCall) => Promise<unknown>]>([
    [
      'in mid prompt',
      async ({ ask }) => void (await ask(`STREAM FILE "${LONG}" ""`)),
      (it) => it.event(isPrompting),
    ],
    ['before a node that hangs', silent, (it) => it.event(isVisiting)],
    ['in talk', dials('33'), (it) => it.step('answered')],
    ['in the queue', queues, (it) => it.reachesQueue(1_000)],
  ])('%s', async ([, script, until]) => {
    await using node = await startScriptedNode(script);
    const placed = await callWith(node.address);
    await until(placed);
    const hungUpAtMs = performance.now();
    await placed.hangUp();
    call = null;
    expect(performance.now() - hungUpAtMs, 'gone at once, not with the lease').toBeLessThan(1_500);
  });
});

test('a prompt is heard before the decision', async () => {
  let reply = '';
  await using node = await startScriptedNode(async (visit) => {
    reply = await visit.ask(`STREAM FILE "${HELLO}" "0"`);
    await queues(visit);
  });
  await (await callWith(node.address)).reachesQueue(5_000);
  expect(reply).toMatch(/^200 result=0 endpos=[1-9]/);
});
