import { expect, onTestFinished, test, vi } from 'vitest';
import { readSource } from '#pipeline/read-source.ts';
import type { Crm, CrmPage, SourceClaim } from '#ports/crm.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';

const never = new AbortController().signal;
const client = {
  id: 'c1',
  name: '',
  companyId: null,
  companyName: null,
  managerId: null,
  numbers: [],
};
const NOTHING = { employees: [], clients: [], events: [], span: null, leftOut: {}, share: null };

function crmOf(pages: () => AsyncIterable<CrmPage>): Crm {
  return { source: 'ut11', pages };
}

function nodes() {
  let nowMs = 1_000_000;
  const cursors = new FakeCursors();
  const node = (reader: string) => {
    return { events: new FakeEvents(), cursors, now: () => new Date(nowMs), reader };
  };
  return { one: node('node 1'), two: node('node 2'), later: (ms: number) => void (nowMs += ms) };
}

test('while one node reads a source another one does not; then it may', async () => {
  const { one, two } = nodes();
  let second: unknown = 'not asked';
  const inTheMiddle = crmOf(async function* () {
    second = await readSource(
      crmOf(async function* () {}),
      two,
      never,
    );
    yield { ...NOTHING, cursor: '1' };
  });
  expect(await readSource(inTheMiddle, one, never)).toMatchObject({ pages: 1 });
  expect(second).toBeNull();
  expect(
    await readSource(
      crmOf(async function* () {}),
      two,
      never,
    ),
  ).toMatchObject({ pages: 0 });
});

test('a reading that lasts renews its lease, however long a page is in coming', async () => {
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => void vi.useRealTimers());
  const cursors = new FakeCursors();
  const node = (reader: string) => {
    return { events: new FakeEvents(), cursors, now: () => new Date(), reader };
  };
  const answers: unknown[] = [];
  const slow = crmOf(async function* () {
    for (const cursor of ['1', '2']) {
      await vi.advanceTimersByTimeAsync(25 * 60_000);
      answers.push(
        await readSource(
          crmOf(async function* () {}),
          node('node 2'),
          never,
        ),
      );
      yield { ...NOTHING, cursor, clients: [client] };
    }
  });
  const one = node('node 1');
  expect(await readSource(slow, one, never)).toMatchObject({ pages: 2 });
  expect(answers).toEqual([null, null]);
  expect(vi.getTimerCount()).toBe(0);
});

test('who lost the source keeps nothing more: another one may be telling it whole', async () => {
  const { one, two, later } = nodes();
  const slept = crmOf(async function* () {
    // The process stood still for longer than its lease, and nobody renewed it.
    later(11 * 60_000);
    await readSource(
      crmOf(async function* () {}),
      two,
      never,
    );
    yield { ...NOTHING, cursor: '1', clients: [client] };
  });
  await expect(readSource(slept, one, never)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'ut11: another process may read it now',
  });
  expect(one.events.clients.size).toBe(0);
});

test('a node that died is waited for as long as its lease; started again it goes on at once', async () => {
  const { one, two, later } = nodes();
  const dies = crmOf(async function* () {
    yield* [];
    throw new Error('killed');
  });
  // A process that is killed gives nothing back.
  const { cursors } = one;
  const dead = {
    ...one,
    cursors: {
      stateOf: (source: string) => cursors.stateOf(source),
      keepCursor: (source: string, cursor: string) => cursors.keepCursor(source, cursor),
      keepFinished: (source: string, atMs: number) => cursors.keepFinished(source, atMs),
      claim: async (source: string, wanted: SourceClaim) =>
        wanted.untilMs === wanted.nowMs || (await cursors.claim(source, wanted)),
    },
  };
  await expect(readSource(dies, dead, never)).rejects.toThrow('killed');
  expect(
    await readSource(
      crmOf(async function* () {}),
      two,
      never,
    ),
  ).toBeNull();
  expect(
    await readSource(
      crmOf(async function* () {}),
      one,
      never,
    ),
  ).not.toBeNull();
  await expect(readSource(dies, dead, never)).rejects.toThrow('killed');
  later(10 * 60_000);
  expect(
    await readSource(
      crmOf(async function* () {}),
      two,
      never,
    ),
  ).not.toBeNull();
});
