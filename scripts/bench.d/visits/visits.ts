import { freeTcpPort } from '#test/bed/free-port.ts';
import { alone, compare, inTurns, type Benchmark, type Result, type Run } from '../benchmark.ts';
import { startChild, type Child } from '../child.ts';
import { startProduct } from '../product.ts';
import { median, quantile } from '../statistics.ts';
import { playVisit, type Caller } from './agi-player.ts';
import { callersOf, dialogues } from './dialogues.ts';

/** Visits under way at a time while throughput is measured: enough that the server never waits for a caller. */
const LANES = 32;

export const visits: Benchmark = {
  name: 'visits',
  about: 'AGI visits per second, and how long one takes, against a bare ding-dong application',
  needs: ['packages'],
  run: measure,
};

async function measure({ isQuick, folder, progress }: Run): Promise<Result> {
  progress('importing the demo company, making its speech');
  await using product = await startProduct({
    folder,
    port: await freeTcpPort(),
    visitsMax: LANES * 4,
  });
  progress('writing down what is said to each caller');
  const callers = callersOf(product);
  const lines = await dialogues(product.port, callers);
  await using bare = startChild(new URL('./bare-ding-dong.ts', import.meta.url));
  const { port: barePort } = await bare.told<{ port: number }>('ready');
  bare.tell({ kind: 'lines', lines });

  const lasting = isQuick ? { rounds: 3, ms: 500 } : { rounds: 10, ms: 3_000 };
  const phase = async (lanes: number) => {
    const play = (port: number, process: Child) => () =>
      load({ port, process, callers, lanes, lastsMs: lasting.ms });
    await play(product.port, product.process)(); // both have run their code hot before it counts
    await play(barePort, bare)();
    return inTurns(lasting.rounds, play(product.port, product.process), play(barePort, bare));
  };
  progress('one visit at a time');
  const single = await phase(1);
  progress(`${LANES} visits at a time`);
  const many = await phase(LANES);

  const counts = Object.values(lines).map((one) => one.length);
  return {
    baseline: 'a bare ding-dong application that says the same lines and decides nothing',
    rows: [
      compare(many, ({ perSecond }) => perSecond, {
        what: `visits, ${LANES} at a time`,
        unit: '1/s',
        aim: '≥ 0.8 ×',
      }),
      compare(many, ({ tookMs }) => median(tookMs), {
        what: `one of ${LANES} at a time, p50`,
        unit: 'ms',
      }),
      compare(many, ({ tookMs }) => quantile(tookMs, 0.99), {
        what: `one of ${LANES} at a time, p99`,
        unit: 'ms',
      }),
      compare(single, ({ tookMs }) => median(tookMs), { what: 'one alone, p50', unit: 'ms' }),
      compare(single, ({ tookMs }) => quantile(tookMs, 0.99), {
        what: 'one alone, p99',
        unit: 'ms',
      }),
      compare(many, ({ cpuMs }) => cpuMs, { what: 'processor per visit', unit: 'ms' }),
      alone('event loop held up at most', 'ms', Math.max(...many.map(({ ours }) => ours.delayMs))),
    ],
    notes: [
      `${callers.length} clients of the demo company; ${median(counts)} commands in a visit (${Math.min(...counts)} to ${Math.max(...counts)}), the telephones of the candidates asked on the wire.`,
      `Median of ${lasting.rounds} rounds of ${lasting.ms / 1000} s each, A B B A …; the caller's side is a process of its own on the same ${LANES}-lane script for both.`,
    ],
  };
}

interface Load {
  readonly perSecond: number;
  readonly tookMs: readonly number[];
  /** Of the server, per visit. */
  readonly cpuMs: number;
  readonly delayMs: number;
}

async function load(plan: {
  port: number;
  process: Child;
  callers: readonly Caller[];
  lanes: number;
  lastsMs: number;
}): Promise<Load> {
  const { port, process, callers, lanes, lastsMs } = plan;
  await process.gauges();
  const startedMs = performance.now();
  const tookMs: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - startedMs < lastsMs) {
      next += 1;
      tookMs.push((await playVisit(port, callers[next % callers.length]!)).tookMs);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - startedMs) / 1000;
  const gauges = await process.gauges();
  return {
    perSecond: tookMs.length / seconds,
    tookMs,
    cpuMs: gauges.cpuMs / tookMs.length,
    delayMs: gauges.loopDelay.maxMs,
  };
}
