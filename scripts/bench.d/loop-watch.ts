/**
 * Preloaded (`node --import`) into every process that is measured, ours and baseline alike: answers its parent how
 * long its event loop was held up and what it used, since it was last asked.
 */
import type { Gauges } from './child.ts';
import { watchLoop } from './loop-delay.ts';

const readDelay = watchLoop();
let cpu = process.cpuUsage();

process.on('message', (message) => {
  if (message !== 'gauges') return;
  const used = process.cpuUsage(cpu);
  const gauges: Gauges = {
    loopDelay: readDelay(),
    cpuMs: (used.user + used.system) / 1000,
    rssMb: process.memoryUsage.rss() / 1024 ** 2,
  };
  process.send?.({ kind: 'gauges', gauges });
  cpu = process.cpuUsage();
});
process.on('disconnect', () => process.exit());
// A process lives for its own work, not for our questions.
process.channel?.unref();
