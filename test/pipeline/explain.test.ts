import { rm } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { personalIvr } from '#agi/personal-ivr.ts';
import { NO_CALIBRATION } from '#domain/learning/calibration.ts';
import { openStorage } from '#adapters/storage/open-storage.ts';
import { explainer } from '#pipeline/explain.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import { optionsFor, temporaryFolder } from '#test/adapters/storage/engines.ts';
import { fakeHouse, NOW } from '#test/fakes/house.ts';
import { menuPolicy } from '#test/fakes/people.ts';
import { scriptedCall } from '#test/fakes/scripted-call.ts';
import { aClient, anEmployee, anEvent, DAY, someWeights } from '#test/ports/events.examples.ts';

const NUMBER = '+79161234567';
const CALLED_AT = NOW.getTime() / 1000;
const LINKEDID = '1700000000.1';
const later = { externalId: 'later', employeeId: 'boris', at: CALLED_AT - DAY };

/** A company on a real store, one call of its client, and everything that came a month after it. */
async function aCallOfLastMonth() {
  const dataDir = await temporaryFolder();
  let now = NOW;
  const storage = await openStorage({
    ...optionsFor({ url: null, dataDir }),
    now: () => now,
  });
  onTestFinished(async () => {
    await storage.close();
    await rm(dataDir, { recursive: true });
  });
  let weights: Weights = someWeights({ version: 'of then' });
  const rules = () => ({ ...fakeHouse().rules(), weights, menu: menuPolicy() });
  const { events, callers, people, journal, archive } = storage;
  await events.applyWeights(weights);
  await events.keepEmployees([
    anEmployee(),
    anEmployee({ id: 'boris', extension: '102', first: 'Борис' }),
  ]);
  await events.keepClients([
    aClient({ companyId: 'tsvety', companyName: 'Цветы' }),
    aClient({ id: 'vasilek', numbers: [], companyId: 'tsvety' }),
  ]);
  now = new Date(NOW.getTime() - 60_000);
  await events.keepEvents([
    anEvent({ externalId: '1', at: CALLED_AT - 3 * DAY }),
    anEvent({ externalId: '2', at: CALLED_AT - 40 * DAY, employeeId: 'boris' }),
    anEvent({ externalId: '3', at: CALLED_AT - 2 * DAY, employeeId: 'boris', clientId: 'vasilek' }),
    anEvent({ externalId: '4', at: CALLED_AT - 5 * DAY, type: 'invoice_sent' }),
  ]);
  now = NOW;
  journal.weighed(weights);
  const house = { ...fakeHouse({ rules: rules() }), callers, people, journal };
  await personalIvr(scriptedCall([]).call, house);
  await vi.waitFor(async () => expect(await journal.receiptOf(LINKEDID)).not.toBeNull());
  now = new Date(NOW.getTime() + 30 * DAY * 1000);
  weights = someWeights({ version: 'of today', prior: 6, maxFresh: 1 });
  await events.applyWeights(weights);
  await events.keepEvents([
    anEvent(later),
    anEvent({ externalId: '5', at: CALLED_AT + DAY, employeeId: 'boris' }),
  ]);
  const calibrationOf = () => NO_CALIBRATION;
  const explaining = explainer({
    now: () => now,
    rules,
    callers,
    people,
    journal,
    archive,
    calibrationOf,
  });
  const again = async () => {
    const visit = (await explaining.ofCall(LINKEDID))?.visits[0];
    if (visit?.recomputed?.kind !== 'done') throw new Error('expected it to be made again');
    return { visit, ...visit.recomputed };
  };
  return { storage, explaining, again };
}

test('a call of last month is made again to its probabilities, whatever came since', async () => {
  const { again } = await aCallOfLastMonth();
  const { visit, explanation, disagreements, notCounted } = await again();
  expect(visit.candidates.map(({ employeeId }) => employeeId)).toEqual(['anna', 'boris']);
  expect(disagreements).toEqual([]);
  expect(explanation.weights).toMatchObject({ version: 'of then', prior: 5 });
  expect(explanation.complete, 'every event stands there').toBe(true);
  for (const [index, { probability }] of explanation.candidates.entries())
    expect(probability).toBeCloseTo(visit.candidates[index]!.probability, 7);
  expect(notCounted).toEqual({ learnedLater: 1, deletedLater: 0, ahead: 0 });
});

test('an event that was deleted since is named as the cause of a difference', async () => {
  const { storage, again } = await aCallOfLastMonth();
  await storage.events.keepEvents([anEvent({ externalId: '2', deleted: true })]);
  const { disagreements, notCounted } = await again();
  expect(disagreements.map(({ employeeId }) => employeeId)).toContain('boris');
  expect(notCounted.deletedLater).toBe(1);
});

test('an event that was corrected since, too', async () => {
  const { storage, again } = await aCallOfLastMonth();
  const moved = { externalId: '1', at: CALLED_AT - 3 * DAY, employeeId: 'boris' };
  await storage.events.keepEvents([anEvent(moved)]);
  const { disagreements, notCounted } = await again();
  expect(disagreements.map(({ employeeId }) => employeeId)).toContain('anna');
  expect(notCounted.learnedLater).toBe(2);
});

test('a client who went to another company is told', async () => {
  const { storage, again } = await aCallOfLastMonth();
  expect((await again()).companyChanged).toBe(false);
  await storage.events.keepClients([aClient({ companyId: 'derevya' })]);
  const { companyChanged, disagreements } = await again();
  // The company of then still has the colleague, so nothing differs.
  expect([companyChanged, disagreements]).toEqual([true, []]);
});

test('a number as of a moment is ranked with the weights of today', async () => {
  const { explaining } = await aCallOfLastMonth();
  const then = await explaining.ofNumber(NUMBER, CALLED_AT);
  if (then.client === null) throw new Error('expected a client');
  expect(then.weights.version).toBe('of today');
  expect(then.candidates.map(({ employeeId }) => employeeId)).toEqual(['anna', 'boris']);
  const now = await explaining.ofNumber(NUMBER, null);
  if (now.client === null) throw new Error('expected a client');
  expect(now.candidates.map(({ employeeId }) => employeeId)).toEqual(['boris', 'anna']);
  expect(now.calls).toEqual([LINKEDID]);
});
