import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startAgiServer, type VisitSummary } from '#adapters/asterisk/agi-server.ts';
import { recordedLog } from './ami-under-test.ts';

/** Longer than a command without a length of its own may take: 3 s. */
const STALL_MS = 3_100;

test('after a stall of our own the hang-up that lay unread counts, not the deadline that passed meanwhile', async () => {
  const ended = Promise.withResolvers<VisitSummary>();
  const log = recordedLog();
  await using server = await startAgiServer({
    host: '127.0.0.1',
    port: 0,
    allowedAddresses: ['127.0.0.1'],
    visitsMax: 1,
    visitCapMs: 60_000,
    scripts: { ask: async (call) => void (await call.deviceState('34')) },
    log,
    onVisitEnd: ended.resolve,
  });
  const asterisk = connect(server.port, '127.0.0.1');
  asterisk.write('agi_network: yes\nagi_network_script: ask\nagi_uniqueid: 1.1\n\n');
  asterisk.setEncoding('utf8');
  asterisk.on('data', (line: string) => {
    const [, token] = /"([^"|]*)\|/u.exec(line) ?? [];
    if (token !== undefined) {
      asterisk.write(`200 result=1 (${token}|-1.1|-100|-Anna|-7495|-1|-60)\n`);
      return;
    }
    asterisk.write('HANGUP\n', () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
    });
  });
  const summary = await ended.promise;
  asterisk.destroy();
  expect(summary.end).toBe('hangup');
  expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
});

test('a start block that lay unread through a stall of ours was in time', async () => {
  const ended = Promise.withResolvers<VisitSummary>();
  const startBlockTimeoutMs = 200;
  await using server = await startAgiServer({
    host: '127.0.0.1',
    port: 0,
    allowedAddresses: ['127.0.0.1'],
    visitsMax: 1,
    visitCapMs: 60_000,
    startBlockTimeoutMs,
    scripts: {},
    log: recordedLog(),
    onVisitEnd: ended.resolve,
  });
  const asterisk = connect(server.port, '127.0.0.1');
  asterisk.on('error', () => undefined);
  while (server.visitsRunning() === 0) await new Promise(setImmediate);
  asterisk.write('agi_network: yes\nagi_network_script: nobody\nagi_uniqueid: 1.1\n\n', () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * startBlockTimeoutMs);
  });
  const summary = await ended.promise;
  asterisk.destroy();
  expect(summary.end).toBe('unknown-script');
});
