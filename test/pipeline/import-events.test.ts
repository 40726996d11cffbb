import { describe, expect, test } from 'vitest';
import { importEvents, type Imported } from '#pipeline/import-events.ts';
import type { Crm, CrmPage } from '#ports/crm.ts';
import type { SourceClient, SourceEmployee, SourceEvent } from '#ports/events.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';

const now = () => new Date(1_900_000_000_000);
const never = new AbortController().signal;

const event = (externalId: string): SourceEvent => ({
  source: 'crm',
  externalId,
  at: 1_800_000_000,
  type: 'call',
  clientId: 'c1',
  employeeId: 'anna',
  deleted: false,
});

/** A source of pages of events named by these ids; a cursor is the number of pages read. */
function crmOf(...pages: readonly (readonly string[])[]): Crm & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    source: 'crm',
    asked,
    async *pages(cursor) {
      for (let i = Number(cursor ?? 0); i < pages.length; i += 1) {
        asked.push(i);
        yield page({ events: pages[i]!.map(event), cursor: String(i + 1) });
      }
    },
  };
}

const page = (some: Partial<CrmPage>): CrmPage => ({
  employees: [],
  clients: [],
  events: [],
  span: null,
  leftOut: {},
  cursor: '',
  share: null,
  ...some,
});

const house = () => ({ events: new FakeEvents(), cursors: new FakeCursors() });

describe('an import', () => {
  test('keeps every page and says so after each', async () => {
    const { events, cursors } = house();
    const seen: Imported[] = [];
    const crm = crmOf(['1', '2'], ['3'], ['2', '4']);
    const imported = await importEvents(crm, { events, cursors, now }, never, (so) =>
      seen.push(so),
    );
    expect(imported).toMatchObject({ events: { added: 4, changed: 0, unchanged: 1 }, pages: 3 });
    expect(events.events.size).toBe(4);
    expect(cursors.kept).toEqual(['1', '2', '3']);
    expect(seen.map((so) => so.events.added)).toEqual([2, 3, 4]);
  });

  test('repeated from the beginning changes nothing', async () => {
    const { events } = house();
    const pages = [['1', '2'], ['3']];
    await importEvents(crmOf(...pages), { events, cursors: new FakeCursors(), now }, never);
    const again = await importEvents(
      crmOf(...pages),
      { events, cursors: new FakeCursors(), now },
      never,
    );
    expect(again.events).toEqual({ added: 0, changed: 0, unchanged: 3 });
  });

  test('that broke off goes on after the last page that was kept', async () => {
    const { events, cursors } = house();
    events.pagesLeft = 2;
    const crm = crmOf(['1'], ['2'], ['3'], ['4']);
    await expect(importEvents(crm, { events, cursors, now }, never)).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(await cursors.stateOf('crm')).toEqual({ cursor: '2', finishedAtMs: null });
    events.pagesLeft = Infinity;
    crm.asked.length = 0;
    const rest = await importEvents(crm, { events, cursors, now }, never);
    expect(crm.asked).toEqual([2, 3]);
    expect(rest.events.added).toBe(2);
    expect(events.events.size).toBe(4);
  });

  test('called off between two pages keeps whole pages only', async () => {
    const { events, cursors } = house();
    const calledOff = new AbortController();
    const run = importEvents(crmOf(['1'], ['2']), { events, cursors, now }, calledOff.signal, () =>
      calledOff.abort(),
    );
    await expect(run).rejects.toMatchObject({ code: 'gone' });
    expect([...events.events.values()].map(({ externalId }) => externalId)).toEqual(['1']);
    expect(cursors.kept).toEqual(['1']);
  });

  test('keeps people before their events, and counts what was left out', async () => {
    const order: string[] = [];
    const events = new FakeEvents();
    const watched = {
      keepEmployees: (rows: readonly SourceEmployee[]) => (
        order.push('employees'),
        events.keepEmployees(rows)
      ),
      keepClients: (rows: readonly SourceClient[]) => (
        order.push('clients'),
        events.keepClients(rows)
      ),
      keepEvents: (rows: readonly SourceEvent[]) => (order.push('events'), events.keepEvents(rows)),
      keepEventSpan: events.keepEventSpan.bind(events),
      applyWeights: () => events.applyWeights(),
    };
    const employee = { id: 'anna' } as SourceEmployee;
    const client = { id: 'c1' } as SourceClient;
    const crm: Crm = {
      source: 'crm',
      async *pages() {
        yield page({
          events: [event('1')],
          clients: [client],
          employees: [employee],
          leftOut: { malformed: 2 },
          share: 0.5,
        });
        yield page({ leftOut: { malformed: 1, future: 1 }, share: 1 });
      },
    };
    const imported = await importEvents(
      crm,
      { events: watched, cursors: new FakeCursors(), now },
      never,
    );
    expect(order).toEqual(['employees', 'clients', 'events']);
    expect(imported).toMatchObject({
      leftOut: { malformed: 3, future: 1 },
      pages: 2,
      share: 1,
      clients: { added: 1 },
    });
  });

  test('gives a page that is all there is of a span to the store as such, an empty one too', async () => {
    const { events, cursors } = house();
    await importEvents(crmOf(['1', '2']), { events, cursors, now }, never);
    const span = { source: 'crm', prefix: '', from: 0, to: 2_000_000_000 };
    const crm: Crm = {
      source: 'crm',
      async *pages() {
        yield page({ span, cursor: 'read again' });
      },
    };
    const imported = await importEvents(crm, { events, cursors, now }, never);
    expect(imported.events).toEqual({ added: 0, changed: 2, unchanged: 0 });
    expect([...events.events.values()].map(({ deleted }) => deleted)).toEqual([true, true]);
  });

  test('that came to its end says when; one that broke off does not', async () => {
    const { events, cursors } = house();
    events.pagesLeft = 0;
    await expect(importEvents(crmOf(['1']), { events, cursors, now }, never)).rejects.toMatchObject(
      {
        code: 'unavailable',
      },
    );
    expect(await cursors.stateOf('crm')).toEqual({ cursor: null, finishedAtMs: null });
    events.pagesLeft = Infinity;
    await importEvents(crmOf(['1']), { events, cursors, now }, never);
    expect(await cursors.stateOf('crm')).toEqual({ cursor: '1', finishedAtMs: now().getTime() });
  });
});
