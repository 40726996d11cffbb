import {
  alone as figure,
  compare,
  type Benchmark,
  type Pair,
  type Result,
  type Row,
  type Run,
} from '../benchmark.ts';
import { startChild } from '../child.ts';
import type { LoopDelay } from '../loop-delay.ts';
import { quantile } from '../statistics.ts';

export interface Size {
  readonly folder: string;
  readonly clients: number;
  readonly events: number;
  /** How long look-ups are measured, alone and during ingestion each. */
  readonly lookUpMs: number;
  /** So many come one by one. */
  readonly newEvents: number;
}

/** Milliseconds each. */
export interface Timing {
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
}

export interface Measured {
  readonly clientsPerSecond: number;
  readonly eventsPerSecond: number;
  /** The largest the process was while it loaded. */
  readonly peakMb: number;
  readonly fileMb: number;
  readonly openMs: number;
  /** How large it is when it only looks up. */
  readonly readingMb: number;
  readonly alone: Timing;
  readonly during: Timing & {
    readonly eventsPerSecond: number;
    readonly loopDelay: LoopDelay;
    readonly idleDelay: LoopDelay;
  };
  readonly single: Timing;
  readonly paged: Timing;
}

const ROUNDS = 10;

export const ranking: Benchmark = {
  name: 'ranking',
  about: '1 million clients, 10 million events: load, memory, look-ups while events come in',
  needs: [],
  run: measure,
};

async function measure({ isQuick, folder, progress }: Run): Promise<Result> {
  const size: Size = isQuick
    ? { folder, clients: 10_000, events: 100_000, lookUpMs: 2_000, newEvents: 200 }
    : { folder, clients: 1_000_000, events: 10_000_000, lookUpMs: 30_000, newEvents: 1_000 };
  await using child = startChild(new URL('./run.ts', import.meta.url), {
    args: [JSON.stringify(size)],
  });
  const measured = child.told<{ measured: Measured }>('measured');
  child.heard('progress', (told) => progress((told as { line: string }).line));
  return resultOf((await measured).measured, size);
}

function resultOf(measured: Measured, size: Size): Result {
  const { alone, during, single, paged } = measured;
  return {
    baseline: 'bare statements of better-sqlite3 on the same file',
    rows: [
      row('look-up alone, p50', 'µs', alone, 0.5, 1_000),
      row('look-up alone, p99', 'µs', alone, 0.99, 1_000),
      row('look-up during ingestion, p50', 'µs', during, 0.5, 1_000),
      row('look-up during ingestion, p99', 'µs', during, 0.99, 1_000, '< 1 000 µs'),
      figure('events kept meanwhile', '1/s', during.eventsPerSecond),
      {
        ...figure('event loop held up at most', 'ms', during.loopDelay.maxMs, '≤ 20 ms'),
        baseline: during.idleDelay.maxMs,
      },
      {
        ...figure('event loop held up, p99', 'ms', during.loopDelay.p99Ms),
        baseline: during.idleDelay.p99Ms,
      },
      row('one new event, p50', 'ms', single, 0.5, 1),
      row('one new event, p99', 'ms', single, 0.99, 1),
      row('a page of 1 000 new events, per event', 'µs', paged, 0.5, 1),
      figure('clients loaded', '1/s', measured.clientsPerSecond),
      figure('events loaded', '1/s', measured.eventsPerSecond),
      figure('file', 'MB', measured.fileMb),
      figure('memory at most, while loading', 'MB', measured.peakMb),
      figure('memory, looking up', 'MB', measured.readingMb),
      figure('opening the loaded file', 'ms', measured.openMs),
    ],
    notes: [
      `${size.clients.toLocaleString('en')} clients, ${size.events.toLocaleString('en')} events, pages of 1,000, SQLite with WAL and synchronous=FULL. A look-up is recognise and rankEmployees: who calls, their history and their company's, everybody ranked; the baseline runs the three statements only.`,
      `Look-ups: ${alone.ours.length.toLocaleString('en')} alone, ${during.ours.length.toLocaleString('en')} during ingestion, ours and bare in blocks in turns; compared in ${ROUNDS} rounds.`,
      'Event loop: the baseline is an idle process at the same time, that is what the machine itself holds up. New events: the baseline inserts into a table of its own that starts empty, without tallies.',
    ],
  };
}

/** Cut into rounds that lie side by side in time. */
function row(
  what: string,
  unit: string,
  { ours, baseline }: Timing,
  share: number,
  perMs: number,
  aim?: string,
): Row {
  const pairs: Pair<readonly number[]>[] = Array.from({ length: ROUNDS }, (_, i) => ({
    ours: slice(ours, i),
    baseline: slice(baseline, i),
  }));
  const told = { what, unit, ...(aim === undefined ? {} : { aim }) };
  return compare(pairs, (times) => quantile(times, share) * perMs, told);
}

function slice(values: readonly number[], round: number): readonly number[] {
  const length = values.length / ROUNDS;
  return values.slice(Math.floor(round * length), Math.floor((round + 1) * length));
}
