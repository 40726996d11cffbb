import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULTS, type Fault } from '#test/fakes/bitrix24-faults.ts';
import { Bench } from './portal.ts';
import { FACT_KINDS, factMapping, World, type Deed } from './world.ts';

/**
 * Whatever the portal does to us and its people to the portal, and wherever our process dies: in the end we have what
 * the portal has.
 */

/** One start of our process. */
interface Run {
  readonly secondsLater: number;
  /** What people do before, and meanwhile: before the so-many-th request. */
  readonly before: readonly Deed[];
  readonly meanwhile: readonly (readonly [atRequest: number, deed: Deed])[];
  /** What the portal answers to the so-many-th request. */
  readonly faults: readonly (readonly [atRequest: number, fault: Fault, times: number])[];
  /** The process dies at this request, or after this page, kept or not. */
  readonly death: null | { readonly at: 'request' | 'page' | 'kept page'; readonly number: number };
  /** The portal is away altogether. */
  readonly isDown: boolean;
}

const fact = fc.record({
  kind: fc.constantFrom(...FACT_KINDS),
  id: fc.integer({ min: 1, max: 12 }),
  daysAgo: fc.integer({ min: 0, max: 25 }),
  client: fc.integer({ min: 1, max: 3 }),
  employee: fc.integer({ min: 1, max: 3 }),
  isEvent: fc.boolean(),
});
const deedOf = (canDelete: boolean): fc.Arbitrary<Deed> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), fact }) },
    canDelete
      ? fc.record({
          do: fc.constant('delete' as const),
          kind: fc.constantFrom(...FACT_KINDS),
          id: fc.integer({ min: 1, max: 12 }),
        })
      : fc.constant({ do: 'nothing' as const }),
  );
const runOf = (canDelete: boolean): fc.Arbitrary<Run> =>
  fc.record({
    secondsLater: fc.constantFrom(60, 900, 86_400),
    before: fc.array(deedOf(canDelete), { maxLength: 12 }),
    meanwhile: fc.array(fc.tuple(fc.nat(40), deedOf(canDelete)), { maxLength: 6 }),
    faults: fc.array(
      fc.tuple(fc.nat(40), fc.constantFrom(...FAULTS), fc.constantFrom(1, 1, 1, 5)),
      { maxLength: 3 },
    ),
    death: fc.option(
      fc.record({
        at: fc.constantFrom('request' as const, 'page' as const, 'kept page' as const),
        number: fc.nat(25),
      }),
    ),
    isDown: fc.boolean(),
  });

async function live(world: World, run: Run): Promise<void> {
  const { bench } = world;
  bench.passSeconds(run.secondsLater);
  for (const deed of run.before) world.does(deed);
  const death = new AbortController();
  let requests = 0;
  const faults = run.faults.map(([at, fault, times]) => ({ at, fault, times }));
  bench.portal.onRequest = () => {
    for (const [at, deed] of run.meanwhile) if (at === requests) world.does(deed);
    if (run.death?.at === 'request' && run.death.number === requests) death.abort();
    const due = faults.find(({ at, times }) => at <= requests && times > 0);
    requests += 1;
    if (run.isDown) return 'reset';
    if (due === undefined) return null;
    due.times -= 1;
    return due.fault;
  };
  const crm = bench.connector({ mapping: factMapping, reach: { rescanDays: 45 } });
  await bench
    .read(
      { source: crm.source, pages: (cursor, signal) => mortal(crm.pages(cursor, signal), run) },
      death.signal,
    )
    .catch((error: unknown) => {
      // A run may fail of what was done to it, and of nothing else.
      if (
        !(error instanceof Death) &&
        !['unavailable', 'gone'].includes((error as { code: string }).code)
      )
        throw error;
    });
  bench.portal.onRequest = () => null;
}

class Death extends Error {}

/** Dies after a page, before it is kept or after. */
async function* mortal<Page>(pages: AsyncIterable<Page>, { death }: Run): AsyncGenerator<Page> {
  let number = 0;
  for await (const page of pages) {
    if (death?.at === 'page' && death.number === number)
      throw new Death('before the page was kept');
    yield page;
    if (death?.at === 'kept page' && death.number === number)
      throw new Death('after the page was kept');
    number += 1;
  }
}

const quiet = (secondsLater: number): Run => ({
  secondsLater,
  before: [],
  meanwhile: [],
  faults: [],
  death: null,
  isDown: false,
});

/** Whose clock is right is nobody's to know. */
const clock = fc.constantFrom(0, 3_600, -300);

describe('whatever happens', () => {
  test('a quiet night later we have what the portal has, and nothing that it has not', async () => {
    await fc.assert(
      fc.asyncProperty(
        clock,
        fc.array(runOf(true), { minLength: 1, maxLength: 5 }),
        async (behindSeconds, runs) => {
          await using bench = await Bench.start();
          bench.portal.behindSeconds = behindSeconds;
          const world = new World(bench);
          for (const run of runs) await live(world, run);
          await live(world, quiet(86_400));
          expect(bench.kept).toEqual(world.expected);
          expect(bench.portal.complaints).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('as long as nothing is deleted, a quiet minute is enough', async () => {
    await fc.assert(
      fc.asyncProperty(
        clock,
        fc.array(runOf(false), { minLength: 1, maxLength: 4 }),
        async (behindSeconds, runs) => {
          await using bench = await Bench.start();
          bench.portal.behindSeconds = behindSeconds;
          const world = new World(bench);
          for (const run of runs) await live(world, run);
          await live(world, quiet(60));
          expect(bench.kept).toEqual(world.expected);
          expect(bench.portal.complaints).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });
});
