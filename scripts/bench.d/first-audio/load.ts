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

const STEPS_PER_SECOND = [5, 10, 20, 30, 40, 60, 80, 110, 150, 200, 270];
/** How much longer than one caller alone the slowest percent may wait. */
const BEARABLE_MS = 20;

/** The highest of our steps at which every call is heard and the slowest percent does not wait much longer. */
export async function highestRate(
  trunk: Trunk,
  dialling: Dialling,
  { lastsMs, unhurried }: { lastsMs: number; unhurried: Heard },
): Promise<number> {
  const bearableMs = firstAudio(unhurried, 0.99) + BEARABLE_MS;
  const isSustained = async (perSecond: number): Promise<boolean> => {
    const heard = await atRate(trunk, dialling, { perSecond, lastsMs });
    return heard.failed === 0 && firstAudio(heard, 0.99) <= bearableMs;
  };
  let highest = 0;
  for (const perSecond of STEPS_PER_SECOND) {
    // A second try: one hiccup of the machine is not its limit.
    if (!(await isSustained(perSecond)) && !(await isSustained(perSecond))) break;
    highest = perSecond;
  }
  return Math.max(highest, STEPS_PER_SECOND[0]!);
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
