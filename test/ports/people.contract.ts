import { expect, test } from 'vitest';
import { NOW_SECONDS, type Bed } from '#test/adapters/storage/engines.ts';
import { anEmployee, anEvent, DAY, someWeights } from './events.examples.ts';

/** What every snapshot of the people shows; src/ports/people.ts. */
export function peopleContract(bed: Bed): void {
  test('an empty house has nobody', async () => {
    const { people } = await bed.open();
    expect(people.employees()).toEqual([]);
    expect(people.popularity()).toEqual([]);
    expect(people.byId('anna')).toBeUndefined();
  });

  test('an employee is there as soon as she is kept, by id, by extension and by her own number', async () => {
    const { events, people } = await bed.open();
    const absence = { fromMs: 1_000, toMs: 2_000, deputyId: 'boris' };
    const numbers = ['+79160000001', '+79160000002'] as const;
    await events.keepEmployees([anEmployee({ external: true, numbers, absences: [absence] })]);
    const anna = {
      id: 'anna',
      name: { first: 'Анна', middle: 'Сергеевна', last: 'Петрова' },
      spokenName: null,
      extension: '101',
      department: 'Продажи',
      dismissed: false,
      technical: false,
      allowed: true,
      external: true,
      numbers,
      absences: [absence],
    };
    expect(people.employees()).toEqual([anna]);
    expect(people.byId('anna')).toEqual(anna);
    expect(people.byExtension('101')).toEqual(anna);
    expect(people.byExtension('102')).toBeUndefined();
    expect(people.byNumber('+79160000002')).toEqual(anna);
    expect(people.byNumber('+79160000003')).toBeUndefined();
  });

  test('an extension belongs to the successor, not to the dismissed', async () => {
    const { events, people } = await bed.open();
    await events.keepEmployees([
      anEmployee({ id: 'zoya' }),
      anEmployee({ id: 'anna', dismissed: true }),
    ]);
    expect(people.byExtension('101')?.id).toBe('zoya');
    await events.keepEmployees([
      anEmployee({ id: 'zoya', dismissed: true }),
      anEmployee({ id: 'anna', dismissed: false }),
    ]);
    expect(people.byExtension('101')?.id).toBe('anna');
  });

  test('an absence that was called off is gone', async () => {
    const { events, people } = await bed.open();
    await events.keepEmployees([
      anEmployee({ absences: [{ fromMs: 1, toMs: 2, deputyId: null }] }),
    ]);
    await events.keepEmployees([anEmployee()]);
    expect(people.byId('anna')?.absences).toEqual([]);
  });

  test('popularity counts handled events of all clients, most popular first', async () => {
    const { events, people } = await bed.open();
    await events.applyWeights(someWeights());
    await events.keepEvents([
      anEvent({ externalId: '1', employeeId: 'boris', at: NOW_SECONDS - 7 * DAY }),
      anEvent({ externalId: '2', employeeId: 'anna', clientId: 'vasilek' }),
      anEvent({ externalId: '3', employeeId: 'vera', type: 'invoice_sent' }),
    ]);
    const popular = people.popularity();
    expect(popular.map((row) => row.employeeId)).toEqual(['anna', 'boris']);
    expect(popular[0]!.amount / popular[1]!.amount).toBeCloseTo(2, 9);
  });

  test('an event that was taken back no longer makes popular', async () => {
    const { events, people } = await bed.open();
    await events.applyWeights(someWeights());
    await events.keepEvents([anEvent({ externalId: '1' }), anEvent({ externalId: '2' })]);
    await events.keepEvents([anEvent({ externalId: '1', deleted: true })]);
    expect(people.popularity()[0]?.amount).toBeCloseTo(1, 9);
  });

  test('a type that becomes handled counts at once, with its past', async () => {
    const { events, people } = await bed.open();
    await events.applyWeights(someWeights());
    await events.keepEvents([anEvent({ type: 'invoice_sent' })]);
    expect(people.popularity()).toEqual([]);
    const eventTypes = new Map([['invoice_sent', { weight: 1, halfLifeDays: 90, handled: true }]]);
    await events.applyWeights(someWeights({ eventTypes }));
    expect(people.popularity()).toMatchObject([{ employeeId: 'anna', amount: 1 }]);
  });

  test('where no type is marked as handled, all of them make popular', async () => {
    const { events, people } = await bed.open();
    const eventTypes = new Map([['invoice_sent', { weight: 1, halfLifeDays: 90, handled: false }]]);
    await events.applyWeights(someWeights({ eventTypes }));
    await events.keepEvents([anEvent({ type: 'invoice_sent' })]);
    expect(people.popularity()).toMatchObject([{ employeeId: 'anna', amount: 1 }]);
  });

  test('listeners hear of changed people and of a changed order, not of every event', async () => {
    const { events, people } = await bed.open();
    await events.applyWeights(someWeights());
    let changes = 0;
    people.onChange(() => (changes += 1));
    await events.keepEmployees([anEmployee()]);
    expect(changes).toBe(1);
    await events.keepEmployees([anEmployee()]);
    expect(changes).toBe(1);
    await events.keepEvents([anEvent({ externalId: '1' })]);
    expect(changes).toBe(2);
    await events.keepEvents([anEvent({ externalId: '2' })]);
    expect(changes).toBe(2);
    await events.keepEvents([
      anEvent({ externalId: '3', employeeId: 'boris' }),
      anEvent({ externalId: '4', employeeId: 'boris' }),
      anEvent({ externalId: '5', employeeId: 'boris' }),
    ]);
    expect(changes).toBe(3);
  });
}
