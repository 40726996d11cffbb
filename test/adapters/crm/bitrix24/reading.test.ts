import { describe, expect, test } from 'vitest';
import type { Row } from '#test/fakes/bitrix24-query.ts';
import { Bench, NOW, portalTime } from './portal.ts';

const DAY = 86_400;
const at = (secondsAgo: number) => portalTime(NOW.getTime() / 1000 - secondsAgo);
const letter = (secondsAgo: number, contact = 7): Row => ({
  TYPE_ID: '4',
  DIRECTION: '2',
  START_TIME: at(secondsAgo),
  RESPONSIBLE_ID: '5',
  OWNER_TYPE_ID: '3',
  OWNER_ID: String(contact),
});
const call = (secondsAgo: number): Row => ({
  PORTAL_USER_ID: '5',
  CALL_TYPE: '2',
  CALL_DURATION: '95',
  CALL_START_DATE: at(secondsAgo),
  CALL_FAILED_CODE: '200',
  CRM_ENTITY_TYPE: 'CONTACT',
  CRM_ENTITY_ID: '7',
});

const filtersOf = ({ portal }: Bench, method: string): readonly Row[] =>
  portal.asked
    .filter((asked) => asked.method === method)
    .map(({ parameters }) => (parameters['filter'] ?? parameters['FILTER']) as Row);

describe('what is asked', () => {
  test('fifty records an answer, by ascending id and without counting', async () => {
    await using bench = await Bench.start();
    for (let id = 1; id <= 120; id += 1) bench.portal.put('contact', id, { NAME: `К${id}` });
    await bench.read();
    expect(bench.events.clients.size).toBe(120);
    expect(filtersOf(bench, 'crm.contact.list')).toEqual([
      { '>ID': 0 },
      { '>ID': 50 },
      { '>ID': 100 },
    ]);
    const { parameters } = bench.portal.asked.find(({ method }) => method === 'crm.contact.list')!;
    expect(parameters).toMatchObject({ order: { ID: 'ASC' }, start: -1 });
    expect(bench.portal.complaints).toEqual([]);
  });

  test('a page that is kept has about a thousand records', async () => {
    await using bench = await Bench.start();
    for (let id = 1; id <= 1_050; id += 1) bench.portal.put('contact', id, { NAME: `К${id}` });
    const pages = await Array.fromAsync(bench.connector().pages(null, AbortSignal.timeout(20_000)));
    const sizes = pages.map(({ clients }) => clients.length).filter((size) => size > 0);
    expect(sizes).toEqual([1_000, 50]);
    const shares = pages.map(({ share }) => share!);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test('people come first, then clients, then events', async () => {
    await using bench = await Bench.start();
    bench.portal.put('user', 5, { NAME: 'Анна' });
    bench.portal.put('contact', 7, { NAME: 'Иван' });
    bench.portal.put('activity', 20, letter(60));
    const pages = await Array.fromAsync(bench.connector().pages(null, AbortSignal.timeout(20_000)));
    const kinds = pages.flatMap(({ employees, clients, events }) => [
      ...employees.map(() => 'employee'),
      ...clients.map(() => 'client'),
      ...events.map(() => 'event'),
    ]);
    expect([...new Set(kinds)]).toEqual(['employee', 'client', 'event']);
  });

  test('every department, also beyond the first page', async () => {
    await using bench = await Bench.start();
    for (let id = 1; id <= 60; id += 1) bench.portal.put('department', id, { NAME: `Отдел ${id}` });
    bench.portal.put('user', 5, { NAME: 'Анна', UF_DEPARTMENT: [60] });
    await bench.read();
    expect(bench.events.employees.get('user:5')?.department).toBe('Отдел 60');
  });

  test('afterwards only what changed, and a little before it', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter(DAY));
    await bench.read();
    bench.portal.asked.length = 0;
    bench.passSeconds(3_600);
    bench.portal.put('activity', 21, letter(-1_800, 8));
    await bench.read();
    expect(filtersOf(bench, 'crm.activity.list')).toEqual([
      { '>=LAST_UPDATED': '2026-11-20T08:50:00+00:00', '>ID': 0 },
    ]);
    expect(Object.keys(bench.kept)).toEqual(['activity:20', 'activity:21']);
  });

  test('from a given day on, whatever was read before', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter(5 * DAY));
    await bench.read();
    bench.portal.remove('activity', 20);
    await bench.read(bench.connector({ reach: { since: NOW.getTime() / 1000 - 4 * DAY } }));
    expect(Object.keys(bench.kept)).toEqual(['activity:20']);
    await bench.read(bench.connector({ reach: { since: NOW.getTime() / 1000 - 6 * DAY } }));
    expect(bench.kept).toEqual({});
  });
});

describe('nothing is lost', () => {
  test('when the first reading of all was to begin late', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter(5 * DAY));
    await bench.read(bench.connector({ reach: { since: NOW.getTime() / 1000 - DAY } }));
    expect(Object.keys(bench.kept)).toEqual(['activity:20']);
  });

  test.each(['a page that was kept', 'a page that was not'])(
    'when the process dies after %s',
    async (which) => {
      await using bench = await Bench.start();
      for (let day = 0; day < 59; day += 1)
        bench.portal.put('activity', day + 1, letter(day * DAY + 60));
      for (let day = 0; day < 59; day += 1) bench.portal.put('call', day + 1, call(day * DAY + 90));
      let isDone = false;
      for (let starts = 0; !isDone; starts += 1) {
        expect(starts).toBeLessThan(60);
        const crm = bench.connector({ reach: { rescanDays: 1 } });
        isDone = await bench
          .read({
            source: crm.source,
            async *pages(cursor, signal) {
              let count = 0;
              for await (const page of crm.pages(cursor, signal)) {
                // What was read already is told again by each start, so it dies a little later each time.
                if (which === 'a page that was not' && count > 4 + starts) throw new Error('died');
                yield page;
                if (which === 'a page that was kept' && count > 4 + starts) throw new Error('died');
                count += 1;
              }
            },
          })
          .then(
            () => true,
            () => false,
          );
      }
      expect(Object.keys(bench.kept)).toHaveLength(118);
    },
  );

  test('when the clock of the portal is an hour slow', async () => {
    await using bench = await Bench.start();
    bench.portal.behindSeconds = 3_600;
    await bench.read();
    bench.passSeconds(300);
    bench.portal.put('activity', 20, letter(DAY));
    bench.passSeconds(300);
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['activity:20']);
  });

  test('when a call is written down after a later one', async () => {
    await using bench = await Bench.start();
    bench.portal.put('call', 41, call(600));
    await bench.read();
    bench.portal.put('call', 40, call(6_000));
    bench.portal.put('call', 42, call(60));
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['call:40', 'call:41', 'call:42']);
  });

  test('when the cursor is of another time or of another hand', async () => {
    for (const cursor of [
      '',
      '[]',
      '{"version":0,"streams":{}}',
      '{"version":1,"streams":[]}',
      'x',
    ]) {
      await using bench = await Bench.start();
      bench.portal.put('activity', 20, letter(DAY));
      await bench.cursors.keepCursor('b24', cursor);
      await bench.read();
      expect(Object.keys(bench.kept), cursor).toEqual(['activity:20']);
    }
  });
});

describe('what is gone there is gone here', () => {
  test('also where the date of the event has no time', async () => {
    await using bench = await Bench.start();
    const item = { name: 'closed', type: 'deal_won', entity_type_id: 2, date: 'closedate' };
    const read = () => bench.read(bench.connector({ mapping: { items: [item] } }));
    for (let id = 1; id <= 20; id += 1)
      bench.portal.put('item:2', id, {
        closedate: `2026-11-${String(id).padStart(2, '0')}T00:00:00+03:00`,
        assignedById: 5,
        contactId: 7,
      });
    await read();
    expect(Object.keys(bench.kept)).toHaveLength(20);
    for (const id of [1, 10, 19, 20]) bench.portal.remove('item:2', id);
    bench.passSeconds(DAY);
    await read();
    expect(Object.keys(bench.kept)).toHaveLength(16);
  });

  test('the night after it was deleted', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter(5 * DAY));
    bench.portal.put('activity', 21, letter(40 * DAY));
    await bench.read();
    bench.portal.remove('activity', 20);
    bench.portal.remove('activity', 21);
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['activity:20', 'activity:21']);
    bench.passSeconds(DAY);
    await bench.read();
    // 40 days ago is further back than a night looks (rescan_days).
    expect(Object.keys(bench.kept)).toEqual(['activity:21']);
  });

  test('at once, when it is still there and no event any more', async () => {
    await using bench = await Bench.start();
    const deal = { createdTime: at(DAY), movedTime: at(60), assignedById: 5, contactId: 7 };
    bench.portal.put('item:2', 20, { ...deal, stageSemanticId: 'S' });
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['deal_opened:20', 'deal_won:20']);
    bench.portal.put('item:2', 20, { stageSemanticId: 'P' });
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['deal_opened:20']);
  });

  test('when the mapping of its stream changes, and of that stream alone', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter(40 * DAY));
    bench.portal.put('call', 30, call(40 * DAY));
    await bench.read();
    bench.portal.asked.length = 0;
    const mapping = { activities: { rules: [{ type: 'task_done', activity_types: [3] }] } };
    await bench.read(bench.connector({ mapping }));
    expect(Object.keys(bench.kept)).toEqual(['call:30']);
    expect(filtersOf(bench, 'voximplant.statistic.get')).toEqual([{ '>ID': 0 }]);
  });
});
