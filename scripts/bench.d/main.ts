import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { arch, cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark, Result } from './benchmark.ts';
import { crmBenchmark } from './crm/crm.ts';
import { firstAudioBenchmark } from './first-audio/first-audio.ts';
import { ranking } from './ranking/ranking.ts';
import { tableOf } from './table.ts';
import { visits } from './visits/visits.ts';
import { voiceCosts } from './voice-costs/voice-costs.ts';
import { warmUpBenchmark } from './warm-up/warm-up.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const BENCHMARKS: readonly Benchmark[] = [
  visits,
  ranking,
  firstAudioBenchmark,
  warmUpBenchmark,
  voiceCosts,
  crmBenchmark,
];

const HELP = `scripts/bench [NAME…] [--json] [--quick] [--help]

How fast telefonistka is. Every figure is compared with a bare alternative that runs in turns with it, so that it
means something on a machine that others use too. Prints a table each; all of them when none is named.

${BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join('\n')}

  --quick   small and short: whether it works, not how fast it is
  --json    one object on standard output instead of tables
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    /** For the bash entry: what the named benchmarks need installed. */
    needs: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !BENCHMARKS.some((one) => one.name === name));
const chosen = BENCHMARKS.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);

if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}.\n\n${HELP}`);
  process.exit(2);
} else if (values.needs) {
  console.log(values.help ? '' : [...new Set(chosen.flatMap(({ needs }) => needs))].join(' '));
} else if (values.help) {
  console.log(HELP);
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  const results: Record<string, Result> = {};
  const about = machine();
  if (!values.json) console.log(`${Object.values(about).join(' · ')}\n`);
  for (const { name, run } of chosen) {
    const folder = await mkdtemp(join(tmpdir(), `tel-bench-${name}-`));
    const called = (): never => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(1); // whatever we started ends with us
    };
    for (const signal of SIGNALS) process.once(signal, called);
    try {
      results[name] = await run({
        isQuick: values.quick,
        folder,
        progress: (line) => console.error(`  ${name}: ${line}`),
      });
      if (!values.json) console.log(tableOf(name, results[name]));
    } finally {
      for (const signal of SIGNALS) process.off(signal, called);
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (values.json) console.log(JSON.stringify({ machine: about, quick: values.quick, results }));
}

function machine(): Record<string, string> {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? '',
    cores: `${all.length} cores`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
    load: `load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
    system: `${process.platform} ${release()} ${arch()}`,
    node: `Node ${process.version}`,
    date: new Date().toISOString(),
  };
}
