import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoCompany } from '#scripts/demo-company.ts';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';

// A caller of whom we are sure: connected without a menu, unless he says otherwise.

const DAY_SECONDS = 86_400;
const FAVOURITE = { id: 'smirnov', extension: '35', said: 'Алло. Вам ответит Пётр Смирнов.' };

/** The client without a history has dealt with one person all week, in every way. */
function devoted(company: DemoCompany): DemoCompany {
  const now = Math.floor(Date.now() / 1000);
  const clientId = company.scenarios.withoutHistory.clientId ?? '';
  const events = ['call_answered', 'meeting', 'letter_sent'].flatMap((type) =>
    [1, 2, 3, 4, 5].map((day) => ({
      source: 'demo',
      externalId: `devoted-${type}-${day}`,
      at: now - day * DAY_SECONDS,
      type,
      clientId,
      employeeId: FAVOURITE.id,
      deleted: false,
    })),
  );
  return { ...company, events: [...company.events, ...events] };
}

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage({ company: devoted });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** The caller hears that he is being connected. */
async function callsTheFavourite(): Promise<OfficeCall> {
  const call = await stage.place(stage.callers.withoutHistory.number);
  await stage.prompt(call);
  return call;
}

/** The telephone that answered, and the extension that the dialplan was told. */
async function answeredBy(call: OfficeCall): Promise<readonly string[]> {
  const { fields } = await call.step('answered');
  return [fields['Channel']?.split('@')[0] ?? '', fields['Extension'] ?? ''];
}

test('a clear winner is named, and silence connects to that very telephone', async () => {
  const call = await callsTheFavourite();
  expect(await answeredBy(call)).toEqual(['Local/35', FAVOURITE.extension]);
  expect(asked(call)).toEqual(['STREAM FILE', 'WAIT FOR DIGIT']);
  expect((await stage.receipt(call)).visits).toMatchObject([
    { policy: 'direct', said: [FAVOURITE.said], keyed: '', destination: { kind: 'employee' } },
  ]);
  await call.leave();
});

test('0 during the prompt leads to the queue, and rings nobody', async () => {
  const call = await callsTheFavourite();
  await call.press('0');
  expect((await call.reachesQueue(AT_ONCE_MS)).reason).toBe('asked-for-a-person');
  expect(asked(call), 'the prompt was not over').toEqual(['STREAM FILE']);
  const [visit] = (await stage.receipt(call)).visits;
  expect(visit).toMatchObject({ policy: 'direct', said: [FAVOURITE.said], keyed: '0' });
  expect(rung(call)).toEqual([]);
  await call.leave();
});

test('the extension of somebody else during the prompt leads to that one, and rings nobody else', async () => {
  const call = await callsTheFavourite();
  await call.press('115');
  expect(await answeredBy(call)).toEqual(['Local/115', '115']);
  expect(asked(call)).toEqual(['STREAM FILE', 'WAIT FOR DIGIT', 'WAIT FOR DIGIT']);
  const [visit] = (await stage.receipt(call)).visits;
  expect(visit).toMatchObject({ policy: 'direct', said: [FAVOURITE.said], keyed: '115' });
  expect(rung(call)).toEqual(['115']);
  await call.leave();
});

/** Extensions that the dialplan dialled for this caller. */
function rung(call: OfficeCall): readonly string[] {
  return stage.office.ami.events.flatMap(({ name, fields }) =>
    name === 'UserEvent' && fields['Step'] === 'dial' && fields['Linkedid'] === call.uniqueid
      ? (fields['Extension'] ?? [])
      : [],
  );
}

/** What Asterisk was told to say to this caller and to hear from him. */
function asked(call: OfficeCall): readonly string[] {
  return stage.office.ami.events.flatMap(({ name, fields }) => {
    if (name !== 'AGIExecStart' || fields['Linkedid'] !== call.uniqueid) return [];
    return /^(?:STREAM FILE|WAIT FOR DIGIT)/.exec(fields['Command'] ?? '')?.[0] ?? [];
  });
}
