import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStorage } from '#adapters/storage/open-storage.ts';
import { composeStorage } from '#app/compose.ts';
import { readConfig } from '#app/config/load.ts';
import { doctorChecks } from '#app/doctor/checks.ts';
import { startService } from '#app/service.ts';
import type { CallExplained, NumberExplained } from '#ports/explaining.ts';
import { quietLog } from '#test/adapters/storage/engines.ts';
import { freeTcpPort } from '#test/bed/free-port.ts';
import { fakeAsterisk } from '#test/fakes/fake-asterisk.ts';
import { aClient, anEmployee, anEvent, DAY } from '#test/ports/events.examples.ts';

const TOKEN = 'a-token-of-a-test-000000';
const NUMBER = '+79161234567';
const LINKEDID = '1763690587.14';

function rankingWhere(weight: number): string {
  return `event_types: {call_answered: {weight: ${weight}, handled: true}}\n`;
}

/** A company with a history, on disk, and settings for a service over it. */
async function company(more = '') {
  const folder = await mkdtemp(join(tmpdir(), 'telefonistka-explain-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const now = Math.floor(Date.now() / 1000);
  const storage = await openStorage({
    url: null,
    dataDir: folder,
    log: quietLog,
    now: () => new Date((now - 60) * 1000),
  });
  await storage.events.keepEmployees([anEmployee(), anEmployee({ id: 'boris', extension: '102' })]);
  await storage.events.keepClients([aClient()]);
  await storage.events.keepEvents([
    anEvent({ externalId: '1', at: now - 3 * DAY }),
    anEvent({ externalId: '2', at: now - 40 * DAY, employeeId: 'boris' }),
    anEvent({ externalId: '3', at: now - 4 * DAY, type: 'call_anwsered' }),
  ]);
  await storage.close();
  const ports = { agi: await freeTcpPort(), http: await freeTcpPort() };
  const file = join(folder, 'settings.yaml');
  await writeFile(
    file,
    `mode: shadow\nranking_file: ranking.yaml\ndata_dir: ${folder}\nagi: {port: ${ports.agi}}\n` +
      `http: {port: ${ports.http}, tokens: [${TOKEN}]}\n` +
      `voice: {sounds_dir: ${folder}/sounds, recorded_dir: ${folder}/recorded}\n${more}`,
  );
  const ranking = join(folder, 'ranking.yaml');
  await writeFile(ranking, rankingWhere(4));
  const trial = join(folder, 'trial.yaml');
  await writeFile(trial, rankingWhere(3));
  return { file, ranking, trial, ...ports };
}

test('a call of the running service is explained over HTTP, and comes out the same, also once the weights are others', async () => {
  const { file, ranking, agi, http } = await company();
  const service = await startService(await readConfig(file, {}), quietLog);
  const get = async (path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    return (await fetch(`http://127.0.0.1:${http}/api/v1/${path}`, { headers })).json();
  };
  try {
    // Half-lives are applied behind the start: until then nobody has a tally.
    const number = `explain?number=${NUMBER}`;
    await expect
      .poll(async () => ((await get(number)) as NumberExplained).candidates.length)
      .toBe(2);
    const asterisk = fakeAsterisk({
      port: agi,
      extensionStates: { 101: 'NOT_INUSE', 102: 'INUSE' },
    });
    await asterisk.call({ callerNumber: NUMBER, linkedid: LINKEDID });
    const path = `explain?linkedid=${LINKEDID}`;
    await expect.poll(async () => ((await get(path)) as CallExplained).visits?.length).toBe(1);
    const [visit] = ((await get(path)) as CallExplained).visits;
    expect(visit?.candidates).toMatchObject([
      { employeeId: 'anna', notOffered: null, phone: 'not_inuse' },
      { employeeId: 'boris', notOffered: 'device-inuse', phone: 'inuse' },
    ]);
    expect(visit?.judged?.threshold).toBe(0.5);
    expect(visit?.recomputed).toMatchObject({
      kind: 'done',
      disagreements: [],
      explanation: { unknownTypes: [{ type: 'call_anwsered', count: 1 }] },
    });
    await writeFile(ranking, rankingWhere(2));
    const versionNow = async () => ((await get(number)) as NumberExplained).weights.version;
    await expect.poll(versionNow, { timeout: 10_000 }).not.toBe(visit?.weightsVersion);
    const [later] = ((await get(path)) as CallExplained).visits;
    expect(later?.recomputed).toEqual(visit?.recomputed);
    expect(await get('event-types')).toMatchObject({
      event_types: [
        { type: 'call_answered', count: 2, known: true },
        { type: 'call_anwsered', count: 1, known: false, meant: 'call_answered' },
      ],
    });
  } finally {
    await service.stop();
  }
});

test('a call of the ranking on trial is made again with its weights, also when others are on trial', async () => {
  const { file, trial, agi, http } = await company(
    'canary: {ranking_file: trial.yaml, share: 1}\n',
  );
  const service = await startService(await readConfig(file, {}), quietLog);
  const get = async (path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    return (await fetch(`http://127.0.0.1:${http}/api/v1/explain?${path}`, { headers })).json();
  };
  try {
    const number = async () => (await get(`number=${NUMBER}`)) as NumberExplained;
    await expect.poll(async () => (await number()).candidates.length).toBe(2);
    expect(await number()).toMatchObject({ arm: 'canary' });
    await fakeAsterisk({ port: agi }).call({ callerNumber: NUMBER, linkedid: LINKEDID });
    const call = async () => (await get(`linkedid=${LINKEDID}`)) as CallExplained;
    await expect.poll(async () => (await call()).visits?.length).toBe(1);
    const [visit] = (await call()).visits;
    expect(visit).toMatchObject({
      weightsVersion: (await number()).weights.version,
      lesson: { arm: 'canary' },
      recomputed: { kind: 'done', disagreements: [] },
    });
    await writeFile(trial, rankingWhere(2));
    const versionNow = async () => (await number()).weights.version;
    await expect.poll(versionNow, { timeout: 10_000 }).not.toBe(visit?.weightsVersion);
    expect((await call()).visits[0]?.recomputed).toEqual(visit?.recomputed);
  } finally {
    await service.stop();
  }
});

test('doctor looks at the event types of the real database', async () => {
  const { file } = await company();
  const checks = await doctorChecks(file, {
    log: quietLog,
    openStorage: (config) => composeStorage(config, quietLog),
  });
  const check = checks.find(({ name }) => name.en === 'event types');
  expect(await check?.run(AbortSignal.timeout(5_000))).toMatchObject([
    { severity: 'warning', message: { en: expect.stringContaining('call_anwsered') as string } },
  ]);
});
