import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '#ports/failure.ts';
import { fakeAmo, type AmoFault, type FakeAmo } from '#test/fakes/fake-amocrm.ts';
import { amoBook } from '#test/fakes/fake-amocrm-book.ts';
import { DAY, Firm, NOW } from './amo-under-test.ts';
import { CONTACTS, deed, doDeed, truthOf, type Deed } from './deeds.ts';

/** What becomes of both sides. */
type Step =
  | { kind: 'deed'; deed: Deed }
  | { kind: 'wait'; hours: number }
  | { kind: 'a day of downtime' }
  /** `deed` happens just before that many requests; the store or the process dies after so many pages. */
  | {
      kind: 'run';
      faults: readonly (AmoFault | undefined)[];
      deed: Deed;
      deedAfter: number;
      diesAfter: { readonly pages: number; readonly of: 'events' | 'cursors' } | null;
    };

const fault = fc.constantFrom<AmoFault[]>('busy', 'unavailable', 'html', 'half', 'reset', 'empty');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('deed' as const), deed }) },
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('a day of downtime' as const) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      faults: fc.array(fc.option(fault, { nil: undefined }), { maxLength: 12 }),
      deed,
      deedAfter: fc.nat({ max: 15 }),
      diesAfter: fc.option(
        fc.record({
          pages: fc.nat({ max: 6 }),
          of: fc.constantFrom('events' as const, 'cursors' as const),
        }),
      ),
    }),
  },
);

async function play(amo: FakeAmo, firm: Firm, one: Step): Promise<void> {
  switch (one.kind) {
    case 'wait':
      firm.now += one.hours * 3_600;
      return;
    case 'a day of downtime':
      amo.isDown = true;
      await runAsFarAsItGoes(firm);
      firm.now += DAY;
      await runAsFarAsItGoes(firm);
      amo.isDown = false;
      return;
    case 'run': {
      let requests = 0;
      amo.before = () => {
        if (requests === one.deedAfter) doDeed(amo.book, one.deed, firm.now);
        requests += 1;
      };
      amo.faults = [...one.faults];
      if (one.diesAfter !== null) firm[one.diesAfter.of].pagesLeft = one.diesAfter.pages;
      await runAsFarAsItGoes(firm);
      firm.events.pagesLeft = Infinity;
      firm.cursors.pagesLeft = Infinity;
      amo.faults = [];
      amo.before = () => undefined;
      return;
    }
    case 'deed':
      doDeed(amo.book, one.deed, firm.now);
      return;
    default:
      one satisfies never;
  }
}

async function runAsFarAsItGoes(firm: Firm): Promise<void> {
  const failure: unknown = await firm.run().then(
    () => null,
    (error: unknown) => error,
  );
  if (failure !== null && !(failure instanceof Failure && failure.code === 'unavailable'))
    throw failure;
}

test('whatever happened, after the next night everything is here as it is there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 10 }),
      fc.constantFrom('newest first' as const, 'oldest first' as const),
      fc.constantFrom('inclusive' as const, 'exclusive' as const),
      // Pages that are not full: so that a dozen events take several of them.
      fc.constantFrom(1, 3, Infinity),
      async (steps, eventOrder, upperBound, rowsMax) => {
        const contacts = CONTACTS.map((id) => ({ id, name: 'Old', updated_at: NOW - 50 * DAY }));
        const habits = { eventOrder, upperBound, rowsMax };
        await using amo = await fakeAmo(amoBook({ contacts, habits }));
        const firm = new Firm(amo);
        for (const one of steps) await play(amo, firm, one);
        firm.now += DAY;
        await firm.run();
        const kept = firm
          .kept()
          .map(({ externalId, type, at, clientId, employeeId }) =>
            [externalId, type, at, clientId, employeeId].join(' '),
          );
        expect(kept.toSorted()).toEqual(truthOf(amo.book));
        for (const { id, name } of amo.book.contacts)
          expect(firm.events.clients.get(`contact:${id}`)).toMatchObject({ name });
      },
    ),
    { numRuns: 40 },
  );
});
