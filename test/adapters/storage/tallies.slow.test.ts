import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '#adapters/storage/database.ts';
import { keepEvents } from '#adapters/storage/events.ts';
import { applyWeights } from '#adapters/storage/weights.ts';
import { joinPopularity, tallyOf, addToPopularity } from '#domain/ranking/tally.ts';
import type { Popularity } from '#domain/ranking/tally.ts';
import type { SourceEvent } from '#ports/events.ts';
import { DAY, someWeights } from '#test/ports/events.examples.ts';
import { NOW_SECONDS } from './engines.ts';
import { storeInMemory } from './in-memory.ts';

const BEGAN = Date.UTC(2015, 0, 1) / 1000;

/** Few of everything, so that events meet: in one tally, in one gap, under one identity. */
const anyEvent: fc.Arbitrary<SourceEvent> = fc.record({
  source: fc.constantFrom('crm', 'letters'),
  externalId: fc.integer({ min: 0, max: 15 }).map(String),
  at: fc.oneof(
    fc.integer({ min: 0, max: 5 * 3_600 }).map((seconds) => BEGAN + seconds),
    fc.integer({ min: 0, max: 2_000 }).map((days) => BEGAN + days * DAY),
  ),
  type: fc.constantFrom('call_answered', 'invoice_sent', 'unknown'),
  clientId: fc.constantFrom('romashka', 'vasilek'),
  employeeId: fc.constantFrom('anna', 'boris'),
  deleted: fc.boolean(),
});

const anyHistory = fc.array(fc.array(anyEvent, { maxLength: 12 }), { maxLength: 8 });
const anyRule = fc.record({
  halfLifeDays: fc.constantFrom(0.01, 7, 90, 365),
  minGapMinutes: fc.constantFrom(0, 5, 60, 1_440),
});
type Rule = { readonly halfLifeDays: number; readonly minGapMinutes: number };

/** A replay that nobody watches or ends. */
const unhurried = { progress: () => undefined, signal: new AbortController().signal };

function weightsOf({ halfLifeDays, minGapMinutes }: Rule) {
  const rule = { weight: 1, halfLifeDays, handled: true };
  const eventTypes = new Map([
    ['call_answered', rule],
    ['invoice_sent', { ...rule, halfLifeDays: 30 }],
  ]);
  return someWeights({ minGapMinutes, eventTypes });
}

/** The events that are true in the end: the last word about each identity, a deletion keeping the rest as it was. */
function survivors(pages: readonly (readonly SourceEvent[])[]): SourceEvent[] {
  const last = new Map<string, SourceEvent>();
  for (const event of pages.flat()) last.set(`${event.source} ${event.externalId}`, event);
  return [...last.values()].filter((event) => !event.deleted).sort((a, b) => a.at - b.at);
}

function talliesFromScratch(events: readonly SourceEvent[], rule: Rule) {
  const { eventTypes } = weightsOf(rule);
  return [...Map.groupBy(events, (event) => [event.clientId, event.employeeId, event.type].join())]
    .flatMap(([key, group]) => {
      const { employeeId, type } = group[0]!;
      const typeRule = eventTypes.get(type);
      if (typeRule === undefined) return [];
      const times = group.map((event) => event.at);
      return [{ key, ...tallyOf(employeeId, type, times, typeRule, rule.minGapMinutes * 60)! }];
    })
    .sort(byKey);
}

async function talliesKept(store: Store) {
  const rows = await store.db.selectFrom('tally').selectAll().execute();
  return rows
    .map((row) => ({
      key: [row.client_id, row.employee_id, row.type].join(),
      employeeId: row.employee_id,
      type: row.type,
      amount: row.amount,
      lastAt: row.last_at,
      countedAt: row.counted_at,
    }))
    .sort(byKey);
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1;
}

async function expectInStep(store: Store, events: readonly SourceEvent[], rule: Rule) {
  const kept = await talliesKept(store);
  const wanted = talliesFromScratch(events, rule);
  expect(kept.map(withoutAmount)).toEqual(wanted.map(withoutAmount));
  for (const [index, tally] of kept.entries()) {
    const { amount } = wanted[index]!;
    expect(Math.abs(tally.amount - amount)).toBeLessThanOrEqual(1e-9 * amount);
  }
}

function withoutAmount<T extends { readonly amount: number }>({ amount: _, ...rest }: T) {
  return rest;
}

test('whatever comes, in pages of any size, the tallies equal those computed from scratch', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, anyRule, async (pages, rule) => {
      const store = await storeInMemory();
      await applyWeights(store, weightsOf(rule), unhurried);
      for (const page of pages) await keepEvents(store, page, NOW_SECONDS);
      await expectInStep(store, survivors(pages), rule);
      await store.db.destroy();
    }),
    { numRuns: 150 },
  );
});

test('whatever the settings were when the events came, changed settings replay them', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, anyRule, anyRule, async (pages, before, after) => {
      const store = await storeInMemory();
      await applyWeights(store, weightsOf(before), unhurried);
      for (const page of pages) await keepEvents(store, page, NOW_SECONDS);
      await applyWeights(store, weightsOf(after), unhurried);
      await expectInStep(store, survivors(pages), after);
      await store.db.destroy();
    }),
    { numRuns: 60 },
  );
});

test('popularity follows too, as of its newest event', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (pages) => {
      const store = await storeInMemory();
      for (const page of pages) await keepEvents(store, page, NOW_SECONDS);
      const rows = await store.db.selectFrom('popularity').selectAll().execute();
      const kept = joinPopularity(
        rows.map((row) => ({
          employeeId: row.employee_id,
          amount: row.amount,
          lastAt: row.last_at,
        })),
      );
      const scratch = new Map<string, Popularity>();
      // What was taken back leaves its moment behind: an amount is compared as of the same one.
      for (const event of survivors(pages)) {
        scratch.set(event.employeeId, addToPopularity(scratch.get(event.employeeId), event));
      }
      for (const { employeeId, amount, lastAt } of kept) {
        const wanted = scratch.get(employeeId);
        const halved = 2 ** (-(lastAt - (wanted?.lastAt ?? lastAt)) / (7 * DAY));
        expect(Math.abs(amount - (wanted?.amount ?? 0) * halved)).toBeLessThanOrEqual(1e-9);
      }
      await store.db.destroy();
    }),
    { numRuns: 80 },
  );
});

test('a replay in many commits ends like one in a single commit', async () => {
  const store = await storeInMemory();
  const page = Array.from({ length: 12_000 }, (_, index): SourceEvent => {
    // One tally alone is longer than what one commit of a replay reads.
    const isCrowd = index % 2 === 0;
    return {
      source: 'crm',
      externalId: String(index),
      at: BEGAN + index * 3_600,
      type: 'call_answered',
      clientId: isCrowd ? 'crowd' : `client-${index % 500}`,
      employeeId: 'anna',
      deleted: false,
    };
  });
  await keepEvents(store, page, NOW_SECONDS);
  const rule = { halfLifeDays: 90, minGapMinutes: 60 };
  const shares: number[] = [];
  await applyWeights(store, weightsOf(rule), {
    ...unhurried,
    progress: (share) => shares.push(share),
  });
  await expectInStep(store, page, rule);
  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  await store.db.destroy();
});

test('a replay that was interrupted is finished by the next start', async () => {
  const store = await storeInMemory();
  const page = Array.from({ length: 12_000 }, (_, index): SourceEvent => ({
    source: 'crm',
    externalId: String(index),
    at: BEGAN + index,
    type: 'call_answered',
    clientId: `client-${index % 3_000}`,
    employeeId: 'anna',
    deleted: false,
  }));
  await keepEvents(store, page, NOW_SECONDS);
  const rule = { halfLifeDays: 90, minGapMinutes: 0 };
  const closing = new AbortController();
  const interrupted = applyWeights(store, weightsOf(rule), {
    progress: () => closing.abort(),
    signal: closing.signal,
  });
  await expect(interrupted).rejects.toMatchObject({ code: 'gone' });
  // An event that comes in between is counted once, on whichever side of the bookmark it falls.
  const between = ['client-0', 'client-2999'].map((clientId, index) => ({
    ...page[0]!,
    externalId: `between-${index}`,
    at: BEGAN + 20_000,
    clientId,
  }));
  await keepEvents(store, between, NOW_SECONDS);
  await applyWeights(store, weightsOf(rule), unhurried);
  await expectInStep(store, [...page, ...between], rule);
  await store.db.destroy();
});
