import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeSounds, composeStorage } from '#app/compose.ts';
import { loadConfig } from '#app/config/load.ts';
import { rulesFrom } from '#app/rules.ts';
import type { E164 } from '#domain/call/caller.ts';
import { promptsOf } from '#pipeline/warm-up.ts';
import type { Log } from '#ports/log.ts';
import { demoCompany } from '#scripts/demo-company.ts';
import { startChild, type Child } from './child.ts';

/** A telefonistka with the demo company's people, history and speech, in a process of its own. */
export interface Product extends AsyncDisposable {
  readonly process: Child;
  readonly port: number;
  readonly soundsDir: string;
  /** Numbers of clients. */
  readonly callers: readonly E164[];
  /** Extensions that a caller may key. */
  readonly extensions: readonly string[];
}

const MAIN = new URL('../../src/app/main.ts', import.meta.url);

const QUIET: Log = { debug() {}, info() {}, warn: console.error, error: console.error };

/**
 * Starts it in `folder`, as an administrator does. Its log goes to a file there, at the usual level: writing it is
 * part of the work. `port`: of AGI. With `amiPort` it is connected to the AMI of a test bed's Asterisk.
 */
export async function startProduct(options: {
  readonly folder: string;
  readonly port: number;
  readonly visitsMax: number;
  readonly amiPort?: number;
}): Promise<Product> {
  const { folder, port, visitsMax, amiPort } = options;
  const file = join(folder, 'telefonistka.yaml');
  const soundsDir = join(folder, 'sounds');
  await writeFile(
    file,
    JSON.stringify({
      data_dir: join(folder, 'data'),
      voice: { sounds_dir: soundsDir, recorded_dir: join(folder, 'recorded') },
      agi: { port, visits_max: visitsMax },
      ...(amiPort === undefined
        ? {}
        : { ami: { enabled: true, port: amiPort, user: 'telefonistka', secret: 'bed' } }),
      http: { enabled: false },
    }),
  );
  const company = demoCompany({ seed: 1, now: new Date() });
  await furnish(file, company);
  const process = startChild(MAIN, {
    args: ['start', '--config', file],
    logFile: join(folder, 'service.log'),
  });
  return {
    process,
    port,
    soundsDir,
    callers: company.clients.flatMap(({ numbers }) => numbers),
    extensions: company.employees.flatMap(({ extension, dismissed }) =>
      extension === null || dismissed ? [] : [extension],
    ),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/** Import and warm-up, done when the service starts: what is measured is calls. */
async function furnish(file: string, company: ReturnType<typeof demoCompany>): Promise<void> {
  const config = await loadConfig(file);
  await using storage = await composeStorage(config, QUIET);
  await storage.events.applyWeights(config.weights);
  await storage.events.keepEmployees(company.employees);
  await storage.events.keepClients(company.clients);
  await storage.events.keepEvents(company.events);
  const sounds = composeSounds(config, QUIET);
  await sounds.start();
  await sounds.warm(
    promptsOf(
      storage.people.employees(),
      ({ extension }) => (extension === null ? [] : [extension]),
      rulesFrom(config).spokenName,
    ),
  );
  await sounds.stop();
}
