import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../statistics.ts';
import type { HeardCall, Trunk } from './trunk.ts';

/** Who dials what, round and round. */
export type Dialling = readonly { readonly from: string; readonly did: string }[];

export interface Heard {
  readonly calls: readonly HeardCall[];
  readonly failed: number;
}

/** Long enough that calls overlap as they do in an office, short enough to have many of them. */
const OVERLAP_MS = 300;

/** One call after the other. */
export async function oneByOne(trunk: Trunk, dialling: Dialling, count: number): Promise<Heard> {
  const results: (HeardCall | null)[] = [];
  for (let i = 0; i < count; i += 1) {
    const { from, did } = dialling[i % dialling.length]!;
    results.push(await trunk.call(from, did, 100));
    await sleep(i % 20); // not in step with anybody's 20 ms
  }
  return heardOf(results);
}

/** So many calls a second, whatever becomes of the ones before. */
export async function atRate(
  trunk: Trunk,
  dialling: Dialling,
  { perSecond, lastsMs }: { perSecond: number; lastsMs: number },
): Promise<Heard> {
  const startedMs = performance.now();
  const calls: Promise<HeardCall | null>[] = [];
  const count = Math.round((perSecond * lastsMs) / 1000);
  for (let i = 0; i < count; i += 1) {
    const waitMs = startedMs + (i * 1000) / perSecond - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const { from, did } = dialling[i % dialling.length]!;
    calls.push(trunk.call(from, did, OVERLAP_MS));
  }
  return heardOf(await Promise.all(calls));
}

const STEPS_PER_SECOND = [5, 10, 20, 30, 40, 50, 60, 70, 85, 100, 120, 140, 170, 200, 240, 290];
/** How much longer than one caller alone the slowest percent may wait. */
const BEARABLE_MS = 20;
/** Between two rounds: the calls of the one before are over, and what they left to do is done. */
const REST_MS = 1_000;

/**
 * The highest of our steps at which every call is heard and the slowest percent does not wait much longer, twice in
 * a row: a rate that holds for a moment is held up by what queues up behind it.
 */
export async function highestRate(
  trunk: Trunk,
  dialling: Dialling,
  how: { lastsMs: number; unhurried: Heard; progress: (line: string) => void },
): Promise<number> {
  const bearableMs = firstAudio(how.unhurried, 0.99) + BEARABLE_MS;
  const isSustained = async (perSecond: number, lastsMs: number): Promise<boolean> => {
    await sleep(REST_MS);
    const heard = await atRate(trunk, dialling, { perSecond, lastsMs });
    return heard.failed === 0 && firstAudio(heard, 0.99) <= bearableMs;
  };
  const tries = async (perSecond: number, lastsMs: number): Promise<boolean> =>
    // A second try: one hiccup of the machine is not its limit.
    (await isSustained(perSecond, lastsMs)) || (await isSustained(perSecond, lastsMs));
  const holds = async (perSecond: number): Promise<boolean> =>
    (await tries(perSecond, how.lastsMs)) && (await tries(perSecond, how.lastsMs));

  let step = 0;
  while (
    step + 1 < STEPS_PER_SECOND.length &&
    (await tries(STEPS_PER_SECOND[step + 1]!, how.lastsMs / 4))
  )
    step += 1;
  while (step > 0 && !(await holds(STEPS_PER_SECOND[step]!))) step -= 1;
  how.progress(`${STEPS_PER_SECOND[step]!} calls a second hold`);
  return STEPS_PER_SECOND[step]!;
}

/** From the answer, ms. */
export function firstAudio({ calls }: Heard, share: number): number {
  return quantile(
    calls.map(({ firstAudioMs }) => firstAudioMs),
    share,
  );
}

/** From dialling, ms. */
export function fromDialling({ calls }: Heard, share: number): number {
  return quantile(
    calls.map(({ answeredMs, firstAudioMs }) => answeredMs + firstAudioMs),
    share,
  );
}

function heardOf(results: readonly (HeardCall | null)[]): Heard {
  const calls = results.filter((call) => call !== null);
  return { calls, failed: results.length - calls.length };
}
