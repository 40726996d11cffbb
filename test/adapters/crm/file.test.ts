import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crmFile, type CrmFileOptions } from '#adapters/crm/file.ts';
import { importEvents } from '#pipeline/import-events.ts';
import type { CrmPage } from '#ports/crm.ts';
import type { E164 } from '#domain/call/caller.ts';
import { FakeCursors, FakeEvents } from '#test/fakes/fake-events.ts';

const NOW = new Date('2026-11-21T09:00:00Z');
const never = new AbortController().signal;

/** Enough of a phone table: eleven digits that begin with 7 or 8. */
function parseE164(text: string): E164 | null {
  const digits = text.replaceAll(/\D/g, '');
  return /^[78]\d{10}$/.test(digits) ? `+7${digits.slice(1)}` : null;
}

const options = (path: string, more: Partial<CrmFileOptions> = {}): CrmFileOptions => ({
  path,
  source: 'file',
  office: { zone: 'Europe/Moscow', now: () => NOW, parseE164 },
  language: 'en',
  skipBad: false,
  ...more,
});

const fixture = (name: string) => new URL(`../../fixtures/crm/${name}`, import.meta.url).pathname;

async function read(path: string, more: Partial<CrmFileOptions> = {}): Promise<CrmPage> {
  const pages = await Array.fromAsync(crmFile(options(path, more)).pages(null, never));
  expect(pages.length).toBeLessThanOrEqual(1);
  return pages[0]!;
}

/** A file with this content, for as long as `use` takes. */
async function withFile<T>(
  name: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<T>,
): Promise<T> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'crm-file-'));
  const path = join(folder.path, name);
  await writeFile(path, content);
  return await use(path);
}

const failureOf = (name: string, content: string | Uint8Array, more?: Partial<CrmFileOptions>) =>
  withFile(name, content, async (path) => {
    const events = new FakeEvents();
    const house = { events, cursors: new FakeCursors(), now: () => new Date() };
    const failure = await importEvents(crmFile(options(path, more)), house, never).then(
      () => null,
      (error: unknown) => error as Error & { code: string },
    );
    expect(events.events.size + events.clients.size + events.employees.size).toBe(0);
    return failure;
  });

describe('a file of', () => {
  test('employees, as Excel saves it in Russia', async () => {
    const { employees } = await read(fixture('employees.csv'));
    expect(employees.map(({ id, extension }) => [id, extension])).toEqual([
      ['anna', '34'],
      ['boris', '35'],
      ['robot', null],
    ]);
    expect(employees[0]).toMatchObject({ allowed: true, dismissed: false, spokenName: null });
    expect(employees[0]!.absences).toEqual([
      {
        fromMs: Date.parse('2026-11-20T00:00:00+03:00'),
        toMs: Date.parse('2026-12-01T00:00:00+03:00'),
        deputyId: 'boris',
      },
    ]);
    expect(employees[1]!.absences).toEqual([]);
  });

  test('clients with several numbers', async () => {
    const { clients } = await read(fixture('clients.csv'));
    expect(clients[0]).toEqual({
      id: 'c1',
      name: 'ООО "Ромашка", склад',
      companyId: 'k1',
      companyName: 'Ромашка',
      managerId: 'anna',
      numbers: ['+79990000001', '+79990000002'],
    });
    expect(clients[1]).toMatchObject({ companyId: null, managerId: null });
  });

  test('events, in the columns of a back-test and three ways to write a time', async () => {
    const { events } = await read(fixture('events.csv'));
    expect(events.map(({ at }) => at)).toEqual([1795167000, 1795156200, 1795156260]);
    expect(events[0]).toMatchObject({ source: 'file', type: 'call_answered', deleted: false });
    expect(new Set(events.map(({ externalId }) => externalId)).size).toBe(3);
    const again = await read(fixture('events.csv'));
    expect(again.events).toEqual(events);
  });

  test('everything, as JSON lines', async () => {
    const page = await read(fixture('all.jsonl'));
    expect(page.employees[0]).toMatchObject({ id: 'anna', middle: '', external: false });
    expect(page.employees[0]!.absences).toHaveLength(1);
    expect(page.clients[0]).toMatchObject({ numbers: ['+79990000001'] });
    expect(page.events).toEqual([
      {
        source: '1c',
        externalId: '42',
        at: 1795167000,
        type: 'call_answered',
        clientId: 'c1',
        employeeId: 'anna',
        deleted: true,
      },
    ]);
  });

  test('any kind may be packed, and begin with a byte order mark', async () => {
    const packed = gzipSync('\uFEFFid,numbers\nc1,+79990000001\n');
    const page = await withFile('clients.csv', packed, (path) => read(path));
    expect(page.clients[0]!.numbers).toEqual(['+79990000001']);
  });
});

describe('a mistake', () => {
  const broken = [
    'at,client_id,employee_id,type',
    '1795167000,c1,anna,call',
    'вчера в 5,c1,anna,call',
    '1795167000,,anna,call',
    '1895167000,c1,anna,call',
    '1795167000,c1,anna',
    '1795167000,c1,an"na,call',
    `1795167000,${'x'.repeat(201)},anna,call`,
  ].join('\n');

  test('keeps everything out, and all are told at once: where, what, and what to do', async () => {
    const failure = await failureOf('events.csv', broken);
    expect(failure!.code).toBe('invalid');
    expect(failure!.message.split('\n')).toEqual([
      'events.csv:3:1: at: no time (a value like «яяяяя я 9»). Write 2026-11-20T09:30:00+03:00, 20.11.2026 9:30 or unix seconds.',
      'events.csv:4:2: client_id: empty. The record makes no sense without it.',
      'events.csv:5:1: at: before 2000 or in the future (a value like «9999999999»). Give the time when it happened; a plan is no event.',
      'events.csv:6: another number of cells than columns. Put a cell with a delimiter into quotes.',
      'events.csv:7: stray quotes. Put a cell with a quote into quotes, and double the quote itself.',
      `events.csv:8:2: client_id: too long (a value like «${'x'.repeat(40)}… (201)»). See whether columns have shifted, and whether all quotes are closed.`,
    ]);
  });

  test('is left out and counted when that is asked for', async () => {
    const page = await withFile('events.csv', broken, (path) => read(path, { skipBad: true }));
    expect(page.events).toHaveLength(1);
    expect(page.leftOut).toEqual({ malformed: 6 });
  });

  test('in one number of a client costs that number, not the client', async () => {
    const text = 'id,numbers\nc1,+79990000001;звонить Ивану\n';
    expect((await failureOf('clients.csv', text))!.message).toMatch(
      /clients\.csv:2:2: numbers: no phone number/,
    );
    const page = await withFile('clients.csv', text, (path) => read(path, { skipBad: true }));
    expect(page.clients[0]!.numbers).toEqual(['+79990000001']);
    expect(page.leftOut).toEqual({});
  });

  test('never shows what was private', async () => {
    const text =
      '{"kind":"client","id":"c1","numbers":["Иванов Пётр 42"]}\n{"kind":"client","Иванов":1}\n{"Иванов\n';
    const { message } = (await failureOf('clients.jsonl', text, { language: 'ru' }))!;
    expect(message.split('\n')).toEqual([
      'clients.jsonl:1: numbers: это не номер телефона (значение вида «яяяяяя яяяя 99»). Пишите +7 999 123-45-67; несколько номеров - через точку с запятой.',
      'clients.jsonl:2: яяяяяя: нет такого столбца. Переименуйте его или уберите; названия перечисляет telefonistka import --help.',
      'clients.jsonl:3: это не объект JSON. В каждой строке - один объект в фигурных скобках.',
    ]);
  });

  test.each([
    ['event', { at: 946_684_799 }, 'at: before 2000 or in the future'],
    ['event', { at: true }, 'at: not what we expect'],
    ['event', { deleted: 'maybe' }, 'deleted: neither yes nor no'],
    ['employee', { extension: '1' }, 'extension: no extension'],
    ['employee', { extension: '12345' }, 'extension: no extension'],
    [
      'employee',
      { absences: [{ from: '2026-11-20', to: '2026-11-19' }] },
      'absences: an absence without',
    ],
    ['employee', { absences: [{ from: '2026-11-20' }] }, 'absences: an absence without'],
    ['employee', { absences: 'all of July' }, 'absences: not what we expect'],
    ['client', { numbers: Array(51).fill('+79990000001') }, 'numbers: too many values'],
    ['client', { numbers: { home: 1 } }, 'numbers: not what we expect'],
    ['kind', {}, 'kind: events, employees or clients?'],
  ])('in a field of an otherwise good %s is found: %j', async (kind, field, told) => {
    const good = {
      event: { at: 1795167000, type: 'call', client_id: 'c1', employee_id: 'anna' },
      employee: { id: 'anna', absences: [{ from: '2026-11-20', to: '2026-11-20' }] },
      client: { id: 'c1', numbers: [] },
      kind: {},
    }[kind]!;
    const failure = await failureOf('some.jsonl', JSON.stringify({ kind, ...good, ...field }));
    expect(failure!.message).toMatch(/^some\.jsonl:1: /);
    expect(failure!.message.split('\n')).toHaveLength(1);
    expect(failure!.message).toContain(told);
  });

  test('by which a JSON line never ends stops the reading there', async () => {
    const long = `{"kind":"client","id":"c1","name":"${'x'.repeat(70_000)}"}`;
    expect((await failureOf('some.jsonl', `${long}\n{}`))!.message).toMatch(
      /1: too long.*\n.*2: kind/,
    );
    expect((await failureOf('some.jsonl', long))!.message).toMatch(/^some.jsonl:1: too long/);
    expect((await failureOf('some.jsonl', long.repeat(9), { skipBad: true }))!.code).toBe(
      'invalid',
    );
  });

  test('made a thousand times is told twenty times', async () => {
    const text = `id,numbers\n${'c1,нет\n'.repeat(1_000)}`;
    const lines = (await failureOf('clients.csv', text))!.message.split('\n');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('The rest of the file was not checked.');
  });

  test.each([
    ['the file is empty', ''],
    ['events, employees or clients?', 'a,b\n1,2\n'],
    ['type: empty', 'at,client_id,employee_id\n1,c,e\n'],
    [':1:5: at: the column is named twice', 'at,type,client_id,employee_id,at\n1,t,c,e,1\n'],
    [':1:3: xxxxxxx: no such column', 'id,numbers,company\n1,t,c\n'],
    [':2: too long', `id,numbers\nc1,"${'9'.repeat(70_000)}\n`],
  ])(
    'that leaves no sense in a file stops it even when bad records may be skipped: %s',
    async (told, text) => {
      const failure = await failureOf('some.csv', text, { skipBad: true });
      expect(failure).toMatchObject({ code: 'invalid', message: expect.stringContaining(told) });
    },
  );

  test.each([
    [Buffer.from('id,numbers\nc1,\xcf\xf0\xe8\n', 'latin1'), /not UTF-8/],
    [gzipSync(`id,numbers\n${'c1,\n'.repeat(9_999)}`).subarray(0, 60), /gzip archive is broken/],
  ])('of its encoding is told as that', async (content, told) => {
    const failure = await failureOf('clients.csv', content);
    expect(failure).toMatchObject({ code: 'invalid', message: expect.stringMatching(told) });
  });

  test('in the path is told as that', async () => {
    await expect(read('/nowhere/clients.csv')).rejects.toMatchObject({ code: 'not-found' });
    await expect(read(tmpdir())).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('a long file', () => {
  const rows = Array.from({ length: 2_500 }, (_, i) => `${1795167000 - i},c${i},anna,call`);
  const text = `at,client_id,employee_id,type\n${rows.join('\n')}\n`;

  test('comes in pages of a thousand, with the share that is read', async () => {
    await withFile('events.csv', text, async (path) => {
      const pages = await Array.fromAsync(crmFile(options(path)).pages(null, never));
      expect(pages.map(({ events }) => events.length)).toEqual([1_000, 1_000, 500]);
      expect(pages[0]!.share).toBeGreaterThan(0);
      expect(pages[2]!.share).toBe(1);
    });
  });

  test('is read on after the last page that was kept', async () => {
    await withFile('events.csv', text, async (path) => {
      const house = { events: new FakeEvents(), cursors: new FakeCursors(), now: () => new Date() };
      house.events.pagesLeft = 1;
      const crm = crmFile(options(path));
      await expect(importEvents(crm, house, never)).rejects.toMatchObject({ code: 'unavailable' });
      house.events.pagesLeft = Infinity;
      const rest = await importEvents(crm, house, never);
      expect(rest.events).toEqual({ added: 1_500, changed: 0, unchanged: 0 });
    });
  });

  test('that was changed meanwhile is read from its beginning', async () => {
    await withFile('events.csv', text, async (path) => {
      const house = { events: new FakeEvents(), cursors: new FakeCursors(), now: () => new Date() };
      await importEvents(crmFile(options(path)), house, never);
      await writeFile(path, `${text}1795167001,c1,anna,call\n`);
      const again = await importEvents(crmFile(options(path)), house, never);
      expect(again.events).toEqual({ added: 1, changed: 0, unchanged: 2_500 });
    });
  });

  test('stops when it is called off half-way, packed or not', async () => {
    for (const content of [text, gzipSync(`${text}${'\n'.repeat(3_000_000)}`)]) {
      await withFile('events.csv', content, async (path) => {
        const calledOff = new AbortController();
        const run = async () => {
          for await (const _ of crmFile(options(path)).pages(null, calledOff.signal))
            calledOff.abort();
        };
        await expect(run()).rejects.toMatchObject({ code: 'gone' });
      });
    }
  });

  test('is not even begun when it was called off before', async () => {
    await withFile('events.csv', text, async (path) => {
      const pages = Array.fromAsync(crmFile(options(path)).pages(null, AbortSignal.abort()));
      await expect(pages).rejects.toMatchObject({ code: 'gone' });
    });
  });
});
