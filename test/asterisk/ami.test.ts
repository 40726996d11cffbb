import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAmiClient, type AmiClient } from '#adapters/asterisk/ami-client.ts';
import { watchOutcomes } from '#adapters/asterisk/outcomes.ts';
import { createPresence, type AmiPresence } from '#adapters/asterisk/presence.ts';
import { createKillSwitch } from '#adapters/asterisk/switch.ts';
import type { CallOutcome } from '#ports/journal.ts';
import { startAsterisk, type AsteriskInstance } from '#test/bed/asterisk.ts';
import { recordedLog, type RecordedLog } from '../adapters/asterisk/ami-under-test.ts';

// The product's AMI side on a real Asterisk, with the rights of dialplan/manager-example.conf and no more.

const SECRET = 'ЗАМЕНИТЕ';
const example = readFileSync(
  new URL('../../dialplan/manager-example.conf', import.meta.url),
  'utf8',
);

let asterisk: AsteriskInstance;
beforeAll(async () => {
  asterisk = await startAsterisk({
    extensions: `[telefonistka-employees]
exten => 34,hint,Custom:phone34&Custom:DND34
exten => 35,hint,Local/35@phones/n
exten => 36,hint,PJSIP/nobody
[phones]
exten => 35,1,Answer()
 same => n,Wait(2)
 same => n,Hangup()
exten => 36,1,Wait(60)
[caller]
exten => s,1,Answer()
 same => n,Wait(60)
[inbound]
exten => 1,1,Answer()
 same => n,Dial(\${HINT(35@telefonistka-employees)},10)
exten => 2,1,Answer()
 same => n,Queue(sales,,,,10)
exten => 3,1,Answer()
 same => n,Queue(empty,,,,1)
 same => n,Hangup(21)
exten => 4,1,GotoIf($["\${DB(telefonistka/off)}" = "1"]?queue)
 same => n,Goto(1,1)
 same => n(queue),Goto(2,1)
`,
    files: ({ address, amiPort }) => ({
      'manager.conf': `[general]
enabled = yes
port = ${amiPort}
bindaddr = ${address}
${example}
[bed]
secret = bed
read = all
write = all
[with-system]
secret = ${SECRET}
read = system,call
write = reporting,system
`,
      'queues.conf':
        '[general]\n[sales]\nmember => Local/35@phones/n,0,Petr\n[empty]\njoinempty = yes\n',
    }),
  });
});
afterAll(() => asterisk.stop());

interface Watch extends AsyncDisposable {
  readonly client: AmiClient;
  readonly log: RecordedLog;
  readonly presence: AmiPresence;
  readonly told: readonly CallOutcome[];
}

function watch(user = 'telefonistka', secret = SECRET): Watch {
  const log = recordedLog();
  const { address, amiPort } = asterisk.place;
  const client = createAmiClient({ host: address, port: amiPort, user, secret, log });
  const presence = createPresence({ client, log });
  const told: CallOutcome[] = [];
  watchOutcomes({
    client,
    telephones: {
      employeeOf: (extension) => ({ '34': 'anna', '35': 'pyotr' })[extension],
      extensionsOf: (device) => presence.extensionsOf(device),
    },
    ended: (outcome) => void told.push(outcome),
    now: () => new Date(),
    log,
  });
  client.start();
  return { client, log, presence, told, [Symbol.asyncDispose]: () => client.stop() };
}

test('the rights of the example are enough: the client is ready and knows every hint', async () => {
  await asterisk.cli('devstate change Custom:phone34 NOT_INUSE');
  await using it = watch();
  await it.log.until('AMI ready');
  expect(it.presence.fresh).toBe(true);
  expect(['34', '35', '36', '99'].map((extension) => it.presence.stateOf(extension))).toEqual([
    'not_inuse',
    'invalid', // what Asterisk thinks of any Local channel with an option
    'unavailable',
    null,
  ]);
  expect(it.presence.extensionsOf('Local/35@phones')).toEqual(['35']);
  expect(it.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('and no more than enough: nobody can be called, commanded or switched off with them', async () => {
  await using it = watch();
  await it.log.until('AMI ready');
  for (const [action, fields] of [
    ['Originate', { Channel: 'Local/36@phones', Application: 'Wait', Data: '1' }],
    ['Command', { Command: 'core show version' }],
    ['Setvar', { Variable: 'X', Value: 'y' }],
    ['DBPut', { Family: 'telefonistka', Key: 'off', Val: '1' }],
    ['ModuleLoad', { LoadType: 'reload' }],
  ] as const) {
    const failure = { code: 'refused', message: expect.stringContaining('ermission denied') };
    await expect(it.client.action(action, fields), action).rejects.toMatchObject(failure);
  }
});

test('a telephone that gets busy, and do-not-disturb, are seen as they happen', async () => {
  await using it = watch();
  await it.log.until('AMI ready');
  const state = () => it.presence.stateOf('34');
  await asterisk.cli('devstate change Custom:phone34 INUSE');
  await expect.poll(state).toBe('inuse');
  await asterisk.cli('devstate change Custom:phone34 NOT_INUSE');
  await expect.poll(state).toBe('not_inuse');
  await asterisk.cli('devstate change Custom:DND34 INUSE');
  await expect.poll(state).toBe('dnd');
  await asterisk.cli('devstate change Custom:DND34 NOT_INUSE');
  await expect.poll(state).toBe('not_inuse');
});

test('a call through HINT() ends with the employee who answered', async () => {
  await using it = watch();
  await it.log.until('AMI ready');
  const linkedid = await call('1');
  await expect.poll(() => it.told, { timeout: 15_000 }).toHaveLength(1);
  expect(it.told[0]).toMatchObject({
    linkedid,
    employeeId: 'pyotr',
    reached: 'employee',
    queue: null,
    transferred: false,
  });
  expect(it.told[0]?.talkSeconds).toBeGreaterThanOrEqual(2);
});

test('a call that the queue’s member takes ends with that employee, in that queue', async () => {
  await using it = watch();
  await it.log.until('AMI ready');
  const linkedid = await call('2');
  await expect.poll(() => it.told, { timeout: 15_000 }).toHaveLength(1);
  expect(it.told[0]).toMatchObject({ linkedid, employeeId: 'pyotr', queue: 'sales' });
});

test('a call that nobody takes ends in the queue, with its hangup cause', async () => {
  await using it = watch();
  await it.log.until('AMI ready');
  const linkedid = await call('3');
  await expect.poll(() => it.told, { timeout: 15_000 }).toHaveLength(1);
  expect(it.told[0]).toMatchObject({ linkedid, reached: 'queue', queue: 'empty', talkSeconds: 0 });
});

test('the kill switch works on the next call', async () => {
  await using it = watch('with-system');
  await it.log.until('AMI ready');
  const killSwitch = createKillSwitch(it.client);
  expect(await killSwitch.isOff()).toBe(false);
  await killSwitch.turnOff();
  expect(await killSwitch.isOff()).toBe(true);
  expect(await asterisk.cli('database get telefonistka off')).toContain('Value: 1');
  await killSwitch.turnOn();
  await killSwitch.turnOn('74951234567');
  expect(await killSwitch.isOff()).toBe(false);
  expect(await asterisk.cli('database get telefonistka off')).toContain('Value: 0');
});

test('a caller’s name with line breaks forges no event', async () => {
  await using it = watch();
  await it.log.until('AMI ready');
  const forged = 'x%0D%0A%0D%0AEvent: Hangup%0D%0AUniqueid: 1.1%0D%0ALinkedid: 1.1';
  await call('1', { 'CALLERID(name)': `\${URIDECODE(${forged})}` });
  await expect.poll(() => it.told, { timeout: 15_000 }).toHaveLength(1);
  expect(it.told[0]?.employeeId).toBe('pyotr');
  expect(it.client.counters).toMatchObject({ losses: 0, listenerErrors: 0 });
});

test('a wrong secret is one refused login and one line for the administrator', async () => {
  await using it = watch('telefonistka', 'wrong');
  await it.log.until('AMI login refused: compare user and secret with manager.conf');
  expect(it.client.state()).toBe('waiting');
  expect(it.presence.fresh).toBe(false);
  expect(JSON.stringify(it.log.lines)).not.toContain('wrong');
});

test('Asterisk restarts: presence is stale at once, and true again when it is back', async () => {
  await using it = watch();
  await it.log.until('AMI ready');
  await asterisk.cli('devstate change Custom:phone34 INUSE');
  await expect.poll(() => it.presence.stateOf('34')).toBe('inuse');
  const linkedid = await call('1');
  await asterisk.ami.waitFor(
    ({ name, fields }) => name === 'BridgeEnter' && fields['Linkedid'] === linkedid,
    10_000,
  );
  asterisk.kill('SIGKILL');
  await it.log.until('AMI connection lost');
  expect(it.presence.fresh).toBe(false);
  await asterisk.restart();
  await it.log.until('AMI ready', 2);
  await expect.poll(() => it.presence.stateOf('34'), { timeout: 15_000 }).toBe('inuse');
  expect(it.presence.fresh).toBe(true);
  expect(it.told).toEqual([]); // the call that was cut is not guessed at
  await call('1');
  await expect.poll(() => it.told, { timeout: 15_000 }).toHaveLength(1);
});

/** Somebody calls; the linkedid of the call. */
function call(exten: string, variables: Record<string, string> = {}): Promise<string> {
  return asterisk.originate({ channel: 'Local/s@caller/n', context: 'inbound', exten, variables });
}
