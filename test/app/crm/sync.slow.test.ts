import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '#app/config/load.ts';
import { sourceSettings } from '#app/crm/source.ts';
import { createSync, type Sync } from '#app/crm/sync.ts';
import { threadedSources } from '#app/crm/threaded.ts';
import type { Log } from '#ports/log.ts';
import { invoice } from '#test/adapters/crm/one-c/trade.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';
import { startFirm, type Firm } from './firm.ts';

// The service's own reading: in a thread, on a schedule, 1C over real HTTP.

interface Line {
  readonly level: string;
  readonly text: string;
  readonly [field: string]: unknown;
}

/** A thread starts, and a busy machine takes its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 10 });

async function running(firm: Firm, over: { everyMs?: number; staleAfterMs?: number } = {}) {
  const { crm } = await loadConfig(firm.file, {});
  const lines: Line[] = [];
  const told =
    (level: string) =>
    (fields: object, text: string): void =>
      void lines.push({ ...fields, level, text });
  const log: Log = {
    debug: told('debug'),
    info: told('info'),
    warn: told('warn'),
    error: told('error'),
  };
  const house = { events: new FakeEvents(), cursors: new FakeCursors() };
  let nowMs = Date.now();
  const ends: boolean[] = [];
  const sync: Sync = createSync({
    sources: crm.map((source) => ({ ...source, everyMs: 3_600_000, ...over })),
    threaded: threadedSources(
      crm.map((source) => {
        return sourceSettings(source, null);
      }),
    ),
    storage: () => house,
    now: () => new Date(nowMs),
    reader: 'this node',
    log,
    readEnded: (_, ok) => void ends.push(ok),
  });
  sync.start();
  onTestFinished(() => sync.stop());
  return {
    sync,
    house,
    lines,
    ends,
    later: (ms: number) => (nowMs += ms),
    state: () => sync.states()[0]!,
    texts: (level: string) => lines.filter((line) => line.level === level).map(({ text }) => text),
  };
}

test('reads at the start, and again soon after a poke; the age is since the end of the last reading', async () => {
  await using firm = await startFirm();
  const { sync, house, ends, state, later } = await running(firm);
  expect(state()).toMatchObject({ name: 'ut11', ageMs: null, isStale: false });
  await eventually(() => ends).toEqual([true]);
  expect(house.events.events.size).toBe(3);
  later(90_000);
  expect(state()).toMatchObject({ ageMs: 90_000, trouble: null, share: null });
  firm.base.get('Document_СчетНаОплатуКлиенту')!.push(invoice(102, firm.hoursAgo(0.05)));
  sync.poke('ut11');
  await eventually(() => ends).toEqual([true, true]);
  expect(house.events.events.size).toBe(4);
});

test('on its schedule, and what broke off goes on: trouble is told once, and its end', async () => {
  await using firm = await startFirm();
  firm.break('business-error');
  const { house, ends, state, texts } = await running(firm, { everyMs: 20 });
  await eventually(() => ends.length).toBeGreaterThan(2);
  expect(state().trouble).toContain('error 500, code -1');
  firm.break(null);
  await eventually(() => ends.at(-1)).toBe(true);
  expect(house.events.events.size).toBe(3);
  expect(texts('warn')).toEqual(['CRM not read: calls go by what is known']);
  expect(texts('info')).toContain('CRM answers again');
});

test('a source that was not read for long is stale, and says so once', async () => {
  await using firm = await startFirm();
  const { ends, state, later, texts } = await running(firm, {
    everyMs: 20,
    staleAfterMs: 3_600_000,
  });
  await eventually(() => ends.length).toBeGreaterThan(0);
  firm.break('business-error');
  await eventually(() => ends.at(-1)).toBe(false);
  expect(state().isStale).toBe(false);
  later(3_600_001);
  const before = ends.length;
  await eventually(() => ends.length).toBeGreaterThan(before + 3);
  expect(state().isStale).toBe(true);
  const stale = 'CRM is stale: what happened since is not counted';
  expect(texts('warn').filter((text) => text === stale)).toHaveLength(1);
});

test('what 1C says in an error is personal data until somebody looked at it', async () => {
  await using firm = await startFirm();
  firm.break('business-error');
  const { lines, ends } = await running(firm);
  await eventually(() => ends).toEqual([false]);
  const [line] = lines.filter(({ level }) => level === 'warn');
  expect(line).toMatchObject({ pii: { quote: 'Ошибка при выполнении запроса' } });
});

test('a poke while a reading goes on is read after it; a burst of them is one reading', async () => {
  await using firm = await startFirm();
  const { sync, ends, house } = await running(firm);
  const keep = house.events.keepClients.bind(house.events);
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  house.events.keepClients = async (page) => {
    entered.resolve();
    await gate.promise;
    return keep(page);
  };
  await entered.promise;
  sync.poke('ut11');
  sync.poke('ut11');
  gate.resolve();
  await eventually(() => ends).toEqual([true, true]);
  sync.poke('ut11');
  sync.poke('ut11');
  const before = firm.oneC.asked.length;
  // The second poke of a burst does not begin it any sooner.
  await new Promise((resolve) => setImmediate(resolve));
  expect(firm.oneC.asked).toHaveLength(before);
  await eventually(() => ends).toEqual([true, true, true]);
});

test('stops while a page is being kept', async () => {
  await using firm = await startFirm();
  const { sync, house } = await running(firm);
  const keep = house.events.keepClients.bind(house.events);
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  house.events.keepClients = async (page) => {
    entered.resolve();
    await gate.promise;
    return keep(page);
  };
  await entered.promise;
  const stopped = sync.stop();
  gate.resolve();
  await stopped;
  expect(
    await house.cursors.claim('ut11', { reader: 'another', nowMs: Date.now() + 1, untilMs: 0 }),
  ).toBe(true);
});

test('a source that is being kept while the thread dies is told, and read again', async () => {
  await using firm = await startFirm();
  const { crm } = await loadConfig(firm.file, {});
  const threaded = threadedSources(crm.map((source) => sourceSettings(source, null)));
  onTestFinished(() => threaded.stop());
  const { signal } = new AbortController();
  const pages = threaded.crm('ut11').pages(null, signal)[Symbol.asyncIterator]();
  expect((await pages.next()).done).toBe(false);
  // A name that the thread does not know is a bug, and ends it.
  const bug = threaded.crm('unknown').pages(null, signal)[Symbol.asyncIterator]();
  await expect(bug.next()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(pages.next()).rejects.toMatchObject({ code: 'unavailable' });
  const again = threaded.crm('ut11').pages(null, signal)[Symbol.asyncIterator]();
  expect((await again.next()).done).toBe(false);
});

test('a first reading that takes long is not stale while it advances', async () => {
  await using firm = await startFirm();
  const { house, later, state, ends } = await running(firm, { staleAfterMs: 6_000 });
  const keep = house.events.keepClients.bind(house.events);
  house.events.keepClients = async (page) => {
    later(5_000);
    return keep(page);
  };
  const stale: boolean[] = [];
  const keepEvents = house.events.keepEventSpan.bind(house.events);
  house.events.keepEventSpan = async (span, page) => {
    stale.push(state().isStale);
    later(5_000);
    return keepEvents(span, page);
  };
  await eventually(() => ends).toEqual([true]);
  expect(stale.length).toBeGreaterThan(3);
  expect(stale).not.toContain(true);
});

test('stops in the middle of a request', async () => {
  await using firm = await startFirm();
  firm.break('hang');
  const { sync, state, lines } = await running(firm);
  await eventually(() => firm.oneC.asked.length).toBeGreaterThan(0);
  // It hangs still: only the stop can end this.
  await sync.stop();
  expect(state().trouble).toBeNull();
  expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
});
