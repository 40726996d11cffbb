import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Storage } from '#adapters/storage/open-storage.ts';
import { secondsFrom } from '#adapters/crm/time-text.ts';
import { readSource } from '#pipeline/read-source.ts';
import { Failure } from '#ports/failure.ts';
import type { SyncRequest, SyncResult } from '../cli/house.ts';
import type { Config } from '../config/config.ts';
import { countOnly, unmoved } from './count-only.ts';
import { connectorFor, sourceSettings } from './source.ts';

/** Another name for each call: two of them at once are two readers. */
const READER = `sync ${hostname()} ${randomUUID()}`.slice(0, 200);

/**
 * Reads the wanted sources once, one after the other; one that fails does not keep the next from being read.
 * Fails with `invalid` when there is no such source, or `since` is no time.
 */
export async function* syncNow(
  config: Config,
  storage: Storage,
  { source: wanted, since, isDryRun, signal, progress }: SyncRequest,
): AsyncGenerator<SyncResult> {
  const now = (): Date => new Date();
  const sources = config.crm.filter(({ name }) => wanted === null || name === wanted);
  if (sources.length === 0) throw new Failure('invalid', nothingToRead(config, wanted));
  const house = isDryRun
    ? { events: countOnly, cursors: unmoved(storage.cursors), now, reader: READER }
    : { events: storage.events, cursors: storage.cursors, now, reader: READER };
  if (!isDryRun) await storage.events.applyWeights(config.weights);
  for (const source of sources) {
    const began = performance.now();
    const from = since === null ? null : sinceSeconds(since, source.zone);
    const connector = connectorFor(sourceSettings(source, from), now);
    try {
      const imported = await readSource(connector, house, signal, (soFar) =>
        progress(source.name, soFar),
      );
      const failure = imported === null ? 'another process reads it now' : null;
      yield { source: source.name, imported, failure, tookMs: tookMs(began) };
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'gone') throw error;
      yield { source: source.name, imported: null, failure: error.inFull, tookMs: tookMs(began) };
    }
  }
}

function sinceSeconds(text: string, zone: string): number {
  const seconds = secondsFrom(text, zone);
  if (seconds !== null) return seconds;
  throw new Failure('invalid', `--since: ${text}: write 2026-01-31 or 2026-01-31T09:00:00+03:00`);
}

function nothingToRead({ crm }: Config, wanted: string | null): string {
  const names = crm.map(({ name }) => name).join(', ');
  if (wanted !== null && names !== '') return `no CRM source ${wanted}; there are: ${names}`;
  return 'the settings name no CRM source: write one under crm (config/example.yaml shows how)';
}

function tookMs(beganMs: number): number {
  return Math.round(performance.now() - beganMs);
}
