import { expect, test } from 'vitest';
import type { AmiClientOptions } from '#adapters/asterisk/ami-client.ts';
import {
  createPresence,
  type AmiPresence,
  type PresenceOptions,
} from '#adapters/asterisk/presence.ts';
import {
  extensionStatus,
  startFakeAmi,
  type FakeAmi,
  type FakeAmiScript,
} from '#test/fakes/fake-ami.ts';
import { clientFor, type ClientUnderTest } from './ami-under-test.ts';

interface Office extends AsyncDisposable {
  readonly ami: FakeAmi;
  readonly under: ClientUnderTest;
  readonly presence: AmiPresence;
  /** Changes an extension as Asterisk does: its state, then the event. */
  set(exten: string, status: number): Promise<void>;
  setDevice(device: string, state: string): Promise<void>;
  /** Resolves when everything sent so far has been looked at. */
  settled(): Promise<void>;
}

const context = 'telefonistka-employees';
const office = (exten: string, status: number, hint = `PJSIP/${exten}`) => ({
  exten,
  context,
  hint,
  status,
});

async function startOffice(
  options: Partial<PresenceOptions> & {
    script?: FakeAmiScript;
    client?: Partial<AmiClientOptions>;
  } = {},
): Promise<Office> {
  const ami = await startFakeAmi(options.script);
  ami.hints.push(office('34', 0, 'PJSIP/34&Custom:DND34'), office('35', 1), office('36', 4));
  const under = clientFor(ami.port, options.client);
  const presence = createPresence({ client: under.client, log: under.log, ...options });
  const session = () => ami.sessions[ami.sessions.length - 1];
  const settled = async () => void (await under.client.action('Ping'));
  return {
    ami,
    under,
    presence,
    settled,
    async set(exten, status) {
      const hint = ami.hints.find((one) => one.exten === exten) ?? office(exten, status);
      hint.status = status;
      session()?.event('ExtensionStatus', extensionStatus(hint));
      await settled();
    },
    async setDevice(device, state) {
      ami.devices.set(device, state);
      session()?.event('DeviceStateChange', { Device: device, State: state });
      await settled();
    },
    async [Symbol.asyncDispose]() {
      await under.client.stop();
      await ami.close();
    },
  };
}

test('once the client is ready, every hint of the context is known by extension', async () => {
  await using it = await startOffice();
  it.ami.hints.push({ ...office('34', 2), context: 'elsewhere' });
  expect(it.presence.fresh).toBe(false);
  expect(it.presence.stateOf('34')).toBeNull();
  it.under.client.start();
  await it.under.ready();
  expect(it.presence.fresh).toBe(true);
  expect(['34', '35', '36', '99'].map((extension) => it.presence.stateOf(extension))).toEqual([
    'not_inuse',
    'inuse',
    'unavailable',
    null,
  ]);
});

test('a change is seen when it happens; a hint that is removed is forgotten', async () => {
  await using it = await startOffice();
  it.under.client.start();
  await it.under.ready();
  await it.set('34', 8);
  expect(it.presence.stateOf('34')).toBe('ringing');
  await it.set('34', -1);
  expect(it.presence.stateOf('34')).toBeNull();
});

test('extensions of other contexts change nothing', async () => {
  await using it = await startOffice();
  it.under.client.start();
  await it.under.ready();
  const elsewhere = { ...office('34', 1), context: 'elsewhere' };
  (await it.ami.session(0)).event('ExtensionStatus', extensionStatus(elsewhere));
  await it.settled();
  expect(it.presence.stateOf('34')).toBe('not_inuse');
});

test('do-not-disturb is seen in the list, by its change, and over whatever the telephone says', async () => {
  await using it = await startOffice();
  it.ami.devices.set('Custom:DND35', 'INUSE');
  it.under.client.start();
  await it.under.ready();
  expect(it.presence.stateOf('35')).toBe('dnd');
  await it.setDevice('Custom:DND34', 'INUSE');
  expect(it.presence.stateOf('34')).toBe('dnd');
  await it.setDevice('Custom:DND34', 'NOT_INUSE');
  expect(it.presence.stateOf('34')).toBe('not_inuse');
});

test('what Asterisk blurs between device and extension is kept sharp', async () => {
  await using it = await startOffice();
  it.under.client.start();
  await it.under.ready();
  await it.setDevice('PJSIP/36', 'INVALID');
  expect(it.presence.stateOf('36')).toBe('invalid');
  await it.setDevice('PJSIP/36', 'UNAVAILABLE');
  expect(it.presence.stateOf('36')).toBe('unavailable');
  await it.setDevice('PJSIP/34', 'UNKNOWN');
  expect(it.presence.stateOf('34')).toBe('unknown');
});

test('a mobile behind a Local channel is invalid, not switched off: it may be offered', async () => {
  await using it = await startOffice();
  it.ami.hints.push(office('190', 4, 'Local/190@telefonistka-external/n'));
  it.under.client.start();
  await it.under.ready();
  expect(it.presence.stateOf('190')).toBe('invalid');
});

test('a device leads back to the extensions whose hint names it', async () => {
  await using it = await startOffice();
  it.ami.hints.push(office('134', 0, 'PJSIP/34'), office('190', 0, 'Local/190@mobiles/n'));
  it.under.client.start();
  await it.under.ready();
  expect(it.presence.extensionsOf('PJSIP/34')).toEqual(['34', '134']);
  expect(it.presence.extensionsOf('Local/190@mobiles')).toEqual(['190']);
  expect(it.presence.extensionsOf('PJSIP/nobody')).toEqual([]);
});

test('a lost connection makes it stale at once; the next one brings the state of now', async () => {
  await using it = await startOffice();
  it.under.client.start();
  await it.under.ready();
  const lost = new Promise<boolean>((resolve) => {
    it.under.client.onLost(() => resolve(it.presence.fresh));
  });
  const hint = it.ami.hints[0];
  if (hint !== undefined) hint.status = 1; // answered a call while nobody listened
  (await it.ami.session(0)).reset();
  expect(await lost).toBe(false);
  await it.under.ready(2);
  expect([it.presence.fresh, it.presence.stateOf('34')]).toEqual([true, 'inuse']);
});

test('a change that crosses the list is believed, not the list', async () => {
  await using it = await startOffice({
    script: {
      answer(action, session) {
        if (action.get('Action') !== 'ExtensionStateList') return false;
        session.event('ExtensionStatus', extensionStatus(office('34', 8)));
        session.list(action, 'ExtensionStatus', [extensionStatus(office('34', 0))]);
        return true;
      },
    },
  });
  it.under.client.start();
  await it.under.ready();
  expect(it.presence.stateOf('34')).toBe('ringing');
});

test('what was missed is healed by the next list', async () => {
  const lists: (() => void)[] = [];
  let count = 0;
  await using it = await startOffice({
    relistEveryMs: 20,
    script: {
      answer(action) {
        if (action.get('Action') === 'DeviceStateList' && ++count === 3)
          for (const done of lists) done();
        return false;
      },
    },
  });
  const third = new Promise<void>((resolve) => void lists.push(resolve));
  it.under.client.start();
  await it.under.ready();
  it.ami.hints.splice(0, 1); // removed by a reload, and the event was lost
  await third;
  await it.settled();
  expect(it.presence.stateOf('34')).toBeNull();
});

test('without the right to list, presence is never fresh, and the log says why', async () => {
  await using it = await startOffice({
    script: {
      answer(action, session) {
        if (action.get('Action') !== 'ExtensionStateList') return false;
        session.reply(action, { Response: 'Error', Message: 'Permission denied' });
        return true;
      },
    },
  });
  it.under.client.start();
  await it.under.ready();
  expect(it.presence.fresh).toBe(false);
  const line = it.under.log.lines.find(({ level }) => level === 'error');
  expect(String(line?.fields['err'])).toContain(
    'AMI refused ExtensionStateList: Permission denied',
  );
});
