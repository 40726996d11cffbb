import { describe, expect, test } from 'vitest';
import { DAY, filtersOf, letter } from './facts.ts';
import { Bench, NOW } from './portal.ts';

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

  test('of letters and deals nothing that is written in them', async () => {
    await using bench = await Bench.start();
    await bench.read();
    const asked = bench.portal.asked.flatMap(
      ({ parameters }) => (parameters['select'] ?? []) as readonly string[],
    );
    expect(asked).toContain('RESPONSIBLE_ID');
    expect(
      asked.filter((name) => /\*|SUBJECT|DESCRIPTION|COMMENT|EMAIL|title|opportunity/.test(name)),
    ).toEqual([]);
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
