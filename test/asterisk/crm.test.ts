import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeCrmService, type ServiceFault } from '#test/fakes/fake-crm-service.ts';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';

// Whatever the CRM does, callers hear what they would hear: it is read beside the calls, never in one.

const CLIENT = '+79031112233';
const HOOK = 'h00k-of-the-test';

const talk = (id: string, employee: string, hoursAgo: number) => ({
  kind: 'event' as const,
  values: {
    id,
    at: Math.floor(Date.now() / 1000) - hoursAgo * 3600,
    type: 'call_answered',
    client_id: 'c1',
    employee_id: employee,
  },
});

async function offered(stage: FaultStage): Promise<{ people: unknown; audioMs: number }> {
  const began = performance.now();
  const call = await stage.place(CLIENT);
  const { atMs } = await stage.prompt(call);
  const line = await stage.service.line(
    ({ msg, linkedid }) => msg === 'offer decided' && linkedid === call.uniqueid,
  );
  await call.leave();
  return { people: line['offered'], audioMs: atMs - began };
}

async function poke({ service }: FaultStage): Promise<void> {
  const url = `http://127.0.0.1:${service.httpPort}/api/v1/hooks/firma/${HOOK}`;
  expect((await fetch(url, { method: 'POST', body: 'something=happened' })).status).toBe(204);
}

async function told(stage: FaultStage, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${stage.service.httpPort}${path}`)).text();
}

test('a client of the CRM hears his people; while it hangs, breaks or lies nothing changes; then its news count', async () => {
  let fault: ServiceFault | null = null;
  await using crm = await startFakeCrmService({ fault: () => fault });
  crm.changed(
    { kind: 'client', values: { id: 'c1', name: 'Ромашка', numbers: ['8 903 111-22-33'] } },
    ...[1, 30, 60].map((hours) => talk(`old-${hours}`, 'petrova', hours)),
  );
  const source = { name: 'firma', kind: 'http-json', url: crm.url, hook_token: HOOK };
  await using stage = await startFaultStage({
    settings: { crm: [{ ...source, timeout_seconds: 5 }] },
  });
  const { service } = stage;
  await service.line(({ msg }) => msg === 'CRM read', 20_000);
  const before = (await offered(stage)).people;
  expect(before).toEqual(['34']);

  for (const now of ['hang', 'reset', 'html', 'busy', 'half'] as const) {
    fault = now;
    const asked = crm.asked.length;
    await poke(stage);
    await expect.poll(() => crm.asked.length, { timeout: 30_000 }).toBeGreaterThan(asked);
    const { people, audioMs } = await offered(stage);
    expect([now, people]).toEqual([now, before]);
    expect(audioMs, now).toBeLessThan(AT_ONCE_MS);
  }
  const trouble = await service.line(({ msg }) => msg.startsWith('CRM not read'), 60_000);
  expect(trouble).toMatchObject({ source: 'firma' });

  fault = null;
  crm.changed(...[1, 2, 3, 4, 5].map((hours) => talk(`new-${hours}`, 'smirnov', hours * 2)));
  const since = service.lines.length;
  await poke(stage);
  await service.line(({ msg }) => msg === 'CRM read', 90_000, since);
  await expect
    .poll(async () => (await offered(stage)).people, { timeout: 10_000 })
    .toEqual(['35', '34']);
  expect(await told(stage, '/metrics')).toMatch(/^tel_crm_age_seconds\{source="firma"\} \d/m);
  expect(JSON.parse(await told(stage, '/health'))).toMatchObject({
    parts: expect.arrayContaining([
      expect.objectContaining({ name: 'crm', ok: true, needed: false }) as unknown,
    ]) as unknown,
  });
});

test('a menu that the CRM made is heard in its order; when it hangs, the caller hears ours at once', async () => {
  let isHanging = false;
  const menu = createServer((_, response) => {
    if (!isHanging) response.end(JSON.stringify([{ extension: '36' }, '35', '999']));
  });
  await new Promise<void>((resolve) => menu.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    menu.closeAllConnections();
    menu.close();
  });
  const { port } = menu.address() as AddressInfo;
  await using stage = await startFaultStage({
    settings: {
      crm_menu: { url: `http://127.0.0.1:${port}/menu`, fresh_seconds: 0, stale_seconds: 1 },
    },
  });
  const { number } = stage.callers.known;
  const offeredTo = async (from: string): Promise<unknown> => {
    const call = await stage.place(from);
    await stage.prompt(call);
    const line = await stage.service.line(
      ({ msg, linkedid }) => msg === 'offer decided' && linkedid === call.uniqueid,
    );
    await call.leave();
    return line['offered'];
  };
  expect(await offeredTo(number)).toEqual(['36', '35']);
  // Also to somebody of whom our own copy knows nothing.
  expect(await offeredTo('+79990000001')).toEqual(['36', '35']);

  isHanging = true;
  const stranger = stage.callers.withoutHistory.number;
  const began = performance.now();
  const call = await stage.place(stranger);
  const { atMs } = await stage.prompt(call);
  expect(atMs - began).toBeLessThan(AT_ONCE_MS);
  await call.leave();
  await expect.poll(() => offeredTo(number), { timeout: 10_000 }).toEqual(['34', '35', '36']);
});
