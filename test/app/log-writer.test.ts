import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LogWriter, type LogSink } from '#app/log-writer.ts';

/** What becomes of a write: all of it is taken, the first so many bytes of it, or none; or nobody ever answers. */
type Answer = 'all' | 'EAGAIN' | 'ENOSPC' | 'EPIPE' | 'nobody' | number;

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** A writer on a sink that answers so, and what came out of it. */
function writing(answerTo: (nth: number) => Answer) {
  const taken: Buffer[] = [];
  const sizes: number[] = [];
  /** Fails as node:fs does. */
  function take(bytes: Buffer): number {
    const answer = answerTo(sizes.push(bytes.length) - 1);
    if (typeof answer === 'string' && answer !== 'all')
      throw Object.assign(new Error(answer), { code: answer });
    const part = bytes.subarray(0, answer === 'all' ? bytes.length : answer);
    taken.push(Buffer.from(part));
    return part.length;
  }
  const sink: LogSink = {
    writeSync: take,
    write(bytes, done) {
      let written: number;
      try {
        written = take(bytes);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'nobody') queueMicrotask(() => done(error as NodeJS.ErrnoException, 0));
        return;
      }
      queueMicrotask(() => done(null, written));
    },
  };
  const writer = new LogWriter(sink, (lost) => `lost ${lost}.\n`);
  const text = () => Buffer.concat(taken).toString();
  return { writer, sizes, text, lines: () => text().split('\n').slice(0, -1) };
}

const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, nth) => `строка ${from + nth}.\n`);

/** All that is told to be lost. */
const toldLost = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Number(/^lost (\d+)\.$/.exec(line)?.[1] ?? 0), 0);

describe('lines are gathered:', () => {
  test('those of a tenth of a second go out in one write', async () => {
    const { writer, sizes, text } = writing(() => 'all');
    for (const line of numbered(3)) writer.write(line);
    await vi.advanceTimersByTimeAsync(99);
    expect(sizes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect([sizes.length, text()]).toEqual([1, numbered(3).join('')]);
  });

  test('eight kilobytes do not wait for that', async () => {
    const { writer, sizes } = writing(() => 'all');
    writer.write(`${'a'.repeat(8_190)}\n`);
    expect(sizes).toEqual([]);
    writer.write('\n');
    expect(sizes).toEqual([8_192]);
  });
});

describe('nothing is lost', () => {
  test('when a write takes a few bytes only, and cuts letters in two', async () => {
    const { writer, text } = writing(() => 3);
    for (const line of numbered(20)) writer.write(line);
    await vi.advanceTimersByTimeAsync(100);
    expect(text()).toBe(numbered(20).join(''));
  });

  test('when the pipe is full for a while', async () => {
    const { writer, sizes, lines } = writing((nth) => (nth < 50 ? 'EAGAIN' : 'all'));
    writer.write('first\n');
    await vi.advanceTimersByTimeAsync(100);
    writer.write('second\n');
    await vi.advanceTimersByTimeAsync(900);
    expect(sizes.length, 'with pauses').toBeLessThan(50);
    expect(lines()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(lines()).toEqual(['first', 'second']);
  });
});

describe('a disk without room', () => {
  test('costs what it did not take, and the next line that it takes comes with the count', async () => {
    const { writer, lines } = writing((nth) => (nth < 3 ? 'ENOSPC' : 'all'));
    for (const minute of [0, 1, 2, 3]) {
      for (const line of numbered(2, minute * 2)) writer.write(line);
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(lines()).toEqual(['строка 6.', 'строка 7.', 'lost 6.']);
  });

  test('is not tried again while there is nothing to write', async () => {
    const { writer, sizes } = writing(() => 'ENOSPC');
    writer.write('first\n');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sizes).toHaveLength(1);
  });

  test('may cut a line in two: its piece does not spoil the next one', async () => {
    const answers: Answer[] = [Buffer.byteLength('строка 0.\nстр'), 'ENOSPC', 'all'];
    const { writer, lines } = writing((nth) => answers[nth] ?? 'all');
    for (const line of numbered(3)) writer.write(line);
    await vi.advanceTimersByTimeAsync(100);
    writer.write('later\n');
    await vi.advanceTimersByTimeAsync(100);
    expect(lines()).toEqual(['строка 0.', 'стр', 'later', 'lost 2.']);
  });
});

test('a reader that is gone costs nothing but lines', async () => {
  const { writer, text } = writing(() => 'EPIPE');
  for (const line of numbered(1_000)) {
    writer.write(line);
    await vi.advanceTimersByTimeAsync(10);
  }
  writer.writeLast();
  expect(text()).toBe('');
});

describe('a flood while nobody takes anything', () => {
  const LINE = `${'x'.repeat(999)}\n`;

  test('is kept up to four megabytes, and counted beyond', async () => {
    const hung = Promise.withResolvers<void>();
    const taken: string[] = [];
    const writer = new LogWriter(
      {
        writeSync: () => 0,
        write: (bytes, done) =>
          void hung.promise.then(() => {
            taken.push(...bytes.toString().split('\n').slice(0, -1));
            done(null, bytes.length);
          }),
      },
      (lost) => `lost ${lost}.\n`,
    );
    for (let nth = 0; nth < 20_000; nth++) writer.write(LINE);
    await vi.advanceTimersByTimeAsync(10_000);
    hung.resolve();
    await vi.advanceTimersByTimeAsync(100);
    const kept = taken.filter((line) => line.startsWith('x')).length;
    expect(kept).toBe(Math.floor((4 * 1024 * 1024) / LINE.length));
    expect(toldLost(taken)).toBe(20_000 - kept);
    writer.write('again\n');
    await vi.advanceTimersByTimeAsync(100);
    expect(taken.at(-1)).toBe('again');
  });

  test('grows no memory', () => {
    const { writer } = writing(() => 'nobody');
    const grown = (): number => {
      const before = process.memoryUsage();
      for (let nth = 0; nth < 200_000; nth++) writer.write(LINE);
      const { heapUsed, external } = process.memoryUsage();
      return (heapUsed + external - before.heapUsed - before.external) / 1024 / 1024;
    };
    grown();
    expect(grown(), 'MB for 200 MB of lines').toBeLessThan(50);
  });
});

describe('at the end of the process', () => {
  test('what is left is written at once', () => {
    const { writer, lines } = writing(() => 'all');
    writer.write('stopped\n');
    writer.writeLast();
    expect(lines()).toEqual(['stopped']);
  });

  test('in its order, with what a full pipe had not taken yet', async () => {
    const answers: Answer[] = [7, 'EAGAIN'];
    const { writer, lines } = writing((nth) => answers[nth] ?? 'all');
    for (const line of numbered(2)) writer.write(line);
    await vi.advanceTimersByTimeAsync(100);
    writer.write('stopped\n');
    writer.writeLast();
    expect(lines()).toEqual(['строка 0.', 'строка 1.', 'stopped']);
  });

  test('a full pipe is waited for, a moment', () => {
    const patient = writing((nth) => (nth < 2 ? 'EAGAIN' : 'all'));
    patient.writer.write('stopped\n');
    patient.writer.writeLast();
    expect(patient.lines()).toEqual(['stopped']);
  });

  test.each(['EAGAIN', 'ENOSPC', 'EPIPE', 0] as const)(
    'and no longer, when all that comes is %s',
    (answer) => {
      const { writer } = writing(() => answer);
      writer.write('stopped\n');
      const begun = performance.now();
      writer.writeLast();
      expect(performance.now() - begun).toBeLessThan(1_000);
    },
  );
});

test('whatever happens, each line comes out whole and in its order, or is counted', async () => {
  const answer = fc.oneof<fc.Arbitrary<Answer>[]>(
    fc.constantFrom('all', 'EAGAIN', 'ENOSPC', 'EPIPE'),
    fc.nat({ max: 60 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { maxLength: 40 }),
      fc.array(fc.nat({ max: 5 }), { maxLength: 30 }),
      async (answers, bursts) => {
        let isWellAgain = false;
        const { writer, lines } = writing((nth) => (isWellAgain ? 'all' : (answers[nth] ?? 'all')));
        const sent: string[] = [];
        for (const burst of bursts) {
          for (const line of numbered(burst, sent.length)) {
            sent.push(line.trimEnd());
            writer.write(line);
          }
          await vi.advanceTimersByTimeAsync(70);
        }
        isWellAgain = true;
        writer.write('end\n');
        await vi.advanceTimersByTimeAsync(1_000);
        const arrived = lines();
        const whole = arrived.filter((line) => sent.includes(line));
        expect(whole).toEqual(sent.filter((line) => whole.includes(line)));
        expect(whole.length + toldLost(arrived)).toBe(sent.length);
        expect(arrived).toContain('end');
      },
    ),
  );
});
