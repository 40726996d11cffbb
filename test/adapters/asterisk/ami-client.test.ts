import { expect, test } from 'vitest';
import type { AmiState } from '#adapters/asterisk/ami-client.ts';
import { valueOf } from '#adapters/asterisk/ami-wire.ts';
import { startFakeAmi } from '#test/fakes/fake-ami.ts';
import { clientFor } from './ami-under-test.ts';

test('a client logs in, sets the event mask, resyncs, and only then is ready', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const states: AmiState[] = [];
  under.client.onResync(async () => void states.push(under.client.state()));
  under.client.start();
  await under.ready();
  states.push(under.client.state());
  expect(states).toEqual(['resync', 'ready']);
  const [session] = ami.sessions;
  expect(session?.actions.map((action) => action.get('Action'))).toEqual(['login', 'Events']);
  expect(session?.actions[1]?.get('Eventmask')).toBe('system,call,agent,user');
});

test('a resync may ask, and its answers are there before the client is ready', async () => {
  await using ami = await startFakeAmi();
  ami.hints.push({ exten: '34', context: 'office', hint: 'PJSIP/34', status: 0 });
  ami.hints.push({ exten: '35', context: 'office', hint: 'PJSIP/35', status: 1 });
  await using under = clientFor(ami.port);
  const extensions: string[] = [];
  under.client.onResync(async () => {
    const list = await under.client.list('ExtensionStateList');
    extensions.push(...list.map((item) => valueOf(item, 'exten')));
  });
  under.client.start();
  await under.ready();
  expect(extensions).toEqual(['34', '35']);
});

test('a resync that fails is logged and does not keep the others from asking', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  let second = false;
  under.client.onResync(async () => void (await under.client.list('NoSuchList')));
  under.client.onResync(async () => void (second = true));
  under.client.start();
  await under.ready();
  expect(second).toBe(true);
  expect(under.client.counters.listenerErrors).toBe(1);
});

test('after a lost connection the client comes back, asks anew, and hears events again', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const heard: string[] = [];
  let resyncs = 0;
  let losses = 0;
  const again = Promise.withResolvers<void>();
  under.client.on('DeviceStateChange', (event) => {
    heard.push(valueOf(event, 'device'));
    if (heard.length === 2) again.resolve();
  });
  under.client.onResync(async () => void resyncs++);
  under.client.onLost(() => void losses++);
  under.client.start();
  await under.ready();
  const first = await ami.session(0);
  first.event('DeviceStateChange', { Device: 'PJSIP/34', State: 'INUSE' });
  first.end();
  await under.ready(2);
  (await ami.session(1)).event('DeviceStateChange', { Device: 'PJSIP/35', State: 'INUSE' });
  await again.promise;
  expect(heard).toEqual(['PJSIP/34', 'PJSIP/35']);
  expect([resyncs, losses]).toEqual([2, 1]);
});

test('a manager interface that comes up later is found by itself', async () => {
  await using ami = await startFakeAmi();
  await ami.close();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.log.until('AMI connection lost', 3);
  expect(under.client.counters.socketErrors).toBeGreaterThanOrEqual(3);
  await ami.open();
  await under.ready();
});

test('a refused login is an error in the log, and is not repeated for a minute', async () => {
  await using ami = await startFakeAmi({ secret: 'another' });
  await using under = clientFor(ami.port, { backoff: { minMs: 1, maxMs: 1, refusedMs: 60_000 } });
  under.client.start();
  await under.log.until('AMI login refused: compare user and secret with manager.conf');
  await (
    await ami.session(0)
  ).closed;
  expect(under.client.state()).toBe('waiting');
  expect(under.client.counters.loginsRefused).toBe(1);
  expect(ami.sessions).toHaveLength(1);
  expect(JSON.stringify(under.log.lines)).not.toContain('s3cret');
});

test('a login that is never answered is given up', async () => {
  await using ami = await startFakeAmi({ answer: () => true });
  await using under = clientFor(ami.port, { timing: { loginMs: 30 } });
  under.client.start();
  await (
    await ami.session(0)
  ).closed;
  await ami.session(1);
  expect(under.log.lines[0]?.fields['why']).toBe('login took longer than 30 ms');
});

test('a user who may not hear FullyBooted gets ready all the same', async () => {
  await using ami = await startFakeAmi({
    answer(action, session) {
      if (action.get('Action') !== 'login') return false;
      session.reply(action, { Response: 'Success', Message: 'Authentication accepted' });
      return true;
    },
  });
  await using under = clientFor(ami.port, { timing: { bootedMs: 20 } });
  let resyncs = 0;
  const resynced = Promise.withResolvers<void>();
  under.client.onResync(async () => {
    if (++resyncs === 2) resynced.resolve();
  });
  under.client.start();
  await under.ready();
  // And when Asterisk was only still booting, everything is asked for once more at its end.
  (await ami.session(0)).event('FullyBooted', { Status: 'Fully Booted' });
  await resynced.promise;
  expect(under.client.counters).toMatchObject({ readies: 1, losses: 0 });
});

test('outside ready an action is refused at once and never sent', async () => {
  await using ami = await startFakeAmi({ answer: () => true });
  await using under = clientFor(ami.port);
  await expect(under.client.action('Ping')).rejects.toMatchObject({ code: 'unavailable' });
  under.client.start();
  const session = await ami.session(0);
  await session.seen('login');
  await expect(under.client.list('CoreShowChannels')).rejects.toMatchObject({
    code: 'unavailable',
  });
  await under.client.stop();
  await session.closed;
  await expect(under.client.action('Ping')).rejects.toMatchObject({ code: 'unavailable' });
  expect(session.actions).toHaveLength(1);
});

test('stop leaves nothing running, whatever state it finds', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.client.stop(); // while connecting
  expect(under.client.state()).toBe('stopped');
  under.client.start();
  await under.ready();
  await under.client.stop();
  await (
    await ami.session(ami.sessions.length - 1)
  ).closed;
  expect(under.client.state()).toBe('stopped');
});

test('a listener that throws harms neither the other listeners nor the connection', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  const heard = Promise.withResolvers<void>();
  under.client.on('Hangup', () => {
    throw new Error('a bug');
  });
  under.client.on('hangup', () => heard.resolve());
  under.client.start();
  await under.ready();
  (await ami.session(0)).event('Hangup', { Uniqueid: '1.1' });
  await heard.promise;
  expect(under.client.counters.listenerErrors).toBe(1);
  await expect(under.client.action('Ping')).resolves.toBeDefined();
});

test('Asterisk says no: the failure carries its words and is not worth a retry', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  await expect(under.client.action('Originate')).rejects.toMatchObject({
    code: 'refused',
    retryable: false,
    message: expect.stringContaining('Invalid/unknown command'),
  });
  await expect(under.client.list('DBGet', { Family: 'a', Key: 'b' })).rejects.toMatchObject({
    code: 'not-found',
  });
});
