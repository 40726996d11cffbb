import { expect, test, vi } from 'vitest';
import type { Storage } from '#adapters/storage/open-storage.ts';
import { popularTypes, talliesAsOf } from '#domain/ranking/as-of.ts';
import { rankEmployees } from '#domain/ranking/rank.ts';
import { NOW_SECONDS, type Bed } from '#test/adapters/storage/engines.ts';
import { aClient, anEvent, DAY, someWeights } from './events.examples.ts';

/** Everything that is told becomes known at the bed's one moment, so the looks are just after it or at it. */
const AFTER = NOW_SECONDS + 1;
const question = {
  clientId: 'romashka',
  companyId: null,
  atSeconds: AFTER,
  popularTypes: ['call_answered'],
};

async function probabilities(storage: Storage, atSeconds: number) {
  const weights = someWeights();
  const known = await storage.callers.recognise('+79161234567');
  const common = {
    companyKnown: known!.companyId !== null,
    weights,
    nowSeconds: atSeconds,
    managerId: null,
  };
  const past = await storage.archive.pastOf({
    ...question,
    companyId: known!.companyId,
    atSeconds,
    popularTypes: popularTypes(weights),
  });
  const { tallies, companyTallies } = known!;
  const popularity = storage.people.popularity();
  const live = rankEmployees({ ...common, tallies, companyTallies, popularity });
  const again = rankEmployees({
    ...common,
    ...talliesAsOf(past, weights),
    popularity: past.popularity,
  });
  return [live, again].map((ranked) =>
    ranked.map(({ employeeId, probability }) => [employeeId, Number(probability.toFixed(9))]),
  );
}

/** What every archive answers; src/ports/archive.ts. */
export function archiveContract(bed: Bed): void {
  test('the ranking made from the log of events is the one that a call gets', async () => {
    const storage = await bed.open();
    await storage.events.applyWeights(someWeights());
    await storage.events.keepClients([
      aClient({ companyId: 'tsvety' }),
      aClient({ id: 'vasilek', numbers: [], companyId: 'tsvety' }),
    ]);
    await storage.events.keepEvents([
      anEvent({ externalId: '1', at: NOW_SECONDS - 200 * DAY }),
      anEvent({ externalId: '2', at: NOW_SECONDS - 20 * DAY, employeeId: 'boris' }),
      anEvent({ externalId: '3', at: NOW_SECONDS - 20 * DAY + 60, employeeId: 'boris' }),
      anEvent({ externalId: '4', type: 'invoice_sent', at: NOW_SECONDS - 3 * DAY }),
      anEvent({ externalId: '5', clientId: 'vasilek', employeeId: 'vera' }),
      anEvent({ externalId: '6', clientId: 'stranger', employeeId: 'boris' }),
      anEvent({ externalId: '7', type: 'fax' }),
      // So long ago that no engine can compute what is left of it.
      anEvent({ externalId: '8', at: Date.UTC(2001, 0, 1) / 1000, employeeId: 'galina' }),
    ]);
    const [live, again] = await probabilities(storage, AFTER);
    expect(again).toEqual(live);
    expect(again).toHaveLength(4);
  });

  test('counts what had happened and was known before, and tells what else there is', async () => {
    const { archive, events } = await bed.open();
    await events.keepEvents([
      anEvent({ externalId: 'before', at: NOW_SECONDS - DAY }),
      anEvent({ externalId: 'just then', at: AFTER }),
      anEvent({ externalId: 'taken back', at: NOW_SECONDS - 2 * DAY }),
      anEvent({ externalId: 'elsewhere', clientId: 'vasilek' }),
    ]);
    await events.keepEvents([anEvent({ externalId: 'taken back', deleted: true })]);
    expect(await archive.pastOf(question)).toEqual({
      own: [{ at: NOW_SECONDS - DAY, type: 'call_answered', employeeId: 'anna' }],
      colleagues: [],
      popularity: [
        { employeeId: 'anna', amount: expect.closeTo(1 + 2 ** (-1 / 7), 9), lastAt: NOW_SECONDS },
      ],
      notCounted: { learnedLater: 0, deletedLater: 0, ahead: 1 },
      isCut: false,
    });
    // A second earlier nothing was known yet.
    expect(await archive.pastOf({ ...question, atSeconds: NOW_SECONDS })).toEqual({
      own: [],
      colleagues: [],
      popularity: [],
      notCounted: { learnedLater: 1, deletedLater: 1, ahead: 0 },
      isCut: false,
    });
  });

  test('a fraction of a second is no obstacle', async () => {
    const { archive, events } = await bed.open();
    await events.keepEvents([anEvent()]);
    const { own } = await archive.pastOf({ ...question, atSeconds: NOW_SECONDS + 0.5 });
    expect(own).toHaveLength(1);
  });

  test('of a large company it says that it did not read everything', async () => {
    const { archive, events } = await bed.open();
    const colleagues = Array.from({ length: 201 }, (_, i) =>
      aClient({ id: `client-${i}`, numbers: [], companyId: 'everybody' }),
    );
    await events.keepClients([aClient({ companyId: 'everybody' }), ...colleagues]);
    const asked = { ...question, companyId: 'everybody' };
    expect((await archive.pastOf(asked)).isCut).toBe(true);
  });

  test('weights are kept under their version, as they were when visits were first ranked by them', async () => {
    const { archive, journal } = await bed.open();
    const first = someWeights({ version: 'first', prior: 7 });
    journal.weighed(first);
    journal.weighed(someWeights({ version: 'second' }));
    journal.weighed(first);
    const last = someWeights({ version: 'last', eventTypes: new Map() });
    journal.weighed(last);
    await vi.waitFor(async () => expect(await archive.weightsOf('last')).toEqual(last), 5_000);
    expect(await archive.weightsOf('first')).toEqual(first);
    expect(await archive.weightsOf('second')).toEqual(someWeights({ version: 'second' }));
    expect(await archive.weightsOf('third')).toBeNull();
  });

  test('each event type is told with its count and its newest event, most events first', async () => {
    const { archive, events } = await bed.open();
    await events.applyWeights(someWeights());
    await events.keepEvents([
      anEvent({ externalId: 'a', type: 'fax', at: NOW_SECONDS - DAY }),
      anEvent({ externalId: 'b', type: 'fax', at: NOW_SECONDS - 2 * DAY }),
      anEvent({ externalId: 'c' }),
      anEvent({ externalId: 'd', type: 'telex' }),
    ]);
    await events.keepEvents([anEvent({ externalId: 'd', deleted: true })]);
    expect(await archive.eventTypes()).toEqual([
      { type: 'fax', count: 2, newestAt: NOW_SECONDS - DAY },
      { type: 'call_answered', count: 1, newestAt: NOW_SECONDS },
    ]);
  });
}
