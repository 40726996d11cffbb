import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { startCity, type City } from '#test/bed/city.ts';
import { HINTS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';

// Who is not offered because he cannot answer now, on real telephones: 34 is a SIP telephone with do-not-disturb
// in its hint, 35 one whose hint knows nothing of it, 36 a device whose state the test chooses. Once with AMI, once
// without.

const SIP_PHONES = ['34', '35'].map((extension) => ({ extension, secret: extension }));
const DEVICE = 'Custom:phone36';
const EVERYBODY = ['34', '35', '36'];

/** What Asterisk may say of a telephone, and what telefonistka does about it unless told otherwise. */
const SKIPPED = ['inuse', 'ringinuse', 'busy', 'ringing', 'onhold', 'unavailable'] as const;

const MODES = [
  { mode: 'with AMI', ami: {}, asksOnTheWire: false },
  { mode: 'without AMI', ami: { enabled: false }, asksOnTheWire: true },
] as const;

describe.each(MODES)('$mode', ({ ami, asksOnTheWire }) => {
  let stage: FaultStage;
  let city: City;
  beforeAll(async () => {
    stage = await startFaultStage({
      ami: async () => ami,
      office: {
        phones: SIP_PHONES,
        hints: {
          115: HINTS['115'] ?? '',
          116: HINTS['116'] ?? '',
          34: 'PJSIP/34&Custom:DND34',
          36: DEVICE,
        },
      },
    });
    city = await startCity({
      office: stage.office,
      phones: SIP_PHONES.map((phone) => {
        return { ...phone, does: { kind: 'answer', afterMs: 100, hz: 600 } as const };
      }),
    });
    await setDevice(DEVICE, 'NOT_INUSE');
    if (!asksOnTheWire) await stage.service.line(({ msg }) => msg === 'AMI ready');
  });
  afterAll(async () => {
    await city[Symbol.asyncDispose]();
    await stage[Symbol.asyncDispose]();
  });

  async function setDevice(device: string, state: string): Promise<void> {
    await stage.office.cli(`devstate change ${device} ${state}`);
  }

  /** Saves this policy as an administrator does, and waits until the service goes by it. */
  async function savePolicy(presence: Readonly<Record<string, 'offer' | 'skip'>>): Promise<void> {
    const { configFile, lines } = stage.service;
    const settings = parse(await readFile(configFile, 'utf8')) as object;
    const since = lines.length;
    await writeFile(configFile, stringify({ ...settings, presence }));
    const line = await stage.service.line(({ msg }) => msg === 'settings reloaded', 10_000, since);
    expect(line['changed']).toEqual(['presence']);
  }

  async function calls(): Promise<{ call: OfficeCall; offered: readonly string[] }> {
    const call = await stage.place(stage.callers.known.number);
    const line = await stage.service.line(
      ({ msg, linkedid }) => msg === 'offer decided' && linkedid === call.uniqueid,
    );
    return { call, offered: line['offered'] as readonly string[] };
  }

  /** Whom a call is offered that comes now. */
  async function offered(): Promise<readonly string[]> {
    const { call, offered: people } = await calls();
    await call.leave();
    return people;
  }

  /** Whom the next calls are offered, once the news has come through. */
  function expectOffered(people: readonly string[]): Promise<void> {
    return expect.poll(offered, { timeout: 3_000, interval: 50 }).toEqual(people);
  }

  /** Why the favourite is not offered now, as the journal keeps it. */
  async function expectReason(reason: RegExp): Promise<void> {
    const { call } = await calls();
    await call.leave();
    const [visit] = (await stage.receipt(call)).visits;
    const favourite = visit?.candidates.find(({ employeeId }) => employeeId === 'petrova');
    expect(favourite?.notOffered).toMatch(reason);
  }

  test('do-not-disturb: the favourite is not named until he takes it off', async () => {
    expect(await offered()).toEqual(EVERYBODY);
    await setDevice('Custom:DND34', 'INUSE');
    await expectOffered(['35', '36']);
    await expectReason(/^device-dnd$/u);
    await setDevice('Custom:DND34', 'NOT_INUSE');
    await expectOffered(EVERYBODY);
  });

  test('do-not-disturb that no hint watches: the same', async () => {
    await setDevice('Custom:DND35', 'INUSE');
    await expectOffered(['34', '36']);
    await setDevice('Custom:DND35', 'NOT_INUSE');
    await expectOffered(EVERYBODY);
  });

  test('do-not-disturb has a policy of its own, whatever a phone in use has', async () => {
    await setDevice('Custom:DND34', 'INUSE');
    await savePolicy({ inuse: 'offer' });
    await expectOffered(['35', '36']);
    await savePolicy({ dnd: 'offer' });
    await expectOffered(EVERYBODY);
    await savePolicy({});
    await setDevice('Custom:DND34', 'NOT_INUSE');
  });

  test('a call: who talks with somebody is not named to the next one, until they hang up', async () => {
    const talk = await stage.place(stage.callers.known.number);
    await stage.prompt(talk);
    await talk.press('34');
    await talk.step('answered');
    await expectOffered(['35', '36']);
    await expectReason(/^device-inuse$/u);
    await talk.leave();
    await expectOffered(EVERYBODY);
  });

  test('the call itself asks Asterisk for each telephone where there is no AMI, and only there', async () => {
    const { call } = await calls();
    await call.leave();
    const asked = stage.office.ami.events
      .filter(({ name, fields }) => name === 'AGIExecStart' && fields['Linkedid'] === call.uniqueid)
      .flatMap(({ fields }) => /EXTENSION_STATE\((\d+)@/u.exec(fields['Command'] ?? '')?.[1] ?? []);
    expect(asked).toEqual(asksOnTheWire ? EVERYBODY : []);
  });

  // The one before is still offered meanwhile: each state has a policy of its own.
  test.each(SKIPPED)(
    'a telephone that is %s: skipped, unless the settings say otherwise',
    async (state) => {
      await setDevice(DEVICE, state.toUpperCase());
      await expectOffered(['34', '35']);
      await savePolicy({ [state]: 'offer' });
      await expectOffered(EVERYBODY);
    },
  );

  test('a telephone that is free: offered, unless the settings say otherwise', async () => {
    await setDevice(DEVICE, 'BUSY');
    await savePolicy({ not_inuse: 'skip', busy: 'offer' });
    await expectOffered(['36']);
  });
});
