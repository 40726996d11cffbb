import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { castOf, type Cast } from './cast.ts';
import { demoCompany, writeDemoCompany, type DemoCompany } from '#scripts/demo-company.ts';
import type { AsteriskInstance } from '#test/bed/asterisk.ts';
import { TRUNK_ADDRESS } from '#test/bed/city-conf.ts';
import { startCity, type City, type PhoneBehaviour } from '#test/bed/city.ts';
import { startOffice, type OfficePhone } from '#test/bed/office.ts';
import { startService, type RunningService } from '#test/bed/service.ts';
import { freeTcpPort } from '#test/bed/free-port.ts';

/** Everything that a call of the demo meets. */
export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly company: DemoCompany;
  readonly cast: Cast;
  readonly service: RunningService;
  readonly office: AsteriskInstance;
  readonly city: City;
  /** The telephone of somebody who sits at a screen; nobody of the demo uses it. */
  readonly guest: OfficePhone;
}

/** Telephones of the sales queue's members: people whom no CRM event names. */
const QUEUE_PHONES = ['11', '12'];
export const GUEST_EXTENSION = '99';
export const DID = '74950000000';
const SECRET = 'demo';
const COMPANY_NAME = 'Сталь-Трейд';

/** Who sounds how, and what else a caller hears that is no voice: the office's bed sounds so. */
export const TONES_HZ = { employee: 600, caller: 700, ringback: 425, music: 330 };

/** What a telephone does unless a scene wants it otherwise: answers after two seconds and speaks a tone. */
export const ANSWERS: PhoneBehaviour = { kind: 'answer', afterMs: 2_000, hz: TONES_HZ.employee };

/** Builds the office of the demo company under `folder`, afresh, and starts it. `step` tells how far it is. */
export async function buildStage(folder: string, step: (what: StageStep) => void): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  await rm(folder, { recursive: true, force: true });
  const company = demoCompany({ seed: 1, now: new Date() });
  const files = join(folder, 'company');
  await writeDemoCompany(files, company);
  step('company');

  const agiPort = await freeTcpPort();
  const extensions = company.employees.flatMap(({ extension, dismissed }) =>
    extension === null || dismissed ? [] : [extension],
  );
  const phones = [...extensions, ...QUEUE_PHONES].map((extension) => ({
    extension,
    secret: SECRET,
  }));
  const guest = { extension: GUEST_EXTENSION, secret: SECRET };
  const office = stack.use(
    await startOffice({
      nodes: [`127.0.0.1:${agiPort}`],
      phones: [...phones, guest],
      members: QUEUE_PHONES.map((extension) => `PJSIP/${extension}`),
      trunkAddress: TRUNK_ADDRESS,
      dialplan: guestDialplan(company),
      folder: join(folder, 'office'),
    }),
  );
  step('office');

  const service = stack.use(
    await startService({
      folder: join(folder, 'service'),
      imports: ['employees', 'clients', 'events'].map((name) => join(files, `${name}.jsonl`)),
      settings: {
        agi: { port: agiPort },
        ami: { enabled: true, port: office.place.amiPort, user: 'telefonistka', secret: 'bed' },
        menu: { ring_seconds: 8 },
        office: { company: COMPANY_NAME },
      },
    }),
  );
  step('service');

  const city = stack.use(
    await startCity({ office, phones: phones.map((phone) => ({ ...phone, does: ANSWERS })) }),
  );
  step('city');

  const parts = stack.move();
  return {
    folder,
    company,
    cast: await castOf(company, COMPANY_NAME),
    service,
    office,
    city,
    guest,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Whoever dials a client's number calls in as that client; by the office's own number, as a stranger. */
function guestDialplan({ scenarios }: DemoCompany): string {
  const callsIn = (from: string): string =>
    `Set(CALLERID(all)=<${from}>)\n same => n,Goto(telefonistka,${DID},1)`;
  return `
[internal]
exten => ${DID},1,${callsIn(scenarios.stranger.number)}
exten => _74950XXXXXX,1,${callsIn('+${EXTEN}')}
`;
}

export type StageStep = 'company' | 'office' | 'service' | 'city';
