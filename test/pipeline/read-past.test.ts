import { expect, test } from 'vitest';
import type { HistoryEvent } from '#domain/ranking/backtest/history.ts';
import { readPast } from '#pipeline/read-past.ts';
import type { Page, Past } from '#ports/past.ts';
import { fakeHouse } from '#test/fakes/house.ts';

const event: HistoryEvent = { at: 5, knownAt: 9, clientId: 'c1', employeeId: 'anna', type: 'call' };

/** A store of one kind of rows, in pages of two; asked for more than it has it would fail. */
function storeOf(events: readonly HistoryEvent[]): Past {
  const nothing = async () => ({ rows: [], next: null });
  return {
    visits: nothing,
    clients: nothing,
    async events(after) {
      const from = Number(after ?? 0);
      if (from > events.length) throw new RangeError('asked behind the end');
      const next = from + 2 < events.length ? String(from + 2) : null;
      return { rows: events.slice(from, from + 2), next };
    },
  };
}

const { people } = fakeHouse();
const quietly = () => ({ signal: new AbortController().signal, progress: () => undefined });

test('events come in the order in which they were known, those known together as they happened', async () => {
  const told = [
    { ...event, at: 1, knownAt: 30 },
    { ...event, at: 20, knownAt: 20 },
    { ...event, at: 3, knownAt: 20 },
    // Known a little before it is over: it counts from then.
    { ...event, at: 25, knownAt: 24 },
  ];
  const { history } = await readPast({ past: storeOf(told), people }, 0, quietly());
  expect(history.events.map(({ at }) => at)).toEqual([3, 20, 25, 1]);
});

test('it says how far it is, page by page', async () => {
  const rows: number[] = [];
  const past = storeOf([event, event, event]);
  const progress = (count: number) => void rows.push(count);
  await readPast({ past, people }, 0, { ...quietly(), progress });
  expect(rows).toEqual([0, 0, 2, 3]);
});

test('called off it stops asking', async () => {
  const off = new AbortController();
  const past = storeOf([event, event, event, event]);
  const progress = (count: number) => void (count > 0 && off.abort());
  const reading = readPast({ past, people }, 0, { signal: off.signal, progress });
  await expect(reading).rejects.toMatchObject({ code: 'gone' });
});

test('more than memory should hold is given up, with the remedy', async () => {
  const page: Page<HistoryEvent> = { rows: [event, event], next: 'more' };
  const past = { ...storeOf([]), events: async () => page };
  const reading = readPast({ past, people }, 0, { ...quietly(), rowsMax: 9 });
  await expect(reading).rejects.toMatchObject({
    code: 'exhausted',
    message: expect.stringMatching(/more than 9 events and calls.* --events and --calls/),
  });
});
