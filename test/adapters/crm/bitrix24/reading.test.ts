import { describe, expect, test } from 'vitest';
import { at, call, DAY, filtersOf, letter } from './facts.ts';
import { Bench, NOW } from './portal.ts';

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
      // Or all of it would come as what has just changed.
      bench.passSeconds(3_600);
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

describe('a record that cannot be read', () => {
  test('is not deleted, by itself or with its span, and neither is anything around it', async () => {
    await using bench = await Bench.start();
    for (let id = 20; id <= 22; id += 1) bench.portal.put('activity', id, letter(DAY + id));
    await bench.read();
    const before = bench.kept;
    bench.portal.put('activity', 20, { RESPONSIBLE_ID: ['5'] });
    bench.portal.remove('activity', 21);
    bench.passSeconds(DAY);
    const { leftOut } = await bench.read();
    expect(leftOut).toEqual({ malformed: 2 });
    expect(bench.kept).toEqual(before);

    bench.portal.put('activity', 20, { RESPONSIBLE_ID: '6' });
    bench.passSeconds(DAY);
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['activity:20', 'activity:22']);
    expect(bench.kept['activity:20']).toContain('user:6');
  });

  test('keeps no other from being taken back that says itself that it is no event', async () => {
    await using bench = await Bench.start();
    // 200 is so far on that the two do not come again as new: only the night reads them.
    for (const id of [30, 31, 200]) bench.portal.put('call', id, call(DAY));
    await bench.read();
    bench.portal.put('call', 30, { CALL_DURATION: 'долго' });
    bench.portal.put('call', 31, { CALL_TYPE: '5' });
    bench.passSeconds(DAY);
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['call:200', 'call:30']);
  });
});

describe('where the date of the event has no time', () => {
  const item = { name: 'closed', type: 'deal_won', entity_type_id: 2, date: 'closedate' };
  const mapping = { items: [item] };

  /** Compared by the day, and told as the moment of it that the portal writes. */
  test.each(['00:00:00', '03:00:00', '23:00:00'])(
    'a night in which nothing changed there changes nothing here: %s',
    async (time) => {
      await using bench = await Bench.start();
      for (let day = 0; day < 70; day += 1)
        bench.portal.put('item:2', day + 1, {
          closedate: `${at(day * DAY).slice(0, 10)}T${time}+03:00`,
          assignedById: 5,
          contactId: 7,
        });
      await bench.read(bench.connector({ mapping }));
      const before = bench.kept;
      // Windows are cut at the time of day at which a reading begins.
      for (const hours of [24, 24 + 5, 24 + 6.5, 24 + 4]) {
        bench.passSeconds(hours * 3_600);
        const { events } = await bench.read(bench.connector({ mapping }));
        expect(events).toMatchObject({ added: 0, changed: 0 });
        expect(events.unchanged).toBeGreaterThan(20);
      }
      expect(bench.kept).toEqual(before);
    },
  );
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

  test('the night after, also when the clock once ran days ahead', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter(5 * DAY));
    bench.passSeconds(3 * DAY);
    await bench.read();
    bench.passSeconds(-2 * DAY);
    bench.portal.remove('activity', 20);
    await bench.read();
    expect(bench.kept).toEqual({});
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
    bench.passSeconds(3_600);
    await bench.read();
    bench.portal.asked.length = 0;
    const mapping = { activities: { rules: [{ type: 'task_done', activity_types: [3] }] } };
    await bench.read(bench.connector({ mapping }));
    expect(Object.keys(bench.kept)).toEqual(['call:30']);
    expect(filtersOf(bench, 'voximplant.statistic.get')).toEqual([{ '>ID': 0 }]);
  });
});
