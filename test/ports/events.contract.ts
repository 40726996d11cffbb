import { expect, test } from 'vitest';
import type { Storage } from '#adapters/storage/open-storage.ts';
import type { Tally } from '#domain/ranking/tally.ts';
import { Failure } from '#ports/failure.ts';
import { NOW_SECONDS, type Bed } from '#test/adapters/storage/engines.ts';
import { aClient, anEmployee, anEvent, DAY, someWeights } from './events.examples.ts';

async function talliesOf(storage: Storage): Promise<readonly Tally[]> {
  return (await storage.callers.recognise('+79161234567'))?.tallies ?? [];
}

/** What every keeper of the history does; src/ports/events.ts. */
export function eventsContract(bed: Bed): void {
  async function firm(): Promise<Storage> {
    const storage = await bed.open();
    await storage.events.applyWeights(someWeights());
    await storage.events.keepClients([aClient()]);
    return storage;
  }

  test('a new event is added and counts', async () => {
    const storage = await firm();
    const kept = await storage.events.keepEvents([anEvent()]);
    expect(kept).toEqual({ added: 1, changed: 0, unchanged: 0 });
    expect(await talliesOf(storage)).toEqual([
      {
        employeeId: 'anna',
        type: 'call_answered',
        amount: 1,
        lastAt: NOW_SECONDS,
        countedAt: NOW_SECONDS,
      },
    ]);
  });

  test('the same event read again changes nothing', async () => {
    const storage = await firm();
    await storage.events.keepEvents([anEvent()]);
    const kept = await storage.events.keepEvents([anEvent(), anEvent()]);
    expect(kept).toEqual({ added: 0, changed: 0, unchanged: 2 });
    expect((await talliesOf(storage))[0]?.amount).toBe(1);
  });

  test('an event of next year is refused with its page: nothing until then would count beside it', async () => {
    const storage = await firm();
    const nextYear = anEvent({ externalId: 'plan', at: NOW_SECONDS + 365 * DAY });
    const page = storage.events.keepEvents([anEvent(), nextYear]);
    await expect(page).rejects.toMatchObject({ code: 'invalid' });
    expect(await talliesOf(storage)).toEqual([]);
    const tomorrow = anEvent({ externalId: 'a clock that runs ahead', at: NOW_SECONDS + DAY });
    expect(await storage.events.keepEvents([tomorrow])).toMatchObject({ added: 1 });
  });

  test('two events a half-life apart count one and a half', async () => {
    const storage = await firm();
    await storage.events.keepEvents([
      anEvent({ externalId: 'old', at: NOW_SECONDS - 90 * DAY }),
      anEvent({ externalId: 'new' }),
    ]);
    expect((await talliesOf(storage))[0]?.amount).toBeCloseTo(1.5, 12);
  });

  test('an event inside the gap of the previous one adds nothing', async () => {
    const storage = await firm();
    await storage.events.keepEvents([anEvent({ at: NOW_SECONDS - 3_599 })]);
    await storage.events.keepEvents([anEvent({ externalId: 'event-2' })]);
    expect((await talliesOf(storage))[0]?.amount).toBeCloseTo(1, 3);
  });

  test('an event that comes late is counted as if it had come in time', async () => {
    const storage = await firm();
    await storage.events.keepEvents([anEvent()]);
    await storage.events.keepEvents([anEvent({ externalId: 'late', at: NOW_SECONDS - 90 * DAY })]);
    expect((await talliesOf(storage))[0]?.amount).toBeCloseTo(1.5, 12);
  });

  test('an event that the CRM gives to another employee moves there', async () => {
    const storage = await firm();
    await storage.events.keepEvents([anEvent()]);
    const kept = await storage.events.keepEvents([anEvent({ employeeId: 'boris' })]);
    expect(kept).toEqual({ added: 0, changed: 1, unchanged: 0 });
    expect((await talliesOf(storage)).map((tally) => tally.employeeId)).toEqual(['boris']);
  });

  test('a deleted event is gone, and being deleted again changes nothing', async () => {
    const storage = await firm();
    await storage.events.keepEvents([anEvent()]);
    expect(await storage.events.keepEvents([anEvent({ deleted: true })])).toMatchObject({
      changed: 1,
    });
    expect(await talliesOf(storage)).toEqual([]);
    expect(await storage.callers.eventsOf('romashka', 10)).toEqual([]);
    expect(await storage.events.keepEvents([anEvent({ deleted: true })])).toMatchObject({
      unchanged: 1,
    });
  });

  test('a span told whole: what stands in it no more is gone, what lies beside it stays', async () => {
    const storage = await firm();
    const at = (externalId: string, daysAgo: number, source = 'crm') =>
      anEvent({ source, externalId, at: NOW_SECONDS - daysAgo * DAY, type: 'invoice_sent' });
    await storage.events.keepEvents([
      at('bill:kept', 5),
      at('bill:gone', 5),
      at('bill:before', 11),
      at('bill:after', 0),
      at('letter:other', 5),
      at('bill:other source', 5, 'letters'),
    ]);
    const span = {
      source: 'crm',
      prefix: 'bill:',
      from: NOW_SECONDS - 10 * DAY,
      to: NOW_SECONDS - DAY,
    };
    const page = [at('bill:kept', 5), at('bill:new', 4)];
    const kept = await storage.events.keepEventSpan(span, page);
    expect(kept).toEqual({ added: 1, changed: 1, unchanged: 1 });
    const times = (await storage.callers.eventsOf('romashka', 10)).map(
      ({ at }) => NOW_SECONDS - at,
    );
    expect(times).toEqual([0, 4, 5, 5, 5, 11].map((days) => days * DAY));
    expect(await storage.events.keepEventSpan(span, page)).toMatchObject({ unchanged: 2 });
    expect(await storage.events.keepEventSpan(span, [])).toMatchObject({ changed: 2 });
  });

  test('a span whose page cannot be kept deletes nothing', async () => {
    const storage = await firm();
    await storage.events.keepEvents([anEvent({ externalId: 'bill:1' })]);
    const span = { source: 'crm', prefix: 'bill:', from: 0, to: NOW_SECONDS + 1 };
    const page = storage.events.keepEventSpan(span, [anEvent({ at: Number.NaN })]);
    await expect(page).rejects.toMatchObject({ code: 'invalid' });
    expect(await talliesOf(storage)).toHaveLength(1);
  });

  test('a deletion of something unknown keeps nothing', async () => {
    const storage = await firm();
    const kept = await storage.events.keepEvents([anEvent({ deleted: true })]);
    expect(kept).toEqual({ added: 0, changed: 0, unchanged: 1 });
  });

  test('a deleted event that comes back counts again', async () => {
    const storage = await firm();
    await storage.events.keepEvents([anEvent(), anEvent({ deleted: true }), anEvent()]);
    expect((await talliesOf(storage))[0]?.amount).toBe(1);
  });

  test('the same id in another source is another event', async () => {
    const storage = await firm();
    const kept = await storage.events.keepEvents([anEvent(), anEvent({ source: 'letters' })]);
    expect(kept.added).toBe(2);
  });

  test('a page with one impossible row is kept not at all', async () => {
    const storage = await firm();
    const page = [anEvent(), anEvent({ externalId: 'event-2', at: Number.NaN })];
    await expect(storage.events.keepEvents(page)).rejects.toMatchObject({ code: 'invalid' });
    expect(await talliesOf(storage)).toEqual([]);
  });

  test('an id longer than an index can hold is refused, not cut', async () => {
    const storage = await firm();
    const kept = storage.events.keepEvents([anEvent({ externalId: 'x'.repeat(201) })]);
    await expect(kept).rejects.toThrow(Failure);
  });

  test('hostile text is kept as text', async () => {
    const storage = await firm();
    const name = `Роберт'); drop table event;--\0\ud800 "🙂"`;
    await storage.events.keepClients([aClient({ name })]);
    const known = await storage.callers.recognise('+79161234567');
    expect(known?.clientName).toBe(`Роберт'); drop table event;--\ufffd "🙂"`);
  });

  test('an empty page is no work', async () => {
    const storage = await firm();
    const nothing = { added: 0, changed: 0, unchanged: 0 };
    expect(await storage.events.keepEvents([])).toEqual(nothing);
    expect(await storage.events.keepClients([])).toEqual(nothing);
    expect(await storage.events.keepEmployees([])).toEqual(nothing);
  });

  test('a page longer than one statement can take is one transaction all the same', async () => {
    const storage = await firm();
    const page = Array.from({ length: 2_500 }, (_, index) =>
      anEvent({ externalId: `event-${index}`, employeeId: `employee-${index % 1_200}` }),
    );
    expect(await storage.events.keepEvents(page)).toMatchObject({ added: 2_500 });
    expect(await storage.callers.eventsOf('romashka', 10_000)).toHaveLength(2_500);
  });

  test('clients and employees are counted like events', async () => {
    const storage = await firm();
    const renamed = aClient({ name: 'Ромашкин-сын' });
    expect(await storage.events.keepClients([aClient(), renamed, renamed])).toEqual({
      added: 0,
      changed: 1,
      unchanged: 2,
    });
    expect(await storage.events.keepEmployees([anEmployee(), anEmployee()])).toEqual({
      added: 1,
      changed: 0,
      unchanged: 1,
    });
    const away = { fromMs: 1, toMs: 2, deputyId: 'boris' };
    const onLeave = anEmployee({ absences: [away] });
    expect(await storage.events.keepEmployees([onLeave])).toMatchObject({ changed: 1 });
    expect(await storage.events.keepEmployees([onLeave])).toMatchObject({ unchanged: 1 });
  });

  test('a new half-life replays what was kept, and says how far it is', async () => {
    const storage = await firm();
    await storage.events.keepEvents([
      anEvent({ externalId: 'old', at: NOW_SECONDS - 90 * DAY }),
      anEvent({ externalId: 'new' }),
    ]);
    const shares: number[] = [];
    const eventTypes = new Map([['call_answered', { weight: 4, halfLifeDays: 45, handled: true }]]);
    await storage.events.applyWeights(someWeights({ eventTypes }), (share) => shares.push(share));
    expect((await talliesOf(storage))[0]?.amount).toBeCloseTo(1.25, 12);
    expect(shares.at(-1)).toBe(1);
  });

  test('a type that enters the settings brings its history along', async () => {
    const storage = await firm();
    await storage.events.keepEvents([anEvent({ type: 'letter' })]);
    expect(await talliesOf(storage)).toEqual([]);
    const eventTypes = new Map([['letter', { weight: 1, halfLifeDays: 30, handled: false }]]);
    await storage.events.applyWeights(someWeights({ eventTypes }));
    expect((await talliesOf(storage)).map((tally) => tally.type)).toEqual(['letter']);
  });

  test('a narrower gap lets events count that did not before', async () => {
    const storage = await firm();
    await storage.events.keepEvents([
      anEvent({ at: NOW_SECONDS - 600 }),
      anEvent({ externalId: 'event-2' }),
    ]);
    await storage.events.applyWeights(someWeights({ minGapMinutes: 5 }));
    expect((await talliesOf(storage))[0]?.amount).toBeCloseTo(2, 3);
  });
}
