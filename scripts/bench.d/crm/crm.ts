import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { alone, compare, inTurns, type Benchmark, type Result, type Run } from '../benchmark.ts';
import { startChild } from '../child.ts';
import type { LoopDelay } from '../loop-delay.ts';

interface Reading {
  readonly kept: number;
  readonly tookMs: number;
  readonly loopDelay: LoopDelay;
}

export const crmBenchmark: Benchmark = {
  name: 'crm',
  about: 'the first reading of a 1C, and what it holds up',
  needs: [],
  run: measure,
};

const ROUNDS = 3;

async function measure({ isQuick, folder, progress }: Run): Promise<Result> {
  const documents = isQuick ? 2_000 : 50_000;
  progress(`${documents} documents of a year, ${isQuick ? 1 : ROUNDS} rounds`);
  await using server = startChild(new URL('./one-c-server.ts', import.meta.url), {
    args: [String(documents)],
  });
  const { url } = await server.told<{ url: string }>('listening');
  const readings: { first: Reading; again: Reading }[] = [];
  const pairs = await inTurns(
    isQuick ? 1 : ROUNDS,
    async () => {
      const place = join(folder, String(readings.length));
      await mkdir(place);
      await using child = startChild(new URL('./run.ts', import.meta.url), { args: [url, place] });
      const told = await child.told<{ first: Reading; again: Reading }>('read');
      readings.push(told);
      return { perSecond: (told.first.kept / told.first.tookMs) * 1_000 };
    },
    async () => {
      await using child = startChild(new URL('./bare.ts', import.meta.url), { args: [url] });
      const { rows, tookMs } = await child.told<{ rows: number; tookMs: number }>('read');
      return { perSecond: (rows / tookMs) * 1_000 };
    },
  );
  const most = (pick: (one: { first: Reading; again: Reading }) => number): number =>
    Math.max(...readings.map(pick));
  return {
    baseline: 'the same pages fetched one after the other, parsed and thrown away',
    rows: [
      compare(pairs, ({ perSecond }) => perSecond, {
        what: 'documents read and kept',
        unit: '1/s',
      }),
      alone(
        'event loop held up at most',
        'ms',
        most(({ first }) => first.loopDelay.maxMs),
        '≤ 20 ms',
      ),
      alone(
        '… 99 of 100',
        'ms',
        most(({ first }) => first.loopDelay.p99Ms),
      ),
      alone(
        'read again, nothing new',
        'ms',
        most(({ again }) => again.tookMs),
      ),
    ],
    notes: [
      `${documents} invoices of a year over OData from a 1C of the tests in another process, kept in SQLite with everything that follows from them. The event loop is the service's: pages are fetched and parsed in a thread of their own.`,
    ],
  };
}
