import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHistory } from '#adapters/crm/history-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tel-history-'));
});
afterEach(() => rm(folder, { recursive: true }));

const EVENTS = 'ts,client_id,employee_id,event_type\n';
const CALLS = 'ts,client_id,employee_id\n';
const NO_MORE = { clients: null, employees: null };

async function read(events: string | Buffer, calls: string | Buffer, language: 'ru' | 'en' = 'en') {
  const files = { events: join(folder, 'e.csv'), calls: join(folder, 'c.csv') };
  await writeFile(files.events, events);
  await writeFile(files.calls, calls);
  return readHistory({ ...NO_MORE, ...files, language, signal: new AbortController().signal });
}

test('rows come in order of time, those of one second in the order of the file', async () => {
  const { events, calls } = await read(
    `${EVENTS}20,c1,anna,call\n10,c1,pyotr,call\n10,c2,zoya,letter\n`,
    `${CALLS}30,c1,anna\n`,
  );
  expect(events.map(({ employeeId }) => employeeId)).toEqual(['pyotr', 'zoya', 'anna']);
  expect(events[1]).toEqual({ at: 10, clientId: 'c2', employeeId: 'zoya', type: 'letter' });
  expect(calls).toEqual([{ at: 30, clientId: 'c1', employeeId: 'anna' }]);
});

test('packed files, other columns, quotes and Windows lines are read as well', async () => {
  const { events } = await read(
    gzipSync('﻿note,event_type,employee_id,client_id,ts\r\n"a ""b"", c",call,anna,"c,1",5\r\n'),
    CALLS,
  );
  expect(events).toEqual([{ at: 5, clientId: 'c,1', employeeId: 'anna', type: 'call' }]);
});

test('every mistake is told with file, line and column; nothing is read then', async () => {
  const reading = read(
    `${EVENTS}1763690587000,c1,anna,call\nyesterday,c1,anna,call\n5,,anna,call\n5,c1\n`,
    `${CALLS}5.5,c1,anna\n`,
  );
  await expect(reading).rejects.toMatchObject({ code: 'invalid' });
  const message = await reading.then(String, (error: Error) => error.message);
  const lines = message.split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/e\.csv:2:1: ts: no whole unix seconds .*not milliseconds/),
    expect.stringMatching(/e\.csv:3:1: ts: no whole unix seconds/),
    expect.stringMatching(/e\.csv:4:2: client_id: empty/),
    expect.stringMatching(/e\.csv:5: another number of cells/),
    expect.stringMatching(/c\.csv:2:1: ts: no whole unix seconds/),
  ]);
});

test('columns that are missing are named, in Russian too; an empty file says so', async () => {
  await expect(read('time,client_id,employee_id,event_type\n', CALLS, 'ru')).rejects.toThrow(
    /e\.csv:1: ts: нет такого столбца/,
  );
  await expect(read(EVENTS, '')).rejects.toThrow(/c\.csv:1: the file is empty/);
});

test('a file that is not there is told by its name', async () => {
  const nowhere = { ...NO_MORE, events: join(folder, 'no.csv'), calls: join(folder, 'no.csv') };
  const reading = readHistory({ ...nowhere, language: 'en', signal: AbortSignal.timeout(5_000) });
  await expect(reading).rejects.toMatchObject({
    code: 'not-found',
    message: 'no.csv: no such file',
  });
});

async function readMore(more: { clients?: string; employees?: string }) {
  const paths = { events: join(folder, 'e.csv'), calls: join(folder, 'c.csv') };
  const clients = more.clients === undefined ? null : join(folder, 'clients.csv');
  const employees = more.employees === undefined ? null : join(folder, 'staff.csv');
  await writeFile(paths.events, EVENTS);
  await writeFile(paths.calls, CALLS);
  if (clients !== null) await writeFile(clients, more.clients!);
  if (employees !== null) await writeFile(employees, more.employees!);
  const signal = new AbortController().signal;
  const shares: number[] = [];
  const progress = (share: number) => void shares.push(share);
  const files = { ...paths, clients, employees, language: 'en', signal, progress } as const;
  return { history: await readHistory(files), shares };
}

test('companies, managers and departments are read where files tell them, empty cells are nobody', async () => {
  const { history, shares } = await readMore({
    clients: 'client_id,company_id,manager_id\nc1,ooo,anna\nc2,,\n',
    employees: 'employee_id,department\nanna,Продажи\nigor,\n',
  });
  expect([...history.clients!]).toEqual([
    ['c1', { companyId: 'ooo', managerId: 'anna' }],
    ['c2', { companyId: null, managerId: null }],
  ]);
  expect([...history.departments!]).toEqual([
    ['anna', 'Продажи'],
    ['igor', ''],
  ]);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test('a file of clients may do without managers, and may call the company "company"', async () => {
  const { history } = await readMore({ clients: 'client_id,company\nc1,ooo\n' });
  expect(history.clients!.get('c1')).toEqual({ companyId: 'ooo', managerId: null });
  expect(history).not.toHaveProperty('departments');
});

test('a client or an employee who stands there twice is a mistake, as is a missing column', async () => {
  await expect(
    readMore({ clients: 'company_id,client_id\nooo,c1\nzao,c2\nzao,c1\n' }),
  ).rejects.toThrow(
    /^clients\.csv:4:2: client_id: this id was there before\. Keep one row for each id\.$/,
  );
  await expect(readMore({ employees: 'employee_id\nanna\n' })).rejects.toThrow(
    /^staff\.csv:1: department: the column is missing/,
  );
  await expect(readMore({ clients: 'client_id,company_id\n,ooo\n' })).rejects.toThrow(
    /^clients\.csv:2:1: client_id: empty/,
  );
});
