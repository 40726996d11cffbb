import { expect, test } from 'vitest';
import { readSource } from '#pipeline/read-source.ts';
import type { Crm, CrmPage, SourceClaim } from '#ports/crm.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';

const never = new AbortController().signal;
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

test('a long reading keeps the source, page by page', async () => {
  const { one, two, later } = nodes();
  const answers: unknown[] = [];
  const slow = crmOf(async function* () {
    for (const cursor of ['1', '2', '3']) {
      later(9 * 60_000);
      answers.push(
        await readSource(
          crmOf(async function* () {}),
          two,
          never,
        ),
      );
      yield { ...NOTHING, cursor };
    }
  });
  await readSource(slow, one, never);
  expect(answers).toEqual([null, null, null]);
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
