import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { crmFile } from '#adapters/crm/file.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import { standingObstacle } from '#domain/people/availability.ts';
import { rankEmployees } from '#domain/ranking/rank.ts';
import { addToPopularity, tallyOf, type Popularity, type Tally } from '#domain/ranking/tally.ts';
import { countsForPopularity, type Weights } from '#domain/ranking/weights.ts';
import { importEvents } from '#pipeline/import-events.ts';
import type { SourceEvent } from '#ports/events.ts';
import { demoCompany, writeDemoCompany } from '#scripts/demo-company.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';

const now = new Date('2026-11-20T09:00:00Z');
const company = demoCompany({ seed: 1, now });
const weights = await shippedWeights();

describe('the demo company', () => {
  test('has 200 clients, 5,000 events and a staff with its awkward cases', () => {
    expect(company.clients).toHaveLength(200);
    expect(company.events).toHaveLength(5_000);
    const count = (is: (one: (typeof company.employees)[number]) => boolean) =>
      company.employees.filter(is).length;
    expect(company.employees.length).toBeGreaterThanOrEqual(15);
    expect(count((one) => one.dismissed)).toBe(1);
    expect(count((one) => one.technical)).toBe(1);
    expect(count((one) => one.external)).toBe(1);
    const extensions = company.employees.flatMap(({ extension }) => extension ?? []);
    expect(new Set(extensions.map(({ length }) => length))).toEqual(new Set([2, 3, 4]));
    expect(new Set(extensions).size).toBe(extensions.length);
  });

  test('is the same for the same seed and time, and another for another seed', () => {
    expect(demoCompany({ seed: 1, now })).toEqual(company);
    expect(demoCompany({ seed: 2, now }).events).not.toEqual(company.events);
    expect(demoCompany({ seed: 2, now }).scenarios).toEqual(company.scenarios);
  });

  test('has nobody twice, no number twice, and no event in the future', () => {
    const numbers = company.clients.flatMap((client) => client.numbers);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((number) => parseE164(number, 'RU') === number)).toBe(true);
    expect(new Set(company.clients.map(({ id }) => id)).size).toBe(200);
    expect(new Set(company.events.map(({ externalId }) => externalId)).size).toBe(5_000);
    expect(company.events.at(-1)!.at).toBeLessThan(now.getTime() / 1000);
  });

  test('knows no event type that config/ranking.yaml does not weigh', () => {
    const types = new Set(company.events.map(({ type }) => type));
    expect([...types].filter((type) => !weights.eventTypes.has(type))).toEqual([]);
  });

  test('is read back whole by the import', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'demo-company-'));
    await writeDemoCompany(folder.path, company);
    const events = new FakeEvents();
    for (const name of ['employees', 'clients', 'events']) {
      const crm = crmFile({
        path: join(folder.path, `${name}.jsonl`),
        source: name,
        office: {
          zone: 'Europe/Moscow',
          now: () => now,
          parseE164: (text) => parseE164(text, 'RU'),
        },
        language: 'en',
        skipBad: false,
      });
      const { signal } = new AbortController();
      await importEvents(
        crm,
        { events, cursors: new FakeCursors(), now: () => new Date() },
        signal,
      );
    }
    expect([...events.employees.values()]).toEqual(company.employees);
    expect([...events.clients.values()]).toEqual(company.clients);
    expect([...events.events.values()]).toEqual(company.events);
  });
});

describe('its scenarios, whatever the seed, under the shipped weights', () => {
  for (const seed of [1, 2, 3]) {
    const { scenarios, ...company } = demoCompany({ seed, now });
    test.each(Object.entries(scenarios))(
      `seed ${seed}: %s`,
      (_, { clientId, number, ranked, offered }) => {
        const client = company.clients.find(({ numbers }) => numbers.includes(number));
        expect(client?.id ?? null).toBe(clientId);
        const colleagues = company.clients.filter(
          (other) => client?.companyId && other.companyId === client.companyId && other !== client,
        );
        const candidates = rankEmployees({
          tallies: talliesOf(clientId === null ? [] : [clientId], company.events),
          companyTallies: talliesOf(
            colleagues.map(({ id }) => id),
            company.events,
          ),
          companyKnown: typeof client?.companyId === 'string',
          popularity: popularityOf(company.events),
          weights,
          nowSeconds: now.getTime() / 1000,
          managerId: null,
        });
        expect(candidates.map(({ employeeId }) => employeeId)).toEqual(ranked);
        const canBeOffered = ranked.filter((id) => {
          const { first, middle, last, ...employee } = company.employees.find(
            (one) => one.id === id,
          )!;
          const name = { first, middle, last };
          return standingObstacle({ ...employee, name }, now.getTime()) === null;
        });
        expect(canBeOffered).toEqual(offered);
      },
    );
  }

  test('the known client has a clear first, second and third', () => {
    const { clientId } = company.scenarios.known;
    const [first, second, third] = rankEmployees({
      tallies: talliesOf([clientId!], company.events),
      companyTallies: [],
      companyKnown: true,
      popularity: popularityOf(company.events),
      weights,
      nowSeconds: now.getTime() / 1000,
      managerId: null,
    }).map(({ probability }) => probability);
    expect(first! + second! + third!).toBeGreaterThan(0.8);
    expect(first! - second!).toBeGreaterThan(0.02);
    expect(second! - third!).toBeGreaterThan(0.02);
    expect(third!).toBeGreaterThan(0.1);
  });
});

/** config/ranking.yaml, without the checks that the real loader makes. */
async function shippedWeights(): Promise<Weights> {
  type Rule = {
    weight: number;
    half_life_days?: number;
    valid_for_days?: number;
    handled?: boolean;
  };
  const file = parse(await readFile('config/ranking.yaml', 'utf8')) as {
    prior: number;
    company_prior: number;
    min_gap_minutes: number;
    max_fresh: number;
    event_types: Record<string, Rule>;
  };
  return {
    version: 'shipped',
    prior: file.prior,
    companyPrior: file.company_prior,
    minGapMinutes: file.min_gap_minutes,
    maxFresh: file.max_fresh,
    eventTypes: new Map(
      Object.entries(file.event_types).map(([type, rule]) => {
        const halfLifeDays = rule.half_life_days ?? rule.valid_for_days! / 2;
        return [type, { weight: rule.weight, halfLifeDays, handled: rule.handled ?? false }];
      }),
    ),
  };
}

function talliesOf(clientIds: readonly string[], events: readonly SourceEvent[]): Tally[] {
  const mine = events.filter(({ clientId }) => clientIds.includes(clientId));
  const rows = Map.groupBy(
    mine,
    ({ clientId, employeeId, type }) => `${clientId} ${employeeId} ${type}`,
  );
  return [...rows.values()].flatMap((row) => {
    const { employeeId, type } = row[0]!;
    const times = row.map(({ at }) => at);
    return tallyOf(employeeId, type, times, weights.eventTypes.get(type)!, 3_600) ?? [];
  });
}

function popularityOf(events: readonly SourceEvent[]): Popularity[] {
  const rows = new Map<string, Popularity>();
  for (const event of events.filter(({ type }) => countsForPopularity(type, weights))) {
    rows.set(event.employeeId, addToPopularity(rows.get(event.employeeId), event));
  }
  return [...rows.values()];
}
