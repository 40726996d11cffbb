import { expect, test } from 'vitest';
import { journalQueue } from '#adapters/storage/journal-queue.ts';
import type { JournalEntry } from '#adapters/storage/journal.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import { quietLog } from './engines.ts';

function entry(linkedid: string): JournalEntry {
  const outcome = {
    linkedid,
    startedAtMs: 0,
    endedAtMs: 0,
    employeeId: null,
    reached: 'nobody',
    queue: null,
    talkSeconds: 0,
    transferred: false,
    hangupCause: null,
    waitedMs: null,
  } as const;
  return { kind: 'outcome', outcome };
}

function idOf(one: JournalEntry): string {
  return one.kind === 'outcome' ? one.outcome.linkedid : one.kind;
}

/** A writer that remembers, and does with each batch what the test says. */
function writer(verdict: (batch: readonly string[]) => void | Promise<void> = () => undefined) {
  const written: string[] = [];
  const write = async (entries: readonly JournalEntry[]): Promise<void> => {
    const batch = entries.map(idOf);
    await verdict(batch);
    written.push(...batch);
  };
  return { written, write };
}

const options = { log: quietLog, entriesMax: 100 };
const away = () => new Failure('unavailable', 'the database is away');

test('what is told is written, in order', async () => {
  const { written, write } = writer();
  const queue = journalQueue(write, options);
  for (const id of ['a', 'b', 'c']) queue.add(entry(id));
  await queue.drain(1_000);
  expect(written).toEqual(['a', 'b', 'c']);
  expect(queue.queued()).toBe(0);
});

test('what does not fit is counted, and the call goes on', async () => {
  const { promise: disk, resolve: heal } = Promise.withResolvers<void>();
  const { written, write } = writer(() => disk);
  const errors: string[] = [];
  const log: Log = { ...quietLog, error: (_, text) => errors.push(text) };
  const queue = journalQueue(write, { log, entriesMax: 2 });
  for (const id of ['a', 'b', 'c', 'd']) queue.add(entry(id));
  expect(queue.dropped()).toBe(2);
  expect(errors).toEqual(['the journal is full: calls go unrecorded']);
  heal();
  await queue.drain(1_000);
  expect(written).toEqual(['a', 'b']);
});

test('a database that comes back gets everything, once', async () => {
  let attempts = 0;
  const { promise: back, resolve } = Promise.withResolvers<void>();
  const { written, write } = writer(() => {
    attempts += 1;
    if (attempts < 3) throw away();
    resolve();
  });
  const queue = journalQueue(write, options);
  queue.add(entry('a'));
  queue.add(entry('b'));
  await back;
  await queue.drain(1_000);
  expect(written).toEqual(['a', 'b']);
  expect(queue.dropped()).toBe(0);
});

test('an entry that is refused is dropped alone', async () => {
  const { written, write } = writer((batch) => {
    if (batch.includes('bad')) throw new Failure('invalid', 'no such thing');
  });
  const queue = journalQueue(write, options);
  for (const id of ['a', 'bad', 'b']) queue.add(entry(id));
  await queue.drain(1_000);
  expect(written).toEqual(['a', 'b']);
  expect(queue.dropped()).toBe(1);
});

test('one entry that is refused costs its batch one more write each, and no time', async () => {
  let writes = 0;
  const { written, write } = writer((batch) => {
    writes += 1;
    if (batch.includes('bad')) throw new Failure('invalid', 'that cannot be written');
  });
  const queue = journalQueue(write, { ...options, entriesMax: 1_000 });
  const ids = Array.from({ length: 300 }, (_, i) => (i === 199 ? 'bad' : `good-${i}`));
  for (const id of ids) queue.add(entry(id));
  await queue.drain(5_000);
  expect(written).toEqual(ids.filter((id) => id !== 'bad'));
  // The batch of 200, each of it alone, and the other hundred together.
  expect(writes).toBe(1 + 200 + 1);
});

test('closing tries at once what was waiting for a better time', async () => {
  let isAway = true;
  const { promise: waiting, resolve } = Promise.withResolvers<void>();
  const { written, write } = writer(() => {
    if (!isAway) return;
    resolve();
    throw away();
  });
  const queue = journalQueue(write, options);
  queue.add(entry('a'));
  await waiting;
  isAway = false;
  await queue.drain(200);
  expect(written).toEqual(['a']);
});

test('closing with the database away ends in time and says what is lost', async () => {
  const lost: unknown[] = [];
  const log: Log = { ...quietLog, error: (fields) => lost.push(fields['lost']) };
  const { write } = writer(() => {
    throw away();
  });
  const queue = journalQueue(write, { ...options, log });
  queue.add(entry('a'));
  queue.add(entry('b'));
  await queue.drain(50);
  expect(lost).toEqual([2]);
});
