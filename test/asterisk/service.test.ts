import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';

// What an administrator and operations do while calls come in: events, weights, the switch, the gauges.

const TOKEN = 'a-token-of-the-test-only';
const RANKING = fileURLToPath(new URL('../../config/ranking.yaml', import.meta.url));
const AT_ONCE_MS = 3_000;

/** A telephone for each, so that it is known who answered. */
const people = `
[desks]
${['34', '35', '36', '115', '116'].map((extension) => `exten => ${extension},1,Answer()\n same => n,Wait(60)`).join('\n')}
`;

function stageWith(settings: Parameters<typeof startFaultStage>[0] = {}): Promise<FaultStage> {
  const hints = ['34', '35', '36', '115', '116'].map((one) => [one, `Local/${one}@desks/n`]);
  return startFaultStage({
    ...settings,
    office: {
      hints: Object.fromEntries(hints) as Record<string, string>,
      dialplan: people,
      ...settings.office,
    },
  });
}

async function post(stage: FaultStage, events: readonly object[]): Promise<Response> {
  return fetch(`http://127.0.0.1:${stage.service.httpPort}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
}

async function metric(stage: FaultStage, name: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${stage.service.httpPort}/metrics`);
  const line = (await answer.text()).split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
}

/** Whom the next call of this number is offered. */
async function offerOf(stage: FaultStage, from: string): Promise<readonly string[]> {
  const call = await stage.place(from);
  const line = await stage.service.line(
    ({ msg, linkedid }) => msg === 'offer decided' && linkedid === call.uniqueid,
  );
  await call.leave();
  return line['offered'] as readonly string[];
}

describe('while calls come in', () => {
  let stage: FaultStage;
  beforeAll(async () => {
    stage = await stageWith({ settings: { http: { tokens: [TOKEN] } } });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('an event that comes in over HTTP changes whom the next caller hears of', async () => {
    const caller = stage.callers.withoutHistory;
    expect(await offerOf(stage, caller.number)).toEqual([]);
    const at = Math.floor(Date.now() / 1000);
    const events = ['smirnov', 'belykh'].flatMap((employee, which) =>
      [0, 1, 2, 3].slice(which).map((day) => ({
        source: 'test',
        external_id: `${employee}-${day}`,
        at: at - day * 86_400 - 60,
        type: 'call_answered',
        client_id: caller.clientId,
        employee_id: employee,
      })),
    );
    const answer = await post(stage, events);
    expect([answer.status, await answer.json()]).toMatchObject([200, { added: 7 }]);
    expect(await offerOf(stage, caller.number)).toEqual(['35', '36']);
  });

  test('the kill switch works from the command line on the very next call', async () => {
    expect((await stage.service.cli('switch', 'off')).exit).toBe(0);
    const call = await stage.place(stage.callers.known.number);
    expect((await call.reachesQueue(AT_ONCE_MS)).reason).toBe('switched-off');
    await call.leave();
    expect((await stage.service.cli('switch', 'on')).exit).toBe(0);
    expect(await offerOf(stage, stage.callers.known.number)).toEqual(['34', '35', '36']);
  });

  test('the gauges tell what callers met: first audio, fall-backs by reason, time to a person', async () => {
    const reached = await metric(stage, 'tel_person_seconds_count');
    const keyed = await stage.place(stage.callers.known.number);
    await stage.prompt(keyed);
    await keyed.press('34');
    await keyed.step('answered');
    await keyed.leave();
    await stage.service.line(
      ({ msg, linkedid }) => msg === 'visit over' && linkedid === keyed.uniqueid,
    );
    const withheld = await stage.place('anonymous');
    await withheld.reachesQueue(AT_ONCE_MS);
    await withheld.leave();
    await expect
      .poll(() => metric(stage, 'tel_person_seconds_count'), { timeout: 5_000 })
      .toBe(reached + 1);
    expect(await metric(stage, 'tel_first_audio_seconds_count')).toBeGreaterThan(0);
    expect(await metric(stage, 'tel_fallbacks_total{reason="withheld"}')).toBe(1);
    expect(await metric(stage, 'tel_fallbacks_total{reason="switched-off"}')).toBe(1);
    const health = await fetch(`http://127.0.0.1:${stage.service.httpPort}/health`);
    expect(health.status).toBe(200);
  });
});

test('weights change without a restart when they are right, and stay when they are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tel-ranking-'));
  const file = join(folder, 'ranking.yaml');
  const shipped = await readFile(RANKING, 'utf8');
  await writeFile(file, shipped);
  await using stage = await stageWith({ settings: { ranking_file: file } });
  expect(await offerOf(stage, stage.callers.known.number)).toEqual(['34', '35', '36']);

  // A prior so large that nobody is known well enough.
  await writeFile(file, shipped.replace(/^prior: .*$/m, 'prior: 1000'));
  await stage.service.line(({ msg }) => msg === 'settings reloaded');
  expect(await offerOf(stage, stage.callers.known.number)).toEqual([]);

  await writeFile(file, shipped.replace(/^prior: .*$/m, 'prior: many'));
  const refused = await stage.service.line(({ msg }) => msg.startsWith('settings have mistakes'));
  expect(JSON.stringify(refused['mistakes'])).toMatch(/ranking\.yaml:\d+:\d+ prior/);
  expect(await offerOf(stage, stage.callers.known.number)).toEqual([]);
});

test('shadow mode plays nothing, sends all to the queue, and says afterwards whom it would have hit', async () => {
  await using stage = await stageWith({
    settings: { mode: 'shadow' },
    office: { members: ['Local/35@desks/n'] },
  });
  const call = await stage.place(stage.callers.known.number);
  const arrival = await call.reachesQueue(AT_ONCE_MS);
  expect(arrival.reason).toBe('shadow');
  expect(stage.saidMs(call)).toEqual([]);
  await call.event(({ name }) => name === 'AgentConnect');
  await call.leave();
  await expect
    .poll(async () => (await stage.service.cli('report', 'shadow', '--json')).output, {
      timeout: 15_000,
      interval: 500,
    })
    .toMatch(/"calls":1,"offered":1,"reached":1,"hit1":0,.*"hit3":1/);
});
