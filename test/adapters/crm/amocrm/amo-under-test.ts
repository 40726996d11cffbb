import { createAmoCrm } from '#adapters/crm/amocrm/amocrm.ts';
import { amoMappingSchema, type AmoMapping } from '#adapters/crm/amocrm/mapping.ts';
import type { Connector, ConnectorOptions, Reach } from '#adapters/crm/connector.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { createHttp } from '#adapters/plumbing/http/http.ts';
import { createPace, type PaceLimits } from '#adapters/plumbing/http/pace.ts';
import { importEvents, type Imported } from '#pipeline/import-events.ts';
import { Failure } from '#ports/failure.ts';
import type { SourceEvent } from '#ports/events.ts';
import { TOKEN, type FakeAmo } from '#test/fakes/fake-amocrm.ts';
import type { AmoEvent } from '#test/fakes/fake-amocrm-book.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';

export const NOW = Date.UTC(2026, 10, 20, 12) / 1000;
export const DAY = 86_400;
export const never = new AbortController().signal;
export const DEFAULTS: AmoMapping = amoMappingSchema.parse({});

const REACH: Reach = { overlapSeconds: 600, historyDays: 60, rescanDays: 30, since: null };
const FAST: PaceLimits = { burst: 1_000, perSecond: 100_000, concurrency: 1 };

/** The process may die when a page is kept and its cursor is not yet. */
class MortalCursors extends FakeCursors {
  pagesLeft = Infinity;

  override async keepCursor(source: string, cursor: string): Promise<void> {
    if (this.pagesLeft <= 0) throw new Failure('unavailable', 'the process is dead');
    this.pagesLeft -= 1;
    return super.keepCursor(source, cursor);
  }
}

/** A firm that reads a fake amoCRM: its clock, its store, and a connector that is made anew at each run. */
export class Firm {
  now = NOW;
  mapping = DEFAULTS;
  reach = REACH;
  pace = FAST;
  authorization: string | null = TOKEN;
  attemptsMax = 3;
  readonly events = new FakeEvents();
  readonly cursors = new MortalCursors();
  readonly #amo: FakeAmo;

  constructor(amo: FakeAmo) {
    this.#amo = amo;
  }

  connector(): Connector {
    return createAmoCrm(this.options(), this.mapping);
  }

  options(): ConnectorOptions {
    const http = createHttp({
      name: 'amoCRM (amo)',
      pace: createPace(this.pace),
      breaker: createBreaker('amoCRM (amo)', { failuresMax: 1_000, restMs: 0 }),
      attemptsMax: this.attemptsMax,
      backoffMs: 0,
      pauseMaxMs: 1_000,
      timeoutMs: 10_000,
      bytesMax: 10_000_000,
      ca: null,
    });
    const office = {
      zone: 'Europe/Moscow',
      now: () => new Date(this.now * 1000),
      parseE164: (text: string) => parseE164(text, 'RU'),
    };
    const { authorization, reach } = this;
    return { source: 'amo', http, url: this.#amo.url, authorization, office, reach };
  }

  /** One run, with a new connector: what the last one knew is gone. */
  async run(connector: Connector = this.connector()): Promise<Imported> {
    const { events, cursors } = this;
    return importEvents(
      connector,
      { events, cursors, now: () => new Date(this.now * 1000) },
      never,
    );
  }

  /** What is kept and not deleted, by id. */
  kept(): readonly SourceEvent[] {
    return [...this.events.events.values()]
      .filter(({ deleted }) => !deleted)
      .toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  }

  keptIds(): readonly string[] {
    return this.kept().map(({ externalId }) => externalId);
  }
}

/** A letter to client 1: an event that becomes one of ours whatever else is there. */
export const letter = (id: number, at: number, some: Partial<AmoEvent> = {}): AmoEvent => ({
  id: `e${String(id).padStart(5, '0')}`,
  type: 'outgoing_chat_message',
  entity_id: 1,
  entity_type: 'contact',
  created_by: 11,
  created_at: at,
  ...some,
});
export const letters = (count: number, atOf: (i: number) => number): AmoEvent[] =>
  Array.from({ length: count }, (_, i) => letter(i, atOf(i)));
export const contact = (id: number, updated_at: number, number = '') => ({
  id,
  name: `Client ${id}`,
  updated_at,
  custom_fields_values:
    number === '' ? null : [{ field_code: 'PHONE', values: [{ value: number }] }],
});
/** Requests for that list. */
export const requests = (amo: FakeAmo, path: string): URL[] =>
  amo.asked.filter(({ pathname }) => pathname === `/api/v4/${path}`);
