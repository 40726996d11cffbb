/** The first reading of a 1C as the service does it, in a process of its own. Arguments: the address, a folder. */
import { openStorage } from '#adapters/storage/open-storage.ts';
import type { SourceSettings } from '#app/crm/source.ts';
import { threadedSources } from '#app/crm/threaded.ts';
import { importEvents } from '#pipeline/import-events.ts';
import type { Log } from '#ports/log.ts';
import { MAPPING } from '#test/adapters/crm/one-c/trade.ts';
import { someWeights } from '#test/ports/events.examples.ts';
import { watchLoop } from '../loop-delay.ts';

const QUIET: Log = { debug() {}, info() {}, warn: console.error, error: console.error };
const [, , url = '', folder = ''] = process.argv;
const settings: SourceSettings = {
  name: 'ut11',
  how: { kind: 'one-c-odata', mapping: MAPPING },
  url,
  authorization: null,
  ca: null,
  timeoutMs: 60_000,
  zone: 'Europe/Moscow',
  region: 'RU',
  reach: { overlapSeconds: 600, historyDays: 400, rescanDays: 30, since: null },
};
const now = (): Date => new Date();
const storage = await openStorage({ url: null, dataDir: folder, log: QUIET, now });
await storage.events.applyWeights(someWeights());
const sources = threadedSources([settings]);
const { signal } = new AbortController();
const readDelay = watchLoop();

async function reading() {
  readDelay();
  const began = performance.now();
  const house = { ...storage, now };
  const { events } = await importEvents(sources.crm('ut11'), house, signal);
  const kept = events.added + events.changed + events.unchanged;
  return { kept, tookMs: performance.now() - began, loopDelay: readDelay() };
}

const first = await reading();
const again = await reading();
await sources.stop();
await storage.close();
process.send?.({ kind: 'read', first, again }, () => process.exit());
