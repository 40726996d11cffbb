import type { HealthPart, HttpHouse } from '#app/http/house.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import type { CallReceipt } from '#ports/journal.ts';
import { Failure } from '#ports/failure.ts';
import { FakeEvents } from './fake-events.ts';
import { fakeHouse } from './house.ts';

export const TOKEN = 'a-token-of-a-test-000000';

export interface FakeHttpHouse extends HttpHouse {
  readonly events: FakeEvents;
  readonly lines: ReturnType<typeof fakeHouse>['lines'];
}

type FakeOptions = NonNullable<Parameters<typeof fakeHouse>[0]>;

/** A house behind HTTP; with `databaseAway` everything that needs it fails as the real one does. */
export function fakeHttpHouse(
  options: {
    known?: NonNullable<FakeOptions['known']>;
    rules?: NonNullable<FakeOptions['rules']>;
    calibrations?: NonNullable<FakeOptions['calibrations']>;
    receipts?: readonly CallReceipt[];
    parts?: readonly HealthPart[];
    tokens?: readonly string[];
    databaseAway?: boolean;
  } = {},
): FakeHttpHouse {
  const { known = {}, receipts = [], parts = [], tokens = [TOKEN], databaseAway = false } = options;
  const { rules = {}, calibrations = {} } = options;
  const house = fakeHouse({ known, rules, calibrations, storeDown: databaseAway });
  const away = (): void => {
    if (databaseAway) throw new Failure('unavailable', 'the database is away');
  };
  const events = new FakeEvents();
  if (databaseAway) events.pagesLeft = 0;
  return {
    now: () => house.now(),
    health: () => parts,
    metrics: async () => ({
      contentType: 'text/plain; version=0.0.4',
      text: 'tel_visits_total 1\n',
    }),
    tokens,
    rules: () => house.rules(),
    calibrationOf: (version) => house.calibrationOf(version),
    parseE164: (text) => parseE164(text, 'RU'),
    callers: house.callers,
    people: house.people,
    log: house.log,
    lines: house.lines,
    events,
    journal: {
      async receiptOf(linkedid) {
        away();
        return receipts.find((one) => one.linkedid === linkedid) ?? null;
      },
    },
  };
}
