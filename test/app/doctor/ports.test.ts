import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { portCheck } from '#app/doctor/ports.ts';

const run = (host: string, port: number) =>
  portCheck('agi', { host, port }).run(AbortSignal.timeout(5000));

test('a port is free, or the service answers there', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await run('127.0.0.1', port)).toMatchObject([
    { severity: 'ok', message: { en: expect.stringContaining('answers') } },
  ]);
  server.close();
  await once(server, 'close');
  expect(await run('127.0.0.1', port)).toMatchObject([
    { severity: 'ok', message: { en: expect.stringContaining('free') } },
  ]);
});

test('an address of another machine cannot be listened on', async () => {
  // TEST-NET-1: nobody's.
  expect(await run('192.0.2.1', 4573)).toMatchObject([
    { severity: 'error', message: { en: expect.stringContaining('EADDRNOTAVAIL') } },
  ]);
});
