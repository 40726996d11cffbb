import { expect, test, vi } from 'vitest';
import type { Storage } from '#adapters/storage/open-storage.ts';
import { readPast } from '#pipeline/read-past.ts';
import type { Page } from '#ports/past.ts';
import { NOW, NOW_SECONDS, type Bed } from '#test/adapters/storage/engines.ts';
import { aClient, anEmployee, anEvent } from './events.examples.ts';
import { anOutcome, aVisit, written } from './journal.contract.ts';

async function all<T>(pageAfter: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await pageAfter(after);
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

/** What a back-test may ask of every store; src/ports/past.ts. */
export function pastContract(bed: Bed): void {
  test('of nothing there is nothing', async () => {
    const { past } = await bed.open();
    const nothing = { rows: [], next: null };
    expect(await past.events(null)).toEqual(nothing);
    expect(await past.visits(0, null)).toEqual(nothing);
    expect(await past.clients(null)).toEqual(nothing);
  });

  test('events come with the moment at which they were known; deleted ones do not', async () => {
    const { events, past } = await bed.open();
    const at = NOW_SECONDS - 86_400;
    await events.keepEvents([
      anEvent({ externalId: 'a', at }),
      anEvent({ externalId: 'b', at: at + 1 }),
      anEvent({ externalId: 'b', at: at + 1, deleted: true }),
    ]);
    expect(await all((after) => past.events(after))).toEqual([
      {
        at,
        knownAt: NOW_SECONDS,
        clientId: 'romashka',
        employeeId: 'anna',
        type: 'call_answered',
      },
    ]);
  });

  test('a history longer than a page comes whole, each event once', async () => {
    const { events, past } = await bed.open();
    const ids = Array.from({ length: 10_003 }, (_, i) => i);
    for (const source of ['crm', 'mail'])
      await events.keepEvents(
        ids
          .filter((i) => (i % 3 === 0) === (source === 'mail'))
          .map((i) => anEvent({ source, externalId: `e${i}`, at: NOW_SECONDS - i })),
      );
    const times = (await all((after) => past.events(after))).map(({ at }) => NOW_SECONDS - at);
    expect(times.sort((a, b) => a - b)).toEqual(ids);
  });

  test('visits since then come with how their call ended, of shadow mode as well', async () => {
    const { journal, past } = await bed.open();
    const startedAtMs = NOW.getTime();
    journal.visited(aVisit({ linkedid: '1.1', startedAtMs: startedAtMs - 1 }));
    journal.visited(aVisit({ linkedid: '2.1', startedAtMs }));
    journal.visited(aVisit({ linkedid: '3.1', startedAtMs, shadow: true, callerNumber: null }));
    const afterTransfer = { employeeId: null, talkSeconds: 30 };
    const outcome = { linkedid: '3.1', employeeId: null, transferred: true, afterTransfer };
    journal.ended(anOutcome(outcome));
    await written(journal);
    const visits = (await all((after) => past.visits(startedAtMs, after))).filter(
      ({ linkedid }) => linkedid !== 'marker',
    );
    expect(visits).toEqual([
      {
        linkedid: '2.1',
        startedAtMs,
        callerNumber: '+79161234567',
        clientId: 'romashka',
        outcome: null,
      },
      {
        linkedid: '3.1',
        startedAtMs,
        callerNumber: null,
        clientId: 'romashka',
        outcome: {
          endedAtMs: NOW.getTime() + 90_500,
          employeeId: null,
          talkSeconds: 30,
          transferred: true,
          afterTransfer,
        },
      },
    ]);
  });

  test('a journal longer than a page comes whole, each visit once', async () => {
    const { journal, past } = await bed.open();
    const ids = Array.from({ length: 6_001 }, (_, i) => `${i}.1`);
    // Many begin in one millisecond.
    for (const [i, linkedid] of ids.entries())
      journal.visited(
        aVisit({
          linkedid,
          uniqueid: linkedid,
          startedAtMs: NOW.getTime() + (i % 3),
          shadow: i % 2 === 0,
        }),
      );
    await written(journal);
    const visits = await all((after) => past.visits(NOW.getTime(), after));
    const told = visits.map(({ linkedid }) => linkedid).filter((id) => id !== 'marker');
    expect(told.sort()).toEqual(ids.toSorted());
  });

  test('clients are told of who have a company or a manager, however many', async () => {
    const { events, past } = await bed.open();
    const many = Array.from({ length: 5_001 }, (_, i) =>
      aClient({ id: `c${i}`, companyId: 'ooo', companyName: 'ООО', numbers: [] }),
    );
    await events.keepClients([
      aClient({ id: 'nobody', numbers: [] }),
      aClient({ id: 'managed', managerId: 'anna', numbers: [] }),
      ...many,
    ]);
    const clients = await all((after) => past.clients(after));
    expect(clients).toHaveLength(5_002);
    expect(clients).toContainEqual({ clientId: 'managed', companyId: null, managerId: 'anna' });
    expect(clients).toContainEqual({ clientId: 'c5000', companyId: 'ooo', managerId: null });
  });

  test('all of it together is a history to test against: events, calls, companies, departments', async () => {
    const storage = await bed.open();
    const { events, journal } = storage;
    await events.keepEmployees([anEmployee()]);
    await events.keepClients([aClient({ companyId: 'ooo', managerId: 'boris' })]);
    await events.keepEvents([
      anEvent({ externalId: 'later', at: NOW_SECONDS - 10 }),
      anEvent({ externalId: 'earlier', at: NOW_SECONDS - 20, employeeId: 'boris' }),
    ]);
    journal.visited(aVisit());
    journal.ended(anOutcome());
    journal.visited(aVisit({ linkedid: '100.2', startedAtMs: NOW.getTime() + 9e6 }));
    await written(journal);
    const { history, labels } = await read(storage);
    expect(history.events.map(({ employeeId }) => employeeId)).toEqual(['boris', 'anna']);
    expect(history.calls).toEqual([{ at: NOW_SECONDS, clientId: 'romashka', employeeId: 'anna' }]);
    expect(history.clients?.get('romashka')).toEqual({ companyId: 'ooo', managerId: 'boris' });
    expect(history.departments?.get('anna')).toBe('Продажи');
    expect(labels).toMatchObject({ labelled: 1, unknownOutcome: 2, redialled: 0 });
  });
}

async function read(storage: Storage) {
  // The snapshot of the people follows a write by itself, a moment later.
  await vi.waitFor(() => expect(storage.people.byId('anna')).toBeDefined());
  const signal = AbortSignal.timeout(10_000);
  return readPast(storage, NOW.getTime(), { signal, progress: () => undefined });
}
