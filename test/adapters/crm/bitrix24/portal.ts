import { expect } from 'vitest';
import { createBitrix24 } from '#adapters/crm/bitrix24/bitrix24.ts';
import { bitrixMappingSchema, type BitrixMapping } from '#adapters/crm/bitrix24/mapping.ts';
import type { Connector, Reach } from '#adapters/crm/connector.ts';
import type { Office } from '#adapters/crm/fields.ts';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { createHttp, type HttpOptions } from '#adapters/plumbing/http/http.ts';
import { createPace } from '#adapters/plumbing/http/pace.ts';
import type { E164 } from '#domain/call/caller.ts';
import { importEvents, type Imported } from '#pipeline/import-events.ts';
import type { Crm } from '#ports/crm.ts';
import type { SourceEvent } from '#ports/events.ts';
import type { Row } from '#test/fakes/bitrix24-query.ts';
import type { TableName } from '#test/fakes/bitrix24-tables.ts';
import { FAKE_PACE, FakeBitrix24 } from '#test/fakes/fake-bitrix24.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';

export const NOW = new Date('2026-11-20T09:00:00Z');
export const never = new AbortController().signal;
const SOURCE = 'b24';

/** A portal, what we keep of it, and a clock for both. */
export class Bench implements AsyncDisposable {
  readonly portal: FakeBitrix24;
  readonly events = new FakeEvents();
  readonly cursors = new FakeCursors();
  readonly #clock: { now: Date };

  private constructor(portal: FakeBitrix24, clock: { now: Date }) {
    this.portal = portal;
    this.#clock = clock;
  }

  static async start(): Promise<Bench> {
    const clock = { now: NOW };
    return new Bench(await FakeBitrix24.start(() => clock.now), clock);
  }

  get now(): Date {
    return this.#clock.now;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.portal[Symbol.asyncDispose]();
  }

  passSeconds(seconds: number): void {
    this.#clock.now = new Date(this.now.getTime() + seconds * 1000);
  }

  /** As a process that has just started. */
  connector({
    mapping = {},
    reach = {},
    http = {},
    url = this.portal.url,
  }: {
    mapping?: unknown;
    reach?: Partial<Reach>;
    http?: Partial<HttpOptions>;
    url?: string;
  } = {}): Connector {
    const parsed: BitrixMapping = bitrixMappingSchema.parse(mapping);
    return createBitrix24(
      {
        source: SOURCE,
        http: createHttp({
          name: `CRM ${SOURCE}`,
          pace: createPace(FAKE_PACE),
          breaker: createBreaker(SOURCE, { failuresMax: 100, restMs: 1 }),
          attemptsMax: 3,
          backoffMs: 1,
          pauseMaxMs: 100,
          timeoutMs: 5_000,
          bytesMax: 1024 * 1024,
          ca: null,
          ...http,
        }),
        url,
        authorization: null,
        office: this.office,
        reach: { overlapSeconds: 600, historyDays: 60, rescanDays: 30, since: null, ...reach },
      },
      parsed,
    );
  }

  get office(): Office {
    return { zone: 'Europe/Moscow', now: () => this.now, parseE164 };
  }

  /** One run of the import. */
  read(crm: Crm = this.connector(), signal: AbortSignal = never): Promise<Imported> {
    return importEvents(
      crm,
      { events: this.events, cursors: this.cursors, now: () => this.now },
      signal,
    );
  }

  /** What is kept and not deleted, by id, as `type client employee time`. */
  get kept(): Readonly<Record<string, string>> {
    const live = [...this.events.events.values()].filter(({ deleted }) => !deleted);
    return Object.fromEntries(
      live
        .toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1))
        .map((event) => [event.externalId, eventText(event)]),
    );
  }
}

function eventText({ type, clientId, employeeId, at }: SourceEvent): string {
  return `${type} ${clientId} ${employeeId} ${new Date(at * 1000).toISOString()}`;
}

/** What is kept of a portal with this record 20, and others. */
export async function kept(
  table: TableName,
  row: Row,
  others: readonly [TableName, number, Row][] = [],
  mapping: unknown = {},
) {
  await using bench = await Bench.start();
  for (const [name, id, other] of others) bench.portal.put(name, id, other);
  bench.portal.put(table, 20, row);
  const { leftOut } = await bench.read(bench.connector({ mapping }));
  expect(bench.portal.complaints).toEqual([]);
  return { kept: bench.kept, leftOut, events: bench.events };
}

/** As the portal writes it. */
export function portalTime(seconds: number): string {
  return new Date((seconds + 3 * 3_600) * 1000).toISOString().replace(/\.\d+Z$/, '+03:00');
}

/** Enough of a phone table: eleven digits that begin with 7 or 8. */
function parseE164(text: string): E164 | null {
  const digits = text.replaceAll(/\D/g, '');
  return /^[78]\d{10}$/.test(digits) ? `+7${digits.slice(1)}` : null;
}
