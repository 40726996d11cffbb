import type { HealthPart, HttpHouse } from '#app/http/house.ts';
import { secondsFrom } from '#adapters/crm/time-text.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import type { CallReceipt, Journal } from '#ports/journal.ts';
import { explainer } from '#pipeline/explain.ts';
import { Failure } from '#ports/failure.ts';
import { FakeArchive, type LoggedEvent } from './fake-archive.ts';
import { FakeEvents } from './fake-events.ts';
import { fakeHouse } from './house.ts';

export const TOKEN = 'a-token-of-a-test-000000';

/** Of the source ut11. */
export const HOOK_TOKEN = 'h00k';

export interface FakeHttpHouse extends HttpHouse {
  readonly events: FakeEvents;
  /** Sources that a webhook asked us to read. */
  readonly pokes: string[];
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
    log?: readonly LoggedEvent[];
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
  const pokes: string[] = [];
  if (databaseAway) events.pagesLeft = 0;
  const kept = new FakeArchive(options.log);
  const archive: HttpHouse['archive'] = {
    async eventTypes() {
      away();
      return kept.eventTypes();
    },
  };
  const journal: Pick<Journal, 'receiptOf' | 'callsOf'> = {
    async receiptOf(linkedid) {
      away();
      return receipts.find((one) => one.linkedid === linkedid) ?? null;
    },
    callsOf: async (_, limit) => receipts.map(({ linkedid }) => linkedid).slice(0, limit),
  };
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
    pokes,
    async crmTold(source, token) {
      if (source !== 'ut11' || token !== HOOK_TOKEN) return false;
      pokes.push(source);
      return true;
    },
    momentFrom: (text) => secondsFrom(text, 'Europe/Moscow'),
    archive,
    explaining: explainer({ ...house, journal, archive: kept }),
    journal,
  };
}
