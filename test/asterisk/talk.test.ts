import { expect, test } from 'vitest';
import { madeUpNumber } from '#scripts/demo-company/clients.ts';
import type { DemoCompany } from '#scripts/demo-company.ts';
import { startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';

// Calls teach the ranking: who really talked with the client counts, not who was keyed.

const DAY_SECONDS = 86_400;
const LONG_SECONDS = 31;
const SHORT_SECONDS = 5;

/** Two clients with the same history: each wants 34 a little more than a colleague, whom he will ask for now. */
const LONG = { id: 'long', number: madeUpNumber(901), colleague: { id: 'smirnov', keys: '35' } };
const SHORT = { id: 'short', number: madeUpNumber(902), colleague: { id: 'belykh', keys: '36' } };
type Twin = typeof LONG;

function withTwins(company: DemoCompany): DemoCompany {
  const clients = [LONG, SHORT].map(({ id, number }) => {
    return { id, name: '', companyId: null, companyName: null, managerId: null, numbers: [number] };
  });
  const now = Math.floor(Date.now() / 1000);
  const events = [LONG, SHORT].flatMap(({ id, colleague }) =>
    Object.entries({ petrova: [2, 5], [colleague.id]: [3, 12] }).flatMap(([employeeId, daysAgo]) =>
      daysAgo.map((days) => ({
        source: 'demo',
        externalId: `${id}-${employeeId}-${days}`,
        at: now - days * DAY_SECONDS,
        type: 'call_answered',
        clientId: id,
        employeeId,
        deleted: false,
      })),
    ),
  );
  return {
    ...company,
    clients: [...company.clients, ...clients],
    events: [...company.events, ...events],
  };
}

/** The employee hangs up: it is Asterisk who times the talk. */
const talks = `
[talks]
exten => ${LONG.colleague.keys},1,Answer()
 same => n,Wait(${LONG_SECONDS})
exten => ${SHORT.colleague.keys},1,Answer()
 same => n,Wait(${SHORT_SECONDS})
exten => 34,1,Busy()
`;

test('half a minute with a colleague puts him first for this client; some seconds do not', async () => {
  const hints = Object.fromEntries(['34', '35', '36'].map((one) => [one, `Local/${one}@talks/n`]));
  await using stage = await startFaultStage({
    company: withTwins,
    office: { hints, dialplan: talks },
  });
  const before = await chancesOfBoth(stage);
  const [long, short] = await Promise.all([talk(stage, LONG), talk(stage, SHORT)]);
  await expectOutcome(stage, short, 'belykh', SHORT_SECONDS);
  await expectOutcome(stage, long, 'smirnov', LONG_SECONDS);

  const after = await chancesOfBoth(stage);
  expect(Object.keys(before.long)).toEqual(['petrova', 'smirnov']);
  expect(Object.keys(after.long)).toEqual(['smirnov', 'petrova']);
  expect(after.long['smirnov']).toBeGreaterThan((before.long['smirnov'] ?? 1) + 0.05);
  expect(Object.keys(before.short)).toEqual(['petrova', 'belykh']);
  expect(Object.keys(after.short)).toEqual(['petrova', 'belykh']);
  expect(after.short['belykh']).toBeCloseTo(before.short['belykh'] ?? 0, 2);

  expect(await offerTo(stage, LONG)).toEqual(['35', '34']);
  expect(await offerTo(stage, SHORT)).toEqual(['34', '36']);
});

/** Asks for the colleague, and talks until he hangs up. */
async function talk(stage: FaultStage, { number, colleague }: Twin): Promise<OfficeCall> {
  const call = await stage.place(number);
  await stage.prompt(call);
  await call.press(colleague.keys);
  await call.step('answered');
  await call.event(
    ({ name, fields }) => name === 'Hangup' && fields['Uniqueid'] === call.uniqueid,
    (LONG_SECONDS + 10) * 1_000,
  );
  return call;
}

/** With whom the journal says the caller talked, and how long; an Answer() takes up to half a second of it. */
async function expectOutcome(
  stage: FaultStage,
  call: OfficeCall,
  employeeId: string,
  seconds: number,
): Promise<void> {
  await expect
    .poll(async () => (await stage.receipt(call)).outcome, { timeout: 15_000 })
    .toMatchObject({ employeeId, talkSeconds: expect.toSatisfy(isAbout(seconds)) });
}

function isAbout(seconds: number): (told: number) => boolean {
  return (told) => told === seconds || told === seconds + 1;
}

async function chancesOfBoth(stage: FaultStage) {
  const [long, short] = await Promise.all([chances(stage, LONG), chances(stage, SHORT)]);
  return { long, short };
}

/** What `telefonistka rank` says: probabilities by employee, best first. */
async function chances(
  stage: FaultStage,
  { number }: Twin,
): Promise<Readonly<Record<string, number>>> {
  const { output } = await stage.service.cli('rank', number, '--json');
  const json = output.split('\n').find((line) => line.startsWith('{"number"')) ?? output;
  const { candidates } = JSON.parse(json) as {
    candidates: readonly { id: string; probability: number }[];
  };
  return Object.fromEntries(candidates.map(({ id, probability }) => [id, probability]));
}

/** Whom the next call of this client is offered. */
async function offerTo(stage: FaultStage, { number }: Twin): Promise<unknown> {
  const call = await stage.place(number);
  const line = await stage.service.line(
    ({ msg, linkedid }) => msg === 'offer decided' && linkedid === call.uniqueid,
  );
  await call.leave();
  return line['offered'];
}
