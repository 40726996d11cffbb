import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULTS, type Fault } from '#test/fakes/fake-bitrix24.ts';
import { Bench, portalTime } from './portal.ts';

/**
 * Whatever the portal does to us and its people to the portal, and wherever our process dies: in the end we have what
 * the portal has.
 */

/** A record as people see it; what it looks like on the wire, and what should be kept of it, follow from this. */
interface Fact {
  readonly kind: 'letter' | 'deal' | 'won' | 'call';
  readonly id: number;
  readonly daysAgo: number;
  readonly client: number;
  readonly employee: number;
  readonly isEvent: boolean;
}

type Deed =
  | { readonly do: 'write'; readonly fact: Fact }
  | { readonly do: 'delete'; readonly kind: Fact['kind']; readonly id: number }
  | { readonly do: 'nothing' };

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

const KINDS = ['letter', 'deal', 'won', 'call'] as const;
const fact = fc.record({
  kind: fc.constantFrom(...KINDS),
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
          kind: fc.constantFrom(...KINDS),
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

/** Only what these facts need, so that a run is short. */
const mapping = {
  employees: { departments: false },
  clients: {
    contacts: { enabled: false },
    companies: { enabled: false },
    leads: { enabled: false },
  },
  items: [
    { name: 'deal', event: 'deal_opened', entity_type_id: 2, except: { stageId: ['NONE'] } },
    {
      name: 'won',
      event: 'deal_won',
      entity_type_id: 7,
      date: 'movedTime',
      only: { stageSemanticId: ['S'] },
    },
  ],
};

class World {
  readonly facts = new Map<string, Fact>();
  readonly bench: Bench;
  /** Calls are written down once, when they end, under a new id. */
  #callId = 0;

  constructor(bench: Bench) {
    this.bench = bench;
  }

  does(deed: Deed): void {
    if (deed.do === 'nothing') return;
    if (deed.do === 'delete') {
      this.facts.delete(`${deed.kind}:${deed.id}`);
      this.bench.portal.remove(TABLE[deed.kind], deed.id);
      return;
    }
    const { kind } = deed.fact;
    if (kind === 'call') this.#callId += 1;
    const told = { ...deed.fact, id: kind === 'call' ? this.#callId : deed.fact.id };
    this.facts.set(`${kind}:${told.id}`, told);
    this.bench.portal.put(TABLE[kind], told.id, wire(told));
  }

  get expected(): Readonly<Record<string, string>> {
    const live = [...this.facts.values()].filter(({ isEvent }) => isEvent);
    return Object.fromEntries(live.map((told) => [idOf(told), text(told)]).sort());
  }
}

const TABLE = { letter: 'activity', deal: 'item:2', won: 'item:7', call: 'call' } as const;
const TYPE = { letter: 'letter_sent', deal: 'deal_opened', won: 'deal_won', call: 'call_answered' };
const START = Date.UTC(2026, 10, 20, 9) / 1000;

function secondsOf({ daysAgo, id }: Fact): number {
  return START - daysAgo * 86_400 + id;
}

function idOf({ kind, id }: Fact): string {
  return `${kind === 'letter' ? 'activity' : kind}:${id}`;
}

function text(told: Fact): string {
  const at = new Date(secondsOf(told) * 1000).toISOString();
  return `${TYPE[told.kind]} contact:${told.client} user:${told.employee} ${at}`;
}

function wire(told: Fact) {
  const time = portalTime(secondsOf(told));
  const { kind, client, employee, isEvent } = told;
  if (kind === 'letter')
    return {
      TYPE_ID: isEvent ? '4' : '5',
      DIRECTION: '2',
      START_TIME: time,
      RESPONSIBLE_ID: String(employee),
      OWNER_TYPE_ID: '3',
      OWNER_ID: String(client),
    };
  if (kind === 'call')
    return {
      PORTAL_USER_ID: String(employee),
      CALL_TYPE: isEvent ? '2' : '5',
      CALL_DURATION: '10',
      CALL_FAILED_CODE: '200',
      CALL_START_DATE: time,
      CRM_ENTITY_TYPE: 'CONTACT',
      CRM_ENTITY_ID: String(client),
    };
  return {
    createdTime: time,
    movedTime: time,
    assignedById: employee,
    contactId: client,
    stageId: isEvent ? 'NEW' : 'NONE',
    stageSemanticId: isEvent ? 'S' : 'P',
  };
}

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
  const crm = bench.connector({ mapping, reach: { rescanDays: 45 } });
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

describe('whatever happens', () => {
  test('a quiet night later we have what the portal has, and nothing that it has not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(runOf(true), { minLength: 1, maxLength: 5 }), async (runs) => {
        await using bench = await Bench.start();
        const world = new World(bench);
        for (const run of runs) await live(world, run);
        await live(world, quiet(86_400));
        expect(bench.kept).toEqual(world.expected);
        expect(bench.portal.complaints).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('as long as nothing is deleted, a quiet minute is enough', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(runOf(false), { minLength: 1, maxLength: 4 }), async (runs) => {
        await using bench = await Bench.start();
        const world = new World(bench);
        for (const run of runs) await live(world, run);
        await live(world, quiet(60));
        expect(bench.kept).toEqual(world.expected);
        expect(bench.portal.complaints).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
