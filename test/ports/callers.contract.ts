import { expect, test, vi } from 'vitest';
import { NOW_SECONDS, type Bed } from '#test/adapters/storage/engines.ts';
import { aClient, anEvent, DAY, someWeights } from './events.examples.ts';

/** What every local copy of the CRM answers to a call; src/ports/callers.ts. */
export function callersContract(bed: Bed): void {
  test('a number that nobody has is a stranger', async () => {
    const { callers } = await bed.open();
    expect(await callers.recognise('+79990000000')).toBeNull();
  });

  test('a client without a history is known by name', async () => {
    const { callers, events } = await bed.open();
    await events.keepClients([aClient({ managerId: 'anna' })]);
    expect(await callers.recognise('+79161234567')).toEqual({
      clientId: 'romashka',
      clientName: 'Иван Ромашкин',
      companyId: null,
      companyName: null,
      managerId: 'anna',
      tallies: [],
      companyTallies: [],
    });
  });

  test('events count for a client that the CRM tells of only later', async () => {
    const { callers, events } = await bed.open();
    await events.applyWeights(someWeights());
    await events.keepEvents([anEvent()]);
    await events.keepClients([aClient()]);
    expect((await callers.recognise('+79161234567'))?.tallies).toHaveLength(1);
  });

  test('colleagues of the caller count for the company, the caller alone for himself', async () => {
    const { callers, events } = await bed.open();
    await events.applyWeights(someWeights());
    const works = { companyId: 'tsvety', companyName: 'ООО «Цветы»' };
    await events.keepEvents([
      anEvent(),
      anEvent({ externalId: 'event-2', clientId: 'vasilek', employeeId: 'boris' }),
      anEvent({ externalId: 'event-3', clientId: 'stranger', employeeId: 'vera' }),
    ]);
    await events.keepClients([
      aClient(works),
      aClient({ id: 'vasilek', numbers: ['+79160000002'], ...works }),
    ]);
    await events.keepEvents([
      anEvent({ externalId: 'event-4', clientId: 'vasilek', employeeId: 'galina' }),
    ]);
    const known = await callers.recognise('+79161234567');
    expect(known?.companyName).toBe('ООО «Цветы»');
    expect(known?.tallies.map((tally) => tally.employeeId)).toEqual(['anna']);
    expect(known?.companyTallies.map((tally) => tally.employeeId).sort()).toEqual([
      'boris',
      'galina',
    ]);
  });

  test('a colleague who changes the company takes the history along', async () => {
    const { callers, events } = await bed.open();
    await events.applyWeights(someWeights());
    const colleague = { id: 'vasilek', numbers: ['+79160000002' as const] };
    await events.keepClients([
      aClient({ companyId: 'tsvety' }),
      aClient({ ...colleague, companyId: 'tsvety' }),
    ]);
    await events.keepEvents([anEvent({ clientId: 'vasilek' })]);
    expect((await callers.recognise('+79161234567'))?.companyTallies).toHaveLength(1);
    await events.keepClients([aClient({ ...colleague, companyId: 'derevya' })]);
    expect((await callers.recognise('+79161234567'))?.companyTallies).toEqual([]);
  });

  test('a number that passes to another client is theirs', async () => {
    const { callers, events } = await bed.open();
    await events.keepClients([aClient()]);
    await events.keepClients([aClient({ id: 'vasilek', name: 'Василий' })]);
    expect((await callers.recognise('+79161234567'))?.clientId).toBe('vasilek');
  });

  test('a number that a client gave up is a stranger', async () => {
    const { callers, events } = await bed.open();
    await events.keepClients([aClient()]);
    await events.keepClients([aClient({ numbers: ['+79160000002'] })]);
    expect(await callers.recognise('+79161234567')).toBeNull();
    expect((await callers.recognise('+79160000002'))?.clientId).toBe('romashka');
  });

  test('the history is told newest first, up to the limit, with the events of this client only', async () => {
    const { callers, events } = await bed.open();
    await events.keepEvents([
      anEvent({ externalId: 'a', at: NOW_SECONDS - 2 * DAY }),
      anEvent({ externalId: 'b', at: NOW_SECONDS, type: 'invoice_sent' }),
      anEvent({ externalId: 'c', at: NOW_SECONDS - DAY, employeeId: 'boris' }),
      anEvent({ externalId: 'd', clientId: 'vasilek' }),
    ]);
    expect(await callers.eventsOf('romashka', 2)).toEqual([
      { at: NOW_SECONDS, type: 'invoice_sent', employeeId: 'anna' },
      { at: NOW_SECONDS - DAY, type: 'call_answered', employeeId: 'boris' },
    ]);
  });

  test('whose rating changed is told, newest first; what changes nothing is not', async () => {
    const { callers, events } = await bed.open();
    const told: string[] = [];
    callers.onRated((clientIds) => told.unshift(...clientIds));
    await events.applyWeights(someWeights());
    await events.keepEvents([anEvent({ externalId: 'one', clientId: 'aster' })]);
    await events.keepEvents([anEvent({ externalId: 'two', clientId: 'buttercup' })]);
    await vi.waitFor(() => expect(told.slice(0, 2)).toEqual(['buttercup', 'aster']), 5_000);
    await events.keepEvents([anEvent({ externalId: 'one', clientId: 'aster' })]);
    await events.keepEvents([anEvent({ externalId: 'three', clientId: 'clover' })]);
    await vi.waitFor(() => expect(told[0]).toBe('clover'), 5_000);
    expect(told.filter((clientId) => clientId === 'aster')).toHaveLength(1);
  });

  test('of a large import the last five hundred clients are told', async () => {
    const { callers, events } = await bed.open();
    const told = new Set<string>();
    await events.applyWeights(someWeights());
    const page = Array.from({ length: 1_200 }, (_, i) =>
      anEvent({ externalId: `large-${i}`, clientId: `large-${i}` }),
    );
    await events.keepEvents(page.slice(0, 600));
    await events.keepEvents(page.slice(600));
    callers.onRated((clientIds) => clientIds.forEach((clientId) => told.add(clientId)));
    await vi.waitFor(() => expect(told.size).toBe(500), 5_000);
    expect([...told].every((clientId) => Number(clientId.slice('large-'.length)) >= 600)).toBe(
      true,
    );
  });

  test('a client with a thousand colleagues is recognised with a bounded answer', async () => {
    const { callers, events } = await bed.open();
    await events.applyWeights(someWeights());
    const page = Array.from({ length: 1_000 }, (_, index) => index);
    await events.keepClients([
      aClient({ companyId: 'everybody' }),
      ...page.map((index) =>
        aClient({ id: `client-${index}`, numbers: [], companyId: 'everybody' }),
      ),
    ]);
    await events.keepEvents(
      page.map((index) => anEvent({ externalId: `${index}`, clientId: `client-${index}` })),
    );
    const known = await callers.recognise('+79161234567');
    expect(known?.companyTallies).toHaveLength(200);
  });
}
