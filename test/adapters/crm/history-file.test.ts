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

async function read(events: string | Buffer, calls: string | Buffer, language: 'ru' | 'en' = 'en') {
  const files = { events: join(folder, 'e.csv'), calls: join(folder, 'c.csv') };
  await writeFile(files.events, events);
  await writeFile(files.calls, calls);
  return readHistory({ ...files, language, signal: new AbortController().signal });
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
  const nowhere = { events: join(folder, 'no.csv'), calls: join(folder, 'no.csv') };
  const reading = readHistory({ ...nowhere, language: 'en', signal: AbortSignal.timeout(5_000) });
  await expect(reading).rejects.toMatchObject({
    code: 'not-found',
    message: 'no.csv: no such file',
  });
});
