/** The ranking benchmark itself, in a process of its own so that its memory is its own. Argument: its size, JSON. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openStorage, type Storage } from '#adapters/storage/open-storage.ts';
import { loadConfig } from '#app/config/load.ts';
import { rankEmployees } from '#domain/ranking/rank.ts';
import type { E164 } from '#domain/call/caller.ts';
import type { Log } from '#ports/log.ts';
import { startChild } from '../child.ts';
import { watchLoop } from '../loop-delay.ts';
import { bareInsert, bareLookUp } from './bare.ts';
import { largeCompany } from './company.ts';
import type { Measured, Size, Timing } from './ranking.ts';

const PAGE = 1_000;
const PROGRESS_EVERY = 250_000;
/** Look-ups between two turns of the event loop: about a millisecond of them. */
const BLOCK = 16;

const QUIET: Log = { debug() {}, info() {}, warn: console.error, error: console.error };

const size = JSON.parse(process.argv[2] ?? '') as Size;
const progress = (line: string): void => void process.send?.({ kind: 'progress', line });
const { weights } = await loadConfig(null, {});
const company = largeCompany({ ...size, types: [...weights.eventTypes.keys()] });
const open = (): Promise<Storage> =>
  openStorage({ url: null, dataDir: size.folder, log: QUIET, now: () => new Date() });
let peakMb = 0;
const seconds = (sinceMs: number): number => (performance.now() - sinceMs) / 1000;

async function load(
  storage: Storage,
): Promise<Pick<Measured, 'clientsPerSecond' | 'eventsPerSecond'>> {
  await storage.events.applyWeights(weights);
  await storage.events.keepEmployees(company.employees());
  let startedMs = performance.now();
  for (let i = 0; i < size.clients; i += PAGE) {
    await storage.events.keepClients(company.clients(i, PAGE));
    if ((i + PAGE) % PROGRESS_EVERY === 0) progress(`${i + PAGE} clients, ${rate(i, startedMs)}/s`);
  }
  const clientsPerSecond = size.clients / seconds(startedMs);
  startedMs = performance.now();
  for (let i = 0; i < size.events; i += PAGE) {
    await storage.events.keepEvents(company.nextEvents(PAGE));
    peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1024 ** 2);
    if ((i + PAGE) % PROGRESS_EVERY === 0) {
      progress(`${i + PAGE} events, ${rate(i, startedMs)}/s, ${Math.round(peakMb)} MB at most`);
    }
  }
  return { clientsPerSecond, eventsPerSecond: size.events / seconds(startedMs) };
}

function rate(count: number, sinceMs: number): number {
  return Math.round(count / seconds(sinceMs));
}

/** What a call asks: who is it, and whom does he want. */
async function lookUp(storage: Storage, number: E164): Promise<number> {
  const known = await storage.callers.recognise(number);
  if (known === null) return 0;
  return rankEmployees({
    tallies: known.tallies,
    companyTallies: known.companyTallies,
    companyKnown: known.companyId !== null,
    popularity: storage.people.popularity(),
    weights,
    nowSeconds: Date.now() / 1000,
    managerId: known.managerId,
  }).length;
}

/** Blocks of ours and of bare ones in turns, a turn of the event loop between them, for as long as told. */
async function lookUps(storage: Storage, file: string, lastsMs: number): Promise<Timing> {
  const bare = bareLookUp(file);
  const ours: number[] = [];
  const baseline: number[] = [];
  let found = 0;
  const startedMs = performance.now();
  while (performance.now() - startedMs < lastsMs) {
    for (let i = 0; i < BLOCK; i += 1) {
      const number = company.caller();
      const atMs = performance.now();
      found += await lookUp(storage, number);
      ours.push(performance.now() - atMs);
    }
    await nextTurn();
    for (let i = 0; i < BLOCK; i += 1) {
      const number = company.caller();
      const atMs = performance.now();
      found += bare.run(number);
      baseline.push(performance.now() - atMs);
    }
    await nextTurn();
  }
  bare.close();
  if (found === 0) throw new Error('nobody was found');
  return { ours, baseline };
}

/** The same while pages of new events come in without a pause. */
async function lookUpsDuringIngestion(storage: Storage, file: string): Promise<Measured['during']> {
  await using idle = startChild(new URL('../idle.ts', import.meta.url));
  await idle.told('ready');
  const until = new AbortController();
  let kept = 0;
  const readDelay = watchLoop();
  await idle.gauges();
  const ingestion = (async () => {
    while (!until.signal.aborted) {
      await storage.events.keepEvents(company.nextEvents(PAGE));
      kept += PAGE;
    }
  })();
  const startedMs = performance.now();
  const timing = await lookUps(storage, file, size.lookUpMs);
  const loopDelay = readDelay();
  const eventsPerSecond = kept / seconds(startedMs);
  until.abort();
  await ingestion;
  return { ...timing, eventsPerSecond, loopDelay, idleDelay: (await idle.gauges()).loopDelay };
}

/** Events that come one by one, and in pages; a bare insert in turns. Milliseconds. */
async function newEvents(storage: Storage, count: number, rounds: number): Promise<Timing> {
  const bare = bareInsert(join(size.folder, `bare-${count}.db`));
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = company.nextEvents(count);
    let atMs = performance.now();
    await storage.events.keepEvents(page);
    ours.push(performance.now() - atMs);
    atMs = performance.now();
    bare.run(page);
    baseline.push(performance.now() - atMs);
  }
  bare.close();
  return { ours, baseline };
}

let storage = await open();
const loaded = await load(storage);
await storage.close();
const file = join(size.folder, 'telefonistka.db');
const fileMb = statSync(file).size / 1024 ** 2;
const openedAtMs = performance.now();
storage = await open();
const openMs = performance.now() - openedAtMs;
progress('looking up');
const before = await lookUps(storage, file, size.lookUpMs);
const readingMb = process.memoryUsage.rss() / 1024 ** 2;
progress('looking up while events come in');
const during = await lookUpsDuringIngestion(storage, file);
progress('new events');
const single = await newEvents(storage, 1, size.newEvents);
const paged = await newEvents(storage, PAGE, size.newEvents / 20);
await storage.close();
const measured: Measured = {
  ...loaded,
  peakMb,
  fileMb,
  openMs,
  readingMb,
  alone: before,
  during,
  single,
  paged,
};
process.send?.({ kind: 'measured', measured }, () => process.exit());
