import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStorage } from '#adapters/storage/open-storage.ts';
import { loadConfig, readConfig } from '#app/config/load.ts';
import { startService } from '#app/service.ts';
import type { Log } from '#ports/log.ts';
import { freeTcpPort } from '#test/bed/free-port.ts';
import { aBelief, aLesson } from '#test/fakes/calls.ts';
import { fakeAsterisk } from '#test/fakes/fake-asterisk.ts';
import { aClient, anEmployee, anEvent } from '#test/ports/events.examples.ts';

const DAY_MS = 86_400_000;
const TEACHERS = 200;

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * A folder in which a client is known a little too little for a menu, and two hundred calls that were believed
 * about as much and came true four times of five.
 */
async function office(agi: number, http: number) {
  const folder = await mkdtemp(join(tmpdir(), 'telefonistka-learning-'));
  const file = join(folder, 'settings.yaml');
  await writeFile(
    file,
    `data_dir: ${folder}\nagi: {port: ${agi}}\nhttp: {port: ${http}}\n` +
      `voice: {sounds_dir: ${folder}/sounds, recorded_dir: ${folder}/recorded}\n`,
  );
  const { weights } = await loadConfig(file, {});
  const open = () =>
    openStorage({ url: null, dataDir: folder, log: silent, now: () => new Date() });
  await using storage = await open();
  const { events, journal } = storage;
  const now = Math.floor(Date.now() / 1000);
  await events.applyWeights(weights);
  await events.keepEmployees([anEmployee(), anEmployee({ id: 'boris', extension: '102' })]);
  await events.keepClients([aClient(), aClient({ id: 'others', numbers: [] })]);
  const busy = { employeeId: 'boris', clientId: 'others' };
  await events.keepEvents([
    anEvent({ externalId: 'anna', at: now - 10 * 86_400 }),
    ...Array.from({ length: 10 }, (_, at) =>
      anEvent({ ...busy, externalId: `boris ${at}`, at: now - at * 7_200 }),
    ),
  ]);
  const believed = { raw: 0.48, calibrated: 0.48, labels: 0 };
  const people = [{ employeeId: 'anna', isFree: true, probability: 0.48 }];
  const lesson = aLesson({ belief: aBelief({ people, first: believed, sum: believed }) });
  const startedAtMs = Date.now() - 2 * DAY_MS;
  for (let at = 0; at < TEACHERS; at += 1) {
    const linkedid = `100.${at}`;
    journal.visited({
      linkedid,
      uniqueid: linkedid,
      script: 'personal-ivr',
      startedAtMs,
      callerNumber: null,
      clientId: null,
      companyId: null,
      dialled: '',
      weightsVersion: weights.version,
      candidates: [],
      policy: 'default',
      offered: [],
      shadow: false,
      said: [],
      keyed: '',
      destination: null,
      end: 'routed',
      firstAudioMs: null,
      decidedMs: null,
      tookMs: 0,
      lesson,
    });
    journal.ended({
      linkedid,
      startedAtMs,
      endedAtMs: startedAtMs + 60_000,
      employeeId: at % 5 === 0 ? 'boris' : 'anna',
      reached: 'employee',
      queue: null,
      talkSeconds: 60,
      transferred: false,
      hangupCause: 16,
      waitedMs: null,
    });
  }
  return { file, open, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test('a service goes by what the journal taught, from its start, and the receipt of a call shows both', async () => {
  const [agi, http] = [await freeTcpPort(), await freeTcpPort()];
  await using house = await office(agi, http);
  const calibrated = Promise.withResolvers<void>();
  const info = (_: object, text: string) => text === 'calibrated' && calibrated.resolve();
  const service = await startService(await readConfig(house.file, {}), { ...silent, info });
  try {
    await calibrated.promise;
    const asterisk = fakeAsterisk({ port: agi, speed: 50, extensionStates: { 101: 'NOT_INUSE' } });
    await asterisk.call({ callerNumber: '+79161234567', linkedid: '200.1', keys: '0' });
  } finally {
    await service.stop();
  }
  await using storage = await house.open();
  const receipt = await storage.journal.receiptOf('200.1');
  const { belief, planned } = receipt!.visits[0]!.lesson!;
  expect(planned).toEqual(['anna']);
  expect(belief.sum.labels).toBe(TEACHERS);
  expect(belief.sum.raw).toBeLessThan(0.5);
  expect(belief.sum.calibrated).toBeGreaterThan(0.75);
});
