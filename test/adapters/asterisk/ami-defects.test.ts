import { expect, test } from 'vitest';
import { valueOf, type AmiMessage } from '#adapters/asterisk/ami-wire.ts';
import { startFakeAmi } from '#test/fakes/fake-ami.ts';
import { clientFor } from './ami-under-test.ts';

// One test per defect of asterisk-manager 0.2.0 (docs: asterisk.md 5.2, services.md 7.3), and per trap of AMI itself.

test('half a line of a lost connection is not glued to the greeting of the next', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const heard = Promise.withResolvers<AmiMessage>();
  under.client.on('Hangup', (event) => heard.resolve(event));
  under.client.start();
  await under.ready();
  const first = await ami.session(0);
  first.raw('Event: Hangup\r\nChannel: PJSIP/34-0000');
  first.end();
  await under.ready(2);
  (await ami.session(1)).event('Hangup', { Channel: 'PJSIP/35-00000001' });
  expect(valueOf(await heard.promise, 'channel')).toBe('PJSIP/35-00000001');
});

test('an action that waits when the connection drops is rejected, not forgotten', async () => {
  await using ami = await startFakeAmi({ answer: (action) => action.get('Action') === 'DBPut' });
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const put = under.client.action('DBPut', { Family: 'a', Key: 'b', Val: 'c' });
  const session = await ami.session(0);
  await session.seen('DBPut');
  session.reset();
  await expect(put).rejects.toMatchObject({
    code: 'unavailable',
    retryable: true,
    message: 'the AMI connection is over', // at once, not at the deadline
  });
});

test('an action that is never answered is rejected at its deadline; a late answer hurts nobody', async () => {
  await using ami = await startFakeAmi({ answer: (action) => action.get('Action') === 'DBPut' });
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const put = under.client.action('DBPut', { Family: 'a', Key: 'b' }, { timeoutMs: 20 });
  await expect(put).rejects.toMatchObject({ code: 'unavailable' });
  const session = await ami.session(0);
  session.reply(await session.seen('DBPut'), { Response: 'Success' });
  await expect(under.client.action('Ping')).resolves.toBeDefined();
});

for (const [what, fields] of [
  ['CR LF in a value', { Val: '1\r\nAction: Originate' }],
  ['a bare LF in a value', { Val: '1\nSecret: x' }],
  ['NUL in a value', { Val: '1\0' }],
  ['a line break in a key', { 'Val: 1\r\nAction': 'Originate' }],
  ['an ActionID of its own', { ActionID: 'close' }],
  ['a second Action', { action: 'Originate' }],
  ['a line longer than Asterisk reads', { Val: 'я'.repeat(600) }],
] as const) {
  test(`${what} is refused, and not a byte of it is sent`, async () => {
    await using ami = await startFakeAmi();
    await using under = clientFor(ami.port);
    under.client.start();
    await under.ready();
    const put = under.client.action('DBPut', { Family: 'a', Key: 'b', ...fields });
    await expect(put).rejects.toMatchObject({ code: 'invalid', retryable: false });
    await under.client.action('Ping');
    expect((await ami.session(0)).received()).not.toMatch(/DBPut|Originate|Secret: x/);
  });
}

test('a secret with a line break is refused before anything connects', () => {
  expect(() => clientFor(1, { secret: 's3cret\r\nAction: Originate' })).toThrow(/CR, LF or NUL/);
  expect(() => clientFor(1, { user: 'tel\n' })).toThrow(/CR, LF or NUL/);
});

test('FullyBooted that overtakes the answer to the login is not missed', async () => {
  await using ami = await startFakeAmi({
    answer(action, session) {
      if (action.get('Action') !== 'login') return false;
      session.raw(
        `Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n` +
          `Response: Success\r\nActionID: ${action.get('ActionID')}\r\n\r\n`,
      );
      return true;
    },
  });
  await using under = clientFor(ami.port, { timing: { bootedMs: 60_000 } });
  under.client.start();
  await under.ready();
  expect(under.client.state()).toBe('ready');
});

test('the mask is sent as EventMask right after the login, for the library misspells it there', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port, { eventMask: 'call' });
  under.client.start();
  await under.ready();
  const session = await ami.session(0);
  expect((await session.seen('login')).get('Event')).toBe('off'); // a word that Asterisk does not know
  expect(session.actions[1]?.get('Eventmask')).toBe('call');
});

test('an OriginateResponse event with our ActionID is an event, and does not answer the action twice', async () => {
  await using ami = await startFakeAmi({
    answer(action, session) {
      if (action.get('Action') !== 'Originate') return false;
      const id = { ActionID: action.get('ActionID') ?? '' };
      session.event('OriginateResponse', { ...id, Response: 'Failure', Reason: '3' });
      session.reply(action, { Response: 'Success', Message: 'queued' });
      session.event('OriginateResponse', { ...id, Response: 'Failure', Reason: '3' });
      return true;
    },
  });
  await using under = clientFor(ami.port);
  const reasons: string[] = [];
  under.client.on('OriginateResponse', (event) => void reasons.push(valueOf(event, 'reason')));
  under.client.start();
  await under.ready();
  const answer = await under.client.action('Originate', { Channel: 'Local/1@x' });
  expect(valueOf(answer, 'message')).toBe('queued');
  await under.client.action('Ping');
  expect(reasons).toEqual(['3', '3']);
});

test('an ActionID on the wire cannot name one of the library’s own events', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const session = await ami.session(0);
  for (const word of ['close', 'error', 'connect', 'rawevent', '__proto__', '12345']) {
    session.raw(`Response: Success\r\nActionID: ${word}\r\n\r\n`);
  }
  await under.client.action('Ping');
  expect(under.client.counters.losses).toBe(0);
});

test('an event named like one of the library’s own does not run away with it', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const session = await ami.session(0);
  for (const name of ['rawevent', 'close', 'error', 'end', 'connect'])
    session.event(name, { X: 'y' });
  await under.client.action('Ping');
  expect(under.client.counters).toMatchObject({ losses: 0, socketErrors: 0 });
});

test('a peer that is gone without a word is noticed by the Ping it does not answer, and the socket destroyed', async () => {
  await using ami = await startFakeAmi({ answer: (action) => action.get('Action') === 'Ping' });
  await using under = clientFor(ami.port, { timing: { pingEveryMs: 20, pingMs: 20 } });
  under.client.start();
  await (
    await ami.session(0)
  ).closed;
  await under.ready(2);
  expect(under.log.lines.find((line) => line.level === 'warn')?.fields['why']).toBe(
    'AMI did not answer Ping within 20 ms',
  );
});

test('an answered Ping keeps the connection', async () => {
  let pings = 0;
  const many = Promise.withResolvers<void>();
  await using ami = await startFakeAmi({
    answer(action) {
      if (action.get('Action') === 'Ping' && ++pings === 10) many.resolve();
      return false;
    },
  });
  await using under = clientFor(ami.port, { timing: { pingEveryMs: 5, pingMs: 1_000 } });
  under.client.start();
  await many.promise;
  expect(under.client.counters).toMatchObject({ readies: 1, losses: 0 });
});

test('when it was us who stood still, an answer that lies in the socket still counts', async () => {
  await using ami = await startFakeAmi({ answer: (action) => action.get('Action') === 'DBPut' });
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const put = under.client.action('DBPut', { Family: 'a', Key: 'b' }, { timeoutMs: 60 });
  const session = await ami.session(0);
  const action = await session.seen('DBPut');
  session.reply(action, { Response: 'Success', Message: 'ok' });
  const untilMs = performance.now() + 120;
  while (performance.now() < untilMs) void 0; // a stalled event loop
  await expect(put).resolves.toBeDefined();
});

test('a line that never ends and trickles in is ended by the heartbeat', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port, { timing: { pingEveryMs: 50, pingMs: 50 } });
  under.client.start();
  await under.ready();
  const session = await ami.session(0);
  const endless = setInterval(() => session.raw('x'.repeat(1_000)), 2);
  await session.closed;
  clearInterval(endless);
  await under.ready(2);
  expect(under.log.lines[1]?.fields['why']).toMatch(/Ping/);
});

test('a line that never ends costs one connection, not the memory', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const session = await ami.session(0);
  session.raw('x'.repeat(3_000_000));
  await session.closed;
  await under.ready(2);
  expect(under.log.lines[1]?.fields['why']).toBe('a message without end');
});

test('a `Response: Follows` that never ends costs one connection', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port, { timing: { pingEveryMs: 50, pingMs: 50 } });
  under.client.start();
  await under.ready();
  (await ami.session(0)).raw('Response: Follows\r\nPrivilege: Command\r\n\r\n');
  await under.ready(2);
  expect(under.log.lines[1]?.fields['why']).toMatch(/did not answer Ping/);
});

test('keys that every object has are only keys', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const heard = Promise.withResolvers<AmiMessage>();
  under.client.on('VarSet', (event) => heard.resolve(event));
  under.client.start();
  await under.ready();
  (await ami.session(0)).raw(
    'Event: VarSet\r\n__proto__: a\r\nconstructor: b\r\ntoString: c\r\nVariable: NAME\r\nValue: v\r\n\r\n',
  );
  const event = await heard.promise;
  expect(valueOf(event, 'constructor')).toBe('b');
  expect(valueOf(event, 'tostring')).toBe('c');
  expect(valueOf(event, 'variable')).toBe('NAME'); // the library made an object of it
  expect(({} as Record<string, unknown>)['a']).toBeUndefined();
});

test('runs of blank lines, keys without a blank and lines without a colon change nothing', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const heard = Promise.withResolvers<AmiMessage>();
  under.client.on('Hangup', (event) => heard.resolve(event));
  under.client.start();
  await under.ready();
  (await ami.session(0)).raw(
    '\r\n\r\n\r\nEvent: Hangup\r\nExten:\r\nno colon\r\nCause: 16\r\n\r\n\r\n',
  );
  const event = await heard.promise;
  expect([valueOf(event, 'exten'), valueOf(event, 'cause')]).toEqual(['', '16']);
});

test('a value that was said twice is believed neither time', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const heard = Promise.withResolvers<AmiMessage>();
  under.client.on('Hangup', (event) => heard.resolve(event));
  under.client.start();
  await under.ready();
  (await ami.session(0)).raw(
    'Event: Hangup\r\nLinkedid: forged\r\nLinkedid: 1.1\r\nCause: 16\r\n\r\n',
  );
  const event = await heard.promise;
  expect([valueOf(event, 'linkedid'), valueOf(event, 'cause')]).toEqual(['', '16']);
});

test('a character whose bytes arrive one by one comes through whole', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const heard = Promise.withResolvers<AmiMessage>();
  under.client.on('Newchannel', (event) => heard.resolve(event));
  under.client.start();
  await under.ready();
  const session = await ami.session(0);
  const bytes = Buffer.from('Event: Newchannel\r\nCallerIDName: Жанна 📞\r\n\r\n');
  for (const byte of bytes) {
    session.raw(Uint8Array.of(byte));
    await new Promise(setImmediate); // so that each leaves as a packet of its own
  }
  expect(valueOf(await heard.promise, 'calleridname')).toBe('Жанна 📞');
});

test('the caller’s object is not changed', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const fields = Object.freeze({ Family: 'a', Key: 'b', Val: 1 });
  await under.client.action('DBPut', fields);
  expect(ami.database.get('a/b')).toBe('1');
});

test('the console stays quiet, whatever breaks', async () => {
  const written: unknown[] = [];
  const { log } = console;
  console.log = (...words: unknown[]) => void written.push(words);
  try {
    await using ami = await startFakeAmi();
    await using under = clientFor(ami.port);
    under.client.start();
    await under.ready();
    (await ami.session(0)).reset();
    await under.ready(2);
    await ami.close();
    await under.log.until('AMI connection lost', 4);
    await under.client.action('Ping').catch(() => undefined);
  } finally {
    console.log = log;
  }
  expect(written).toEqual([]);
});

test('fifty thousand events in one go: all are heard in order, and the loop is never held for long', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  let heard = 0;
  let disorder = 0;
  const all = Promise.withResolvers<void>();
  under.client.on('Newexten', (event) => {
    if (valueOf(event, 'number') !== String(heard)) disorder++;
    if (++heard === 50_000) all.resolve();
  });
  under.client.start();
  await under.ready();
  const flood = Buffer.from(
    Array.from({ length: 50_000 }, (_, number) => newexten(number)).join(''),
  );
  // What this thread works in one turn: on a busy machine the clock of the wall would measure the others.
  const workedMs = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let longestMs = 0;
  let last = workedMs();
  const watch = setInterval(() => {
    const now = workedMs();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  }, 1);
  (await ami.session(0)).raw(flood);
  await all.promise;
  clearInterval(watch);
  expect(disorder).toBe(0);
  expect(longestMs).toBeLessThan(100);
});

test('a listening port on which nothing accepts does not hold the client', async () => {
  // 192.0.2.0/24 (TEST-NET-1) is routed nowhere: the connection neither stands nor fails.
  await using under = clientFor(9, { host: '192.0.2.1', timing: { connectMs: 30 } });
  under.client.start();
  await under.log.until('AMI connection lost');
  const why = under.log.lines[0]?.fields['why'];
  expect(why).toMatch(/connecting took longer than 30 ms|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED/);
});

function newexten(number: number): string {
  return (
    `Event: Newexten\r\nPrivilege: call,all\r\nChannel: PJSIP/trunk-0000000a\r\nChannelState: 6\r\n` +
    `CallerIDNum: 79161234567\r\nContext: inbound\r\nUniqueid: 1.1\r\nNumber: ${number}\r\n\r\n`
  );
}
