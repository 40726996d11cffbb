import { describe, expect, test } from 'vitest';
import { activityStream } from '#adapters/crm/bitrix24/activities.ts';
import type { BitrixApi } from '#adapters/crm/bitrix24/api.ts';
import { itemStream } from '#adapters/crm/bitrix24/items.ts';
import { bitrixMappingSchema } from '#adapters/crm/bitrix24/mapping.ts';
import { wholeWalk } from '#adapters/crm/bitrix24/whole-walk.ts';
import type { Row } from '#test/fakes/bitrix24-query.ts';
import { never, NOW, portalTime } from './portal.ts';

const now = NOW.getTime() / 1000;
const crowdedAt = now - 3 * 86_400;
const COUNT = 5_010;

/** Activities 1, 2, 3 … of one and the same second. */
const crowd: BitrixApi = {
  name: 'CRM b24',
  async ask(_method, { filter }) {
    const told = filter as Readonly<Record<string, string>>;
    const from = Date.parse(told['>=START_TIME'] ?? '2000-01-01') / 1000;
    const to = Date.parse(told['<START_TIME'] ?? '2100-01-01') / 1000;
    const after = Number(told['>ID'] ?? COUNT - 50);
    const isAsked = from <= crowdedAt && crowdedAt < to;
    const length = isAsked ? Math.min(50, COUNT - after) : 0;
    const result = Array.from({ length }, (_, index) => ({
      ID: String(after + index + 1),
      START_TIME: portalTime(crowdedAt),
    }));
    return { result, next: null, clock: now };
  },
};

const day = (text: string): number => Math.floor((Date.parse(text) / 1000 + 3 * 3_600) / 86_400);

/** Deals with a date alone, compared by the day: thousands of one of the days, one of each other. */
function crowdedDay(): { readonly api: BitrixApi; readonly answers: () => number } {
  const daysAgo = [...Array.from({ length: 21 }, (_, index) => index), ...Array(COUNT).fill(10)];
  const deals = daysAgo.map((days: number, index) => {
    const closedate = portalTime(now - (days + 0.5) * 86_400);
    return { id: index + 1, closedate, day: day(closedate) };
  });
  let answers = 0;
  const api: BitrixApi = {
    name: 'CRM b24',
    async ask(_method, { filter }) {
      answers += 1;
      const told = filter as Readonly<Record<string, string>>;
      const from = day(told['>=closedate'] ?? '2000-01-01');
      const to = day(told['<closedate'] ?? '2100-01-01');
      const after = Number(told['>id'] ?? 0);
      const fitting = deals.filter((deal) => deal.id > after && from <= deal.day && deal.day < to);
      return { result: { items: fitting.slice(0, 50) }, next: null, clock: now };
    },
  };
  return { api, answers: () => answers };
}

describe('a day with thousands of records that have a date and no time', () => {
  test('comes in pieces, once; around it everything is told whole; and it ends', async () => {
    const { api, answers } = crowdedDay();
    const item = { name: 'closed', type: 'deal_won', entity_type_id: 2, date: 'closedate' };
    const stream = itemStream(bitrixMappingSchema.parse({ items: [item] }).items[0]!);
    const office = { zone: 'UTC', now: () => NOW, parseE164: () => null };
    const state = { print: '', mark: null, rescannedOn: 0, open: null };
    const options = { api, source: 'b24', office, stream, state, goesOn: true };
    const pages = await Array.fromAsync(wholeWalk({ ...options, from: now - 30 * 86_400 }, never));
    const ids = pages.flatMap(({ records }) => records.map((record) => (record as Row)['id']));
    expect(ids).toHaveLength(COUNT + 21);
    expect(new Set(ids).size).toBe(COUNT + 21);
    const spans = pages.flatMap(({ span }) => span ?? []);
    const seconds = spans.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(seconds, 'all but the crowded day').toBe(30 * 86_400 + 1);
    // The crowd is a hundred answers; it is met a dozen times, while windows are found and as a neighbour of others.
    expect(answers()).toBeLessThan(1_500);
  });
});

describe('a minute with thousands of records', () => {
  test('comes in pieces, and whoever dies there begins with it again', async () => {
    const stream = activityStream(bitrixMappingSchema.parse({}).activities);
    const office = { zone: 'UTC', now: () => NOW, parseE164: () => null };
    const state = { print: '', mark: null, rescannedOn: 0, open: null };
    const options = { api: crowd, source: 'b24', office, stream, state, goesOn: true };
    const pages = await Array.fromAsync(wholeWalk({ ...options, from: now - 4 * 86_400 }, never));
    const crowded = pages.filter(({ records }) => records.length > 0);
    expect(crowded.flatMap(({ records }) => records)).toHaveLength(COUNT);
    for (const { span, state: after } of crowded) {
      // A piece says nothing of what is missing.
      expect(span).toBeNull();
      expect(after.open).toMatchObject({ kind: 'whole', isExact: true });
      expect((after.open as { next: number }).next).toBeLessThanOrEqual(crowdedAt);
    }
    // Everything around it is told whole, without a gap.
    const spans = pages.flatMap(({ span }) => span ?? []);
    expect(spans[0]!.from).toBe(now - 4 * 86_400);
    expect(spans.at(-1)!.to).toBe(now + 86_401);
    const gaps = spans.slice(1).filter(({ from }, index) => from !== spans[index]!.to);
    expect(gaps).toHaveLength(1);
    expect(pages.at(-1)!.state).toEqual({
      print: '',
      mark: { at: now, id: COUNT },
      rescannedOn: Math.floor(now / 86_400),
      open: null,
    });
  });
});
