import { alone, type Benchmark, type Result, type Run } from '../benchmark.ts';
import { startChild } from '../child.ts';
import type { LoopDelay } from '../loop-delay.ts';
import { quantile } from '../statistics.ts';

export interface Size {
  readonly folder: string;
  readonly people: number;
}

export interface Warmed {
  readonly synthesised: number;
  readonly tookMs: number;
  readonly loopDelay: LoopDelay;
}

interface All {
  readonly first: Warmed;
  readonly again: Warmed;
  readonly gluedMs: readonly number[];
}

export const warmUpBenchmark: Benchmark = {
  name: 'warm-up',
  about: 'making the speech of a large company, and what that holds up',
  needs: ['packages'],
  run: measure,
};

async function measure({ isQuick, folder, progress }: Run): Promise<Result> {
  const size: Size = { folder, people: isQuick ? 20 : 300 };
  progress(`${size.people} people, three positions each`);
  await using idle = startChild(new URL('../idle.ts', import.meta.url));
  await idle.told('ready');
  await idle.gauges();
  await using child = startChild(new URL('./run.ts', import.meta.url), {
    args: [JSON.stringify(size)],
  });
  const { first, again, gluedMs } = await child.told<All>('warmed');
  const { loopDelay } = await idle.gauges();
  const held = (when: string, delay: LoopDelay) => ({
    ...alone(`event loop held up at most, ${when}`, 'ms', delay.maxMs, '≤ 20 ms'),
    baseline: loopDelay.maxMs,
  });
  const glued = 'a menu of three people glued from cached fragments';
  return {
    baseline: 'an idle process at the same time: what the machine itself holds up',
    rows: [
      alone('fragments made', '', first.synthesised),
      alone('first fill', 's', first.tookMs / 1_000),
      held('first fill', first.loopDelay),
      alone('everything is there already', 'ms', again.tookMs),
      held('everything there', again.loopDelay),
      alone(`${glued}, p50`, 'ms', quantile(gluedMs, 0.5), '≤ 5 ms'),
      alone(`${glued}, p99`, 'ms', quantile(gluedMs, 0.99)),
    ],
    notes: [
      `${size.people} people in each phrase with each of three keys (menu.keys: position), espeak-ng, two fragments at a time. Everything is looked through again after each change of the people, the settings or somebody's rating.`,
    ],
  };
}
