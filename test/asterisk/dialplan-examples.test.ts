import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { loadedDialplan } from '#adapters/asterisk/loaded-dialplan.ts';
import { createPresence } from '#adapters/asterisk/presence.ts';
import { Secret } from '#app/config/secret.ts';
import { amiCheck } from '#app/doctor/ami.ts';
import { lintDialplan } from '#domain/call/dialplan-lint.ts';
import { connectAmi, type AmiEvent, type TestAmi } from '#test/bed/ami.ts';
import { startAsterisk, type AsteriskInstance } from '#test/bed/asterisk.ts';
import { CALLER_CONTEXT, OfficeCall } from '#test/bed/office-call.ts';
import { dials, startScriptedNode } from '#test/bed/scripted-node.ts';
import { clientFor } from '../adapters/asterisk/ami-under-test.ts';

// What an administrator copies is loaded as it stands; of all of it only the secret is changed, as its comment asks.

const SECRET = 'what-the-administrator-wrote';
const NOBODY = '127.0.0.1:1'; // refuses at once
const MOBILE = '79161234567';
const AT_ONCE_MS = 1_500;

/** Every telephone of the office, and the far end of its trunk: who is called answers; a mobile presses 1. */
const OUTSIDE = `
[answers]
exten => ${MOBILE},1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(1)
 same => n,Wait(60)
exten => _X.,1,Answer()
 same => n,Wait(60)
`;

let outside: AsteriskInstance;
let office: AsteriskInstance;
beforeAll(async () => {
  outside = await startAsterisk({
    extensions: OUTSIDE,
    modules: ['res_pjsip_endpoint_identifier_anonymous'],
    files: ({ address, sipPort }) => ({
      'pjsip.conf': [
        ...transport(`${address}:${sipPort}`),
        ...endpoint('anonymous', 'answers'),
        '',
      ].join('\n'),
    }),
  });
  const { address: theirs, sipPort: theirPort } = outside.place;
  office = await startAsterisk({
    extensions: `
#include ${shipped('telefonistka.conf')}
#include ${shipped('employees-example.conf')}
[from-trunk]
exten => _X.,1,Goto(telefonistka,\${EXTEN},1)
${CALLER_CONTEXT}`,
    files: ({ address, sipPort, amiPort }) => ({
      'queues.conf': `#include ${shipped('queues-example.conf')}\n`,
      'manager.conf': [
        '[general]',
        'enabled = yes',
        `port = ${amiPort}`,
        `bindaddr = ${address}`,
        readFileSync(shipped('manager-example.conf'), 'utf8').replace('ЗАМЕНИТЕ', SECRET),
        '[bed]',
        'secret = bed',
        'read = all',
        'write = all',
        '',
      ].join('\n'),
      'pjsip.conf': [
        ...transport(`${address}:${sipPort}`),
        ...['101', '102', '201', '202', 'trunk'].flatMap((name) => [
          ...endpoint(name, 'from-trunk'),
          `aors = ${name}`,
          `[${name}]`,
          'type = aor',
          `contact = sip:${name}@${theirs}:${theirPort}`,
        ]),
        '',
      ].join('\n'),
    }),
  });
  // Asterisk works hints out before the contexts that their Local channels lead to are there: dialplan/README.md.
  await office.cli('dialplan reload');
});
afterAll(async () => {
  await office?.stop();
  await outside?.stop();
});

let call: OfficeCall | null = null;
afterEach(hangUp);

/** The caller puts the phone down; answers when every leg of his call is gone: a member's, a mobile's. */
async function hangUp(): Promise<void> {
  const placed = call;
  call = null;
  if (placed === null) return;
  await placed.leave();
  await office.ami.waitFor(() => placed.channels().length === 0, 5_000);
}

/** Points the dialplan to this node and places a call. */
async function callWith(node: string): Promise<OfficeCall> {
  await office.ami.action('Setvar', { Variable: 'TEL_NODE1', Value: node });
  call = await OfficeCall.place(office, { context: 'from-trunk' });
  return call;
}

test('the queue is there, with its strategy and its members', async () => {
  const listed = await list('QueueStatus', { Queue: 'sales' });
  expect(listed.find(({ name }) => name === 'QueueParams')?.fields).toMatchObject({
    Queue: 'sales',
    Strategy: 'rrmemory',
    Max: '0',
  });
  const members = listed
    .filter(({ name }) => name === 'QueueMember')
    .map(({ fields: { Name, Location, StateInterface } }) =>
      [Name, Location, StateInterface].join(),
    );
  expect(members.toSorted()).toEqual([
    'Sales one,PJSIP/201,PJSIP/201',
    'Sales two,PJSIP/202,PJSIP/202',
  ]);
  const free = listed.filter(({ fields }) => fields['Status'] === '1');
  expect(free, 'their telephones are there').toHaveLength(2);
});

test('every hint of the employees resolves to a telephone that is free', async () => {
  for (const [extension, device] of [
    ['101', 'PJSIP/101'],
    ['102', 'PJSIP/102'],
    ['190', 'Local/190@telefonistka-external/n'],
  ] as const) {
    const shown = device.slice(0, 20); // Asterisk 16 cuts what is longer
    await expect
      .poll(() => office.cli('core show hints'), { timeout: 5_000 })
      .toMatch(new RegExp(`^ *${extension}@telefonistka-emp.*: ${shown}.* State:Idle `, 'm'));
  }
});

test('an employee at a telephone is connected by his extension', async () => {
  await using node = await startScriptedNode(dials('101'));
  const placed = await callWith(node.address);
  expect((await placed.step('answered')).fields['Extension']).toBe('101');
  await placed.event(({ name }) => name === 'BridgeEnter');
});

test('an employee at a mobile is rung over the trunk, and gets the caller with the key 1', async () => {
  await using node = await startScriptedNode(dials('190'));
  const placed = await callWith(node.address);
  const rung = await placed.event(
    ({ name, fields }) =>
      name === 'Newexten' &&
      fields['Application'] === 'Dial' &&
      fields['Context'] === 'telefonistka-mobile',
  );
  expect(rung.fields['AppData']).toBe(`PJSIP/${MOBILE}@trunk,60,U(telefonistka-accept)`);
  const asked = await placed.event(
    ({ name, fields }) => name === 'Newexten' && fields['Application'] === 'Read',
  );
  expect(asked.fields['Context']).toBe('telefonistka-accept');
  const answered = await placed.step('answered');
  expect(answered.fields['Extension']).toBe('190');
  const accepted = await placed.event(
    ({ name, fields }) =>
      name === 'VarSet' && fields['Variable'] === 'TEL_KEY' && fields['Value'] === '1',
  );
  expect(accepted.atMs).toBeLessThan(answered.atMs);
  await placed.event(({ name }) => name === 'BridgeEnter');
});

test('with no service running a caller is in that very queue at once, and a member answers', async () => {
  const placed = await callWith(NOBODY);
  expect((await placed.reachesQueue(AT_ONCE_MS)).reason).toBe('no-service');
  const joined = await placed.event(({ name }) => name === 'QueueCallerJoin');
  expect(joined.fields['Queue']).toBe('sales');
  const connected = await placed.event(({ name }) => name === 'AgentConnect');
  expect(connected.fields['Queue']).toBe('sales');
  expect(['PJSIP/201', 'PJSIP/202']).toContain(connected.fields['Interface']);
  expect(await placed.variable('CHANNEL(state)')).toBe('Up');
});

test('who finds nobody free comes in all the same, hears which place is his, and gets the first who is free', async () => {
  const pause = (member: string, is: boolean) =>
    office.ami.action('QueuePause', { Queue: 'sales', Interface: member, Paused: String(is) });
  for (const member of ['PJSIP/201', 'PJSIP/202']) await pause(member, true);
  try {
    const placed = await callWith(NOBODY);
    await placed.reachesQueue(AT_ONCE_MS);
    // The music stops for what is announced, and goes on.
    const announced = await placed.event(({ name }) => name === 'MusicOnHoldStop', 15_000);
    await pause('PJSIP/202', false);
    const goesOn = await placed.event(
      ({ name, atMs }) => name === 'MusicOnHoldStart' && atMs > announced.atMs,
    );
    expect(goesOn.atMs - announced.atMs, 'all of it was said').toBeGreaterThan(3_000);
    const connected = await placed.event(({ name }) => name === 'AgentConnect');
    expect(connected.fields['Interface']).toBe('PJSIP/202');
  } finally {
    for (const member of ['PJSIP/201', 'PJSIP/202']) await pause(member, false);
  }
});

test('the product logs in with the AMI user, knows at once who is free, and its doctor is content', async () => {
  const { address: host, amiPort: port } = office.place;
  await using it = clientFor(port, { host, user: 'telefonistka', secret: SECRET });
  const presence = createPresence({ client: it.client, log: it.log });
  it.client.start();
  await expect.poll(() => it.client.state(), { timeout: 5_000 }).toBe('ready');
  expect(presence.fresh).toBe(true);
  await expect
    .poll(() => ['101', '102', '190', '103'].map((one) => presence.stateOf(one)))
    .toEqual(['not_inuse', 'not_inuse', 'not_inuse', null]);
  const settings = { host, port, user: 'telefonistka', secret: new Secret(SECRET) };
  const findings = await amiCheck({ ami: settings }, it.log).run(AbortSignal.timeout(10_000));
  expect(findings.map(({ severity }) => severity)).toEqual(['ok']);

  await office.cli('dialplan reload'); // the node is again the one that the example names
  const expected = { node: '127.0.0.1:4573', hintContext: 'telefonistka-employees' };
  expect(lintDialplan(await loadedDialplan(it.client), expected)).toEqual([]);
});

test('the AMI user has these rights and no other one', async () => {
  const shown = await office.cli('manager show user telefonistka');
  const rights = (kind: string) =>
    new RegExp(`^ *${kind} perm: *(.*)$`, 'm').exec(shown)?.[1]?.trim().split(',').toSorted();
  expect(rights('read')).toEqual(['agent', 'call', 'system', 'user']);
  expect(rights('write')).toEqual(['reporting']);
});

test('the AMI user hears of calls, queues and our own marks, and not of each step of a dialplan', async () => {
  await using eyes = await loggedIn();
  await using node = await startScriptedNode(dials('101'));
  const since = office.ami.events.length;
  await (await callWith(node.address)).event(({ name }) => name === 'BridgeEnter');
  await hangUp();
  const queued = await callWith(NOBODY);
  await queued.event(({ name }) => name === 'AgentConnect');
  await hangUp();
  await eyes.ami.waitFor(
    ({ name, fields }) => name === 'Hangup' && fields['Uniqueid'] === queued.uniqueid,
    5_000,
  );

  const needless = ['Newexten', 'VarSet', 'AGIExecStart', 'Cdr'];
  // They happen, and whoever may hear of everything does.
  for (const one of needless) await office.ami.waitFor(({ name }) => name === one, 5_000, since);
  const told = new Set(eyes.ami.events.map(({ name }) => name));
  expect([...told]).toEqual(
    expect.arrayContaining([
      'FullyBooted',
      'Newchannel',
      'BridgeEnter',
      'BridgeLeave',
      'Hangup',
      'DeviceStateChange',
      'ExtensionStatus',
      'QueueCallerJoin',
      'AgentConnect',
      'UserEvent',
    ]),
  );
  expect(needless.filter((one) => told.has(one))).toEqual([]);
});

test('the AMI user can neither call, nor command, nor write', async () => {
  await using eyes = await loggedIn();
  for (const [action, headers] of [
    ['Originate', { Channel: 'Local/101@telefonistka-employees', Application: 'Wait', Data: '1' }],
    ['Command', { Command: 'core show version' }],
    ['DBPut', { Family: 'telefonistka', Key: 'off', Val: '1' }],
    ['Setvar', { Variable: 'X', Value: 'y' }],
    ['Redirect', { Channel: 'x', Context: 'x', Exten: 's', Priority: '1' }],
    ['QueuePause', { Interface: 'PJSIP/201', Paused: 'true' }],
    ['GetConfig', { Filename: 'manager.conf' }],
  ] as const) {
    await expect(eyes.ami.action(action, headers), action).rejects.toThrow(/ermission denied/);
  }
});

test('the AMI user is let in from this machine alone', async () => {
  const { address, amiPort } = office.place;
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: address, port: amiPort, localAddress: '127.0.0.2' });
    let told = '';
    socket.setEncoding('utf8').on('error', reject);
    socket.on('data', (text: string) => {
      told += text;
      if (!/^Response: .*\r\n\r\n/ms.test(told)) return;
      socket.destroy();
      resolve(told);
    });
    socket.write(`Action: Login\r\nUsername: telefonistka\r\nSecret: ${SECRET}\r\n\r\n`);
  });
  expect(answer).toContain('Message: Authentication failed');
});

test('and Asterisk had nothing to complain of, neither at the start nor in any call', async () => {
  const complaints = await office.warnings();
  // Two of each call that found no service, as it was to.
  expect(complaints.filter((line) => !line.includes('res_agi.c: '))).toEqual([]);
});

async function loggedIn(): Promise<AsyncDisposable & { readonly ami: TestAmi }> {
  const { address: host, amiPort: port } = office.place;
  const ami = await connectAmi({ host, port, username: 'telefonistka', secret: SECRET });
  return { ami, [Symbol.asyncDispose]: async () => ami.close() };
}

/** The items of an AMI list. */
async function list(action: string, headers: Record<string, string>): Promise<AmiEvent[]> {
  const since = office.ami.events.length;
  await office.ami.action(action, headers);
  await office.ami.waitFor(({ name }) => name === `${action}Complete`, 5_000, since);
  return office.ami.events.slice(since);
}

function shipped(name: string): string {
  return fileURLToPath(new URL(`../../dialplan/${name}`, import.meta.url));
}

function transport(bind: string): string[] {
  return ['[transport-udp]', 'type = transport', 'protocol = udp', `bind = ${bind}`];
}

function endpoint(name: string, context: string): string[] {
  return [
    `[${name}]`,
    'type = endpoint',
    `context = ${context}`,
    'disallow = all',
    'allow = alaw',
    'dtmf_mode = rfc4733',
    'direct_media = no',
  ];
}
