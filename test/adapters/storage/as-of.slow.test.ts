import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepClients } from '#adapters/storage/clients.ts';
import type { Store } from '#adapters/storage/database.ts';
import { pastOf } from '#adapters/storage/event-log.ts';
import { keepEvents } from '#adapters/storage/events.ts';
import { applyWeights } from '#adapters/storage/weights.ts';
import { popularTypes, talliesAsOf } from '#domain/ranking/as-of.ts';
import { rankEmployees, type Evidence } from '#domain/ranking/rank.ts';
import { joinPopularity, type Tally } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { SourceEvent } from '#ports/events.ts';
import { aClient, DAY, someWeights } from '#test/ports/events.examples.ts';
import { NOW_SECONDS } from './engines.ts';
import { storeInMemory } from './in-memory.ts';

const ASKED_AT = NOW_SECONDS + 0.25;
const unhurried = { progress: () => undefined, signal: new AbortController().signal };

/**
 * Few of everything, so that events meet: corrections, deletions, bursts, colleagues, strangers. Two months:
 * where the live popularity takes back all that is fresh, what is left of a year before is lost to rounding there.
 */
const anyEvent: fc.Arbitrary<SourceEvent> = fc.record({
  source: fc.constant('crm'),
  externalId: fc.integer({ min: 0, max: 25 }).map(String),
  at: fc.oneof(
    fc.integer({ min: 0, max: 5 * 3_600 }).map((seconds) => NOW_SECONDS - 30 * DAY + seconds),
    fc.integer({ min: 0, max: 60 }).map((days) => NOW_SECONDS - days * DAY),
  ),
  type: fc.constantFrom('call_answered', 'invoice_sent', 'fax'),
  clientId: fc.constantFrom('romashka', 'vasilek', 'stranger'),
  employeeId: fc.constantFrom('anna', 'boris', 'vera'),
  deleted: fc.boolean(),
});
const anyHistory = fc.array(fc.array(anyEvent, { maxLength: 15 }), { maxLength: 6 });
const anyWeights = fc
  .record({
    halfLifeDays: fc.constantFrom(7, 90, 365),
    minGapMinutes: fc.constantFrom(0, 60, 1_440),
    maxFresh: fc.constantFrom(1, 5),
    handled: fc.boolean(),
  })
  .map(({ halfLifeDays, handled, ...rest }) =>
    someWeights({
      ...rest,
      eventTypes: new Map([
        ['call_answered', { weight: 4, halfLifeDays, handled }],
        ['invoice_sent', { weight: 1, halfLifeDays: 30, handled: false }],
      ]),
    }),
  );

async function liveEvidence(store: Store): Promise<Omit<Evidence, 'weights' | 'nowSeconds'>> {
  const rows = await store.db.selectFrom('tally').selectAll().execute();
  const talliesOf = (client: string): Tally[] =>
    rows
      .filter((row) => row.client_id === client)
      .map((row) => ({
        employeeId: row.employee_id,
        type: row.type,
        amount: row.amount,
        lastAt: row.last_at,
        countedAt: row.counted_at,
      }));
  const popular = await store.db
    .selectFrom('popularity')
    .innerJoin('rule', 'rule.type', 'popularity.type')
    .select(['popularity.employee_id', 'popularity.amount', 'popularity.last_at'])
    .where('rule.handled', '=', 1)
    .execute();
  return {
    tallies: talliesOf('romashka'),
    companyTallies: talliesOf('vasilek'),
    companyKnown: true,
    popularity: joinPopularity(
      popular.map((row) => ({
        employeeId: row.employee_id,
        amount: row.amount,
        lastAt: row.last_at,
      })),
    ),
    managerId: null,
  };
}

async function evidenceFromTheLog(store: Store, weights: Weights) {
  const past = await pastOf(store, {
    clientId: 'romashka',
    companyId: 'tsvety',
    atSeconds: ASKED_AT,
    popularTypes: popularTypes(weights),
  });
  return { ...talliesAsOf(past, weights), popularity: past.popularity };
}

test('with everything known, a ranking made anew from the events equals the incremental one', async () => {
  let named = 0;
  await fc.assert(
    fc.asyncProperty(anyHistory, anyWeights, async (pages, weights) => {
      const store = await storeInMemory();
      await applyWeights(store, weights, unhurried);
      await keepClients(store, [
        aClient({ companyId: 'tsvety' }),
        aClient({ id: 'vasilek', numbers: [], companyId: 'tsvety' }),
      ]);
      for (const page of pages) await keepEvents(store, page, NOW_SECONDS);
      const live = await liveEvidence(store);
      const when = { weights, nowSeconds: ASKED_AT };
      const ranked = rankEmployees({ ...live, ...when });
      const log = await evidenceFromTheLog(store, weights);
      const again = rankEmployees({ ...live, ...when, ...log });
      const known = new Map(again.map((one) => [one.employeeId, one]));
      expect([...known.keys()].sort()).toEqual(ranked.map((one) => one.employeeId).sort());
      for (const { employeeId, probability, score } of ranked) {
        expect(Math.abs(known.get(employeeId)!.probability - probability)).toBeLessThan(1e-9);
        expect(Math.abs(known.get(employeeId)!.score - score)).toBeLessThan(1e-9);
      }
      named += ranked.length;
      await store.db.destroy();
    }),
    { numRuns: 60 },
  );
  expect(named, 'the property saw somebody').toBeGreaterThan(50);
});
