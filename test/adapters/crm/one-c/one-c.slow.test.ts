import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOneC } from '#adapters/crm/one-c/one-c.ts';
import { importEvents } from '#pipeline/import-events.ts';
import { Failure } from '#ports/failure.ts';
import { connectorOptions } from '#test/fakes/connector.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';
import { startFakeOneC, type OneCFault } from '#test/fakes/fake-one-c.ts';
import { guid, infobase, invoice, MAPPING, phoneCall } from './trade.ts';

// Whatever the order of what happens in 1C, the faults of the way there and the deaths of our process: in the end
// the store has exactly the infobase's events.

const START = Date.parse('2026-03-10T10:00:00Z');
const HOUR = 3_600_000;
const FAULTS: readonly OneCFault[] = ['busy', 'html', 'half', 'reset', 'business-error'];

const document = fc.record({
  number: fc.integer({ min: 100, max: 112 }),
  isCall: fc.boolean(),
  /** Before the moment of the step. */
  hoursAgo: fc.integer({ min: 0, max: 480 }),
  employee: fc.integer({ min: 1, max: 3 }),
  posted: fc.boolean(),
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('write' as const), document }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constantFrom('mark' as const, 'remove' as const),
      number: fc.integer({ min: 100, max: 112 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('sync' as const),
      afterHours: fc.integer({ min: 0, max: 30 }),
      /** Which of the next requests go wrong, and how. */
      faults: fc.dictionary(
        fc.integer({ min: 0, max: 40 }).map(String),
        fc.constantFrom(...FAULTS),
        { maxKeys: 8 },
      ),
      /** The process dies after so many pages; null: it lives. */
      diesAfter: fc.option(fc.integer({ min: 0, max: 12 })),
      isNewProcess: fc.boolean(),
    }),
  },
);

test('the store ends with exactly the events of 1C', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 25, size: 'max' }),
      async (steps) => {
        const base = infobase();
        let requests = 0;
        let faults: Readonly<Record<string, OneCFault>> = {};
        await using fake = await startFakeOneC({
          infobase: base,
          fault: () => faults[String(requests++)] ?? null,
        });
        const house = { events: new FakeEvents(), cursors: new FakeCursors() };
        let nowMs = START;
        const now = (): Date => new Date(nowMs);
        const connect = () => createOneC(connectorOptions({ url: fake.url, now }), MAPPING, 3);
        let connector = connect();

        const sync = async (diesAfter: number | null): Promise<void> => {
          const process = new AbortController();
          let pages = 0;
          const page = (): void => {
            pages += 1;
            if (pages > (diesAfter ?? Infinity)) process.abort();
          };
          await importEvents(connector, { ...house, now }, process.signal, page).catch(
            (error: unknown) => expect(error).toBeInstanceOf(Failure),
          );
        };

        for (const one of steps) {
          if (one.does === 'sync') {
            nowMs += one.afterHours * HOUR;
            [requests, faults] = [0, one.faults];
            if (one.isNewProcess) connector = connect();
            await sync(one.diesAfter);
          } else if (one.does === 'write') write(base, one.document, nowMs);
          else change(base, one.does, guid(one.number));
        }
        // The night after, and nothing goes wrong.
        nowMs += 24 * HOUR;
        faults = {};
        await sync(null);
        expect(alive(house.events)).toEqual(wanted(base));
      },
    ),
    { numRuns: 40 },
  );
});

type Base = ReturnType<typeof infobase>;
const TABLES = ['Document_СчетНаОплатуКлиенту', 'Document_ТелефонныйЗвонок'] as const;

function write(
  base: Base,
  told: { number: number; isCall: boolean; hoursAgo: number; employee: number; posted: boolean },
  nowMs: number,
): void {
  // As the infobase's clock shows it: Moscow.
  const date = new Date(nowMs - told.hoursAgo * HOUR + 3 * HOUR).toISOString().slice(0, 19);
  const rows = base.get(TABLES[told.isCall ? 1 : 0])!;
  const at = rows.findIndex((row) => row['Ref_Key'] === guid(told.number));
  const row = told.isCall
    ? phoneCall(told.number, date, {
        Ответственный_Key: guid(told.employee),
        Входящий: told.posted,
      })
    : invoice(told.number, date, { Менеджер_Key: guid(told.employee), Posted: told.posted });
  rows.splice(at < 0 ? rows.length : at, 1, row);
}

function change(base: Base, does: 'mark' | 'remove', key: string): void {
  for (const table of TABLES) {
    const rows = base.get(table)!;
    const at = rows.findIndex((row) => row['Ref_Key'] === key);
    if (at < 0) continue;
    if (does === 'remove') rows.splice(at, 1);
    else Object.assign(rows[at]!, { DeletionMark: true });
  }
}

function alive({ events }: FakeEvents): readonly string[] {
  return [...events.values()]
    .filter(({ deleted }) => !deleted)
    .map(({ externalId, at, type, employeeId, clientId }) =>
      [externalId, new Date(at * 1000).toISOString(), type, employeeId, clientId].join(' '),
    )
    .toSorted();
}

/** What stands in the infobase, said the way of the store; made by hand, not by the connector. */
function wanted(base: Base): readonly string[] {
  return TABLES.flatMap((table) =>
    base.get(table)!.flatMap((row) => {
      const isCall = table === TABLES[1];
      if (row['DeletionMark'] === true || (!isCall && row['Posted'] !== true)) return [];
      const type = !isCall
        ? 'invoice_sent'
        : row['Входящий'] === true
          ? 'call_answered'
          : 'call_made';
      const at = new Date(`${String(row['Date'])}+03:00`).toISOString();
      const employee = row['Ответственный_Key'] ?? row['Менеджер_Key'];
      return [[`${table}:${String(row['Ref_Key'])}`, at, type, employee, guid(10)].join(' ')];
    }),
  ).toSorted();
}
