import { setTimeout as sleep } from 'node:timers/promises';
import type { Storage } from '#adapters/storage/open-storage.ts';
import type { WarmUp } from '#pipeline/warm-up.ts';
import { Failure } from '#ports/failure.ts';
import type { House, Rules } from '#ports/house.ts';
import type { Log } from '#ports/log.ts';
import {
  composeAgi,
  composeHouse,
  composeSounds,
  composeStorage,
  composeWarmUp,
} from './compose.ts';
import type { Reading } from './config/load.ts';
import { watchConfig } from './config/watch.ts';
import { rulesFrom } from './rules.ts';

export interface Service {
  readonly agiPort: number;
  /** Takes no more calls, lets those that are under way finish, writes down what is queued. */
  stop(): Promise<void>;
}

/** A database that could not be opened is tried again so often. */
const REOPEN_EVERY_MS = 10_000;

/**
 * Starts everything that answers calls. A database that cannot be opened does not keep it from starting: every call
 * is refused at once then, which the dialplan takes for the sales queue.
 */
export async function startService(reading: Reading, log: Log): Promise<Service> {
  const watch = watchConfig(reading, { log });
  const config = watch.current();
  let rules: Rules = rulesFrom(config);
  let house: House | null = null;
  let storage: Storage | null = null;
  let warmUp: WarmUp | null = null;
  const stopping = new AbortController();

  const sounds = composeSounds(config, log);
  await sounds.start();

  async function open(): Promise<void> {
    storage = await composeStorage(config, log);
    house = composeHouse({
      config,
      rules: () => rules,
      storage,
      sounds,
      presence: NO_PRESENCE,
      log,
    });
    warmUp = composeWarmUp({ house, sounds, log });
    warmUp.start();
    await storage.events.applyWeights(rules.weights);
  }

  async function openUntilOpen(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        return await open();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        log.error({ reason: error.message }, 'database not opened: every call goes to the queue');
        await sleep(REOPEN_EVERY_MS, null, { signal: stopping.signal }).catch(() => null);
      }
    }
  }

  watch.onChange((now) => {
    const before = rules.weights.version;
    rules = rulesFrom(now);
    sounds.setPhrases(now.phrases);
    warmUp?.request('settings');
    if (rules.weights.version !== before) void storage?.events.applyWeights(rules.weights);
  });

  const opening = openUntilOpen();
  const agi = await composeAgi({
    config,
    house: () => house,
    log,
    onVisitEnd: (summary) => log.debug({ ...summary }, 'visit ended'),
  });
  log.info({ host: agi.address, port: agi.port }, 'waiting for calls');

  return {
    agiPort: agi.port,
    async stop() {
      stopping.abort();
      watch[Symbol.dispose]();
      await agi.drain(config.agi.drainMs);
      await opening;
      warmUp?.stop();
      await sounds.stop();
      await storage?.close();
      log.info({}, 'stopped');
    },
  };
}

const NO_PRESENCE = { fresh: false, stateOf: () => null };
