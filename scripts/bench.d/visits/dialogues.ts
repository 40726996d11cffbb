import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '../product.ts';
import { playVisit, type Caller } from './agi-player.ts';

const CALLERS = 100;
const OPEN_DEADLINE_MS = 20_000;

/** Clients of the demo company. Everybody keys a number that somebody has, as soon as the prompt began. */
export function callersOf({ callers, extensions }: Product): Caller[] {
  return callers.slice(0, CALLERS).map((number, i) => ({
    number,
    keys: extensions[i % extensions.length] ?? '0',
  }));
}

/**
 * The lines that each caller is told, by number. Twice, for the first time some menus are still glued; and the first
 * caller again and again, until the service has opened its database and takes calls.
 */
export async function dialogues(
  port: number,
  callers: readonly Caller[],
): Promise<Record<string, readonly string[]>> {
  const lines: Record<string, readonly string[]> = {};
  const deadlineMs = performance.now() + OPEN_DEADLINE_MS;
  const isOpen = (): Promise<boolean> =>
    playVisit(port, callers[0]!).then(
      ({ lines: said }) => promptOf(said) !== null,
      () => false, // nobody listens yet
    );
  while (!(await isOpen())) {
    if (performance.now() > deadlineMs) throw new Error('the service takes no calls');
    await sleep(50);
  }
  for (const caller of [...callers, ...callers]) {
    lines[caller.number] = (await playVisit(port, caller)).lines;
  }
  const mute = Object.values(lines).filter((said) => promptOf(said) === null).length;
  if (mute > 0) throw new Error(`${mute} callers heard nothing`);
  return lines;
}

/** The first file that was played, without extension. */
export function promptOf(lines: readonly string[]): string | null {
  const line = lines.find((one) => one.startsWith('STREAM FILE'));
  return line === undefined ? null : (/^STREAM FILE "([^"]+)"/.exec(line)?.[1] ?? null);
}
