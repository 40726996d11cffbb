import { createTask } from 'node-cron';
import type { Log } from '#ports/log.ts';

/** When nobody calls, on the office's clock. */
const EVERY_NIGHT = '17 3 * * *';

/** Runs `work` every night in this zone (IANA), one at a time; a night that fails is logged, and the next comes. */
export function everyNight(
  name: string,
  zone: string,
  work: () => Promise<unknown>,
  log: Log,
): Disposable {
  const run = (): Promise<unknown> =>
    work().catch((error: unknown) => log.error({ err: error, name }, 'nightly work failed'));
  const task = createTask(EVERY_NIGHT, run, { name, timezone: zone, noOverlap: true });
  void task.start();
  return { [Symbol.dispose]: () => void task.destroy() };
}
