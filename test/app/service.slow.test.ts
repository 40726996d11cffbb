import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { readConfig } from '#app/config/load.ts';
import { startService } from '#app/service.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import { freeTcpPort } from '#test/bed/free-port.ts';
import { startFakeAmi } from '#test/fakes/fake-ami.ts';
import { fakeAsterisk } from '#test/fakes/fake-asterisk.ts';

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A service that would answer calls on this port, with everything else in a folder of its own. */
async function about(settings: { agi: number; http: number; ami?: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'telefonistka-service-'));
  const file = join(folder, 'settings.yaml');
  await writeFile(
    file,
    `data_dir: ${folder}\nagi: {port: ${settings.agi}}\nhttp: {port: ${settings.http}}\n` +
      `voice: {sounds_dir: ${folder}/sounds, recorded_dir: ${folder}/recorded}\n` +
      (settings.ami === undefined
        ? ''
        : `ami: {enabled: true, port: ${settings.ami}, user: tel, secret: s3cret}\n`),
  );
  return {
    folder,
    reading: await readConfig(file, {}),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

async function takenPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.dispose]: () => void server.close() };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test('a service whose port is taken says which one, and leaves no half of itself to take calls', async () => {
  using taken = await takenPort();
  const agi = await freeTcpPort();
  await using house = await about({ agi, http: taken.port });
  const starting = startService(house.reading, silent);
  await expect(starting).rejects.toThrow(Failure);
  await expect(starting).rejects.toThrow(`http.port: 127.0.0.1:${taken.port} is taken`);
  expect(await answers(agi)).toBe(false);
});

test('the same for the port of the calls', async () => {
  using taken = await takenPort();
  const http = await freeTcpPort();
  await using house = await about({ agi: taken.port, http });
  await expect(startService(house.reading, silent)).rejects.toThrow(
    `agi.port: 127.0.0.1:${taken.port} is taken`,
  );
  expect(await answers(http)).toBe(false);
});

test('a database that makes no sense to us keeps calls in the queue, and the service alive', async () => {
  const agi = await freeTcpPort();
  await using house = await about({ agi, http: await freeTcpPort() });
  using foreign = new DatabaseSync(join(house.folder, 'telefonistka.db'));
  foreign.exec('create table event (of_somebody_else)');
  const told = Promise.withResolvers<string>();
  const log = { ...silent, error: (_: object, text: string) => told.resolve(text) };
  const service = await startService(house.reading, log);
  expect(await told.promise).toBe('database not opened: every call goes to the queue');
  expect(await answers(agi)).toBe(true);
  await service.stop();
});

test('a request that never ends does not keep the service from stopping', async () => {
  const [agi, http] = [await freeTcpPort(), await freeTcpPort()];
  await using house = await about({ agi, http });
  const service = await startService(house.reading, silent);
  const slow = connect(http, '127.0.0.1');
  slow.on('error', () => undefined);
  slow.write('POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n');
  // Answered after the slow one has arrived: the server has it in its hands.
  await fetch(`http://127.0.0.1:${http}/health`).then((answer) => answer.text());
  await service.stop();
  expect(await answers(agi)).toBe(false);
  slow.destroy();
});

test('a call that falls to the queue while AMI comes back is counted once, though both sides tell of it', async () => {
  // It lets us in, and is long in booting: events come already, and we do not count on them yet.
  await using ami = await startFakeAmi({
    answer(action, session) {
      if (action.get('Action')?.toLowerCase() !== 'login') return false;
      session.reply(action, { Response: 'Success', Message: 'Authentication accepted' });
      return true;
    },
  });
  const [agi, http] = [await freeTcpPort(), await freeTcpPort()];
  await using house = await about({ agi, http, ami: ami.port });
  const service = await startService(house.reading, silent);
  const session = await ami.session(0);
  await session.seen('Events');
  // Until the database is open calls are refused, and leave no reason to count.
  const readiness = async () => (await fetch(`http://127.0.0.1:${http}/health/ready`)).status;
  await expect.poll(readiness, { timeout: 20_000 }).toBe(200);
  const asterisk = fakeAsterisk({ port: agi });
  const { variables } = await asterisk.call({ callerNumber: 'anonymous', linkedid: '1.7' });
  expect(variables['TEL_RESULT']).toBe('queue');
  const mark = { UserEvent: 'Telefonistka', Step: 'queue' };
  session.event('UserEvent', { ...mark, Reason: 'withheld', Linkedid: '1.7' });
  session.event('UserEvent', { ...mark, Reason: 'switched-off', Linkedid: '1.8' });
  const gauges = async () => {
    const answer = await fetch(`http://127.0.0.1:${http}/metrics`);
    return (await answer.text()).match(/^tel_fallbacks_total.*$/gm);
  };
  await expect
    .poll(gauges, { timeout: 5_000 })
    .toEqual([
      'tel_fallbacks_total{reason="withheld"} 1',
      'tel_fallbacks_total{reason="switched-off"} 1',
    ]);
  await service.stop();
});
