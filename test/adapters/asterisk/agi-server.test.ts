import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { CallSession } from '#ports/call-session.ts';
import { agiDesk, rawPeer } from '#test/fakes/agi-desk.ts';

const queue = { kind: 'queue', reason: 'no-input' } as const;
const toQueue = (call: CallSession) => call.route(queue);
/** Holds the line until the caller leaves. */
const hold = async (call: CallSession) => {
  await call.waitForDigit(30_000);
};

describe('who is let in', () => {
  test('an address that is not allowed gets nothing but the end of the connection', async () => {
    await using desk = await agiDesk(toQueue, { allowedAddresses: ['10.0.0.0/8'] });
    const peer = await rawPeer(desk.server.port);
    await peer.closed;
    expect(peer.heard()).toBe('');
    expect(desk.log).toContainEqual(
      expect.objectContaining({ text: 'AGI connection from elsewhere' }),
    );
    expect(desk.summaries).toEqual([]);
  });

  test('the visit over the limit is answered `failure` at once, the ones within it are not disturbed', async () => {
    await using desk = await agiDesk(hold, { visitsMax: 2 });
    const held = [1, 2].map(async () => desk.asterisk.call({ hangupAfterMs: 300 }));
    const { end, tookMs } = await desk.asterisk.call();
    expect(end).toBe('failure');
    expect(tookMs).toBeLessThan(200);
    expect((await Promise.all(held)).map((one) => one.end)).toEqual(['hangup', 'hangup']);
    expect(desk.summaries.filter(({ end }) => end === 'shed')).toHaveLength(1);
  });

  test('a place that became free is given again', async () => {
    await using desk = await agiDesk(toQueue, { visitsMax: 1 });
    for (let nth = 0; nth < 3; nth += 1) {
      const { end } = await desk.asterisk.call();
      expect(end).toBe('server-ended');
      while (desk.server.visitsRunning() > 0) await new Promise(setImmediate);
    }
  });

  test('while visits are refused each is answered `failure`, and after that they are taken', async () => {
    let refuse = true;
    await using desk = await agiDesk(toQueue, { refuseVisits: () => refuse });
    expect((await desk.asterisk.call()).end).toBe('failure');
    expect((await desk.ended()).end).toBe('refused');
    refuse = false;
    expect((await desk.asterisk.call()).variables['TEL_RESULT']).toBe('queue');
  });

  test.each(['nobody', '', '__proto__', 'toString', 'personal-ivr/../x'])(
    'a script that does not exist ("%s") is answered `failure`',
    async (script) => {
      await using desk = await agiDesk(toQueue);
      expect((await desk.asterisk.call({ script })).end).toBe('failure');
      // Its name is anybody's word: a gauge by it would never end, and might hold a number.
      expect(await desk.ended()).toMatchObject({ end: 'unknown-script', script: '' });
    },
  );

  test('a script that does not exist is named to those who may see personal data, and not at length', async () => {
    await using desk = await agiDesk(toQueue);
    await desk.asterisk.call({ script: `dial/+79161234567/${'x'.repeat(1_000)}` });
    await desk.ended();
    const named = desk.log.find(({ text }) => text === 'unknown AGI script');
    expect(named?.fields.pii?.['script']).toMatch(/^dial\/\+79161234567\/x{82}$/);
    const inTheClear = desk.log.map(({ fields }) => ({ ...fields, pii: undefined }));
    expect(JSON.stringify(inTheClear)).not.toContain('9161234567');
  });

  test('a script is found whatever its query says', async () => {
    await using desk = await agiDesk(toQueue);
    const { variables } = await desk.asterisk.call({ script: 'personal-ivr?policy=1' });
    expect(variables['TEL_RESULT']).toBe('queue');
  });

  test('a probe that only connects and leaves is no visit and no log line', async () => {
    await using desk = await agiDesk(toQueue);
    const peer = await rawPeer(desk.server.port);
    peer.socket.end();
    await peer.closed;
    await desk.asterisk.call();
    expect(desk.summaries.map(({ end }) => end)).toEqual(['routed']);
    expect(desk.log.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

describe('a script', () => {
  test('that breaks is logged as a bug and ends the visit without a result', async () => {
    await using desk = await agiDesk(() => Promise.reject(new TypeError('x is not a function')));
    const { variables, end } = await desk.asterisk.call();
    expect(end).toBe('server-ended');
    expect(variables['TEL_RESULT']).toBeUndefined();
    expect((await desk.ended()).end).toBe('abandoned');
    expect(desk.log).toContainEqual(
      expect.objectContaining({ level: 'error', text: 'script broke' }),
    );
  });

  test('that forgets to route is a bug too', async () => {
    await using desk = await agiDesk(async () => undefined);
    await desk.asterisk.call();
    expect((await desk.ended()).end).toBe('abandoned');
    expect(desk.log).toContainEqual(expect.objectContaining({ text: 'script did not route' }));
  });

  test('that hangs is given up when Asterisk takes its caller back', async () => {
    await using desk = await agiDesk(() => new Promise(() => undefined));
    const { end } = await desk.asterisk.call({ firstLeaseMs: 300 });
    expect(end).toBe('lease-expired');
    expect((await desk.ended()).end).toBe('lease-expired');
    expect(desk.log).toContainEqual(expect.objectContaining({ text: 'script outlived its visit' }));
  });

  test('that hangs on an Asterisk without leases is given up at the cap of a visit', async () => {
    await using desk = await agiDesk(() => new Promise(() => undefined), { visitCapMs: 100 });
    const { end, tookMs } = await desk.asterisk.call({ firstLeaseMs: 0 });
    expect(end).toBe('server-ended');
    expect(tookMs).toBeGreaterThan(2000);
    expect((await desk.ended()).end).toBe('abandoned');
  });
});

test('a listener that breaks costs nobody a call', async () => {
  await using desk = await agiDesk(toQueue, {
    onVisitEnd: () => {
      throw new TypeError('no');
    },
  });
  for (let nth = 0; nth < 2; nth += 1) {
    expect((await desk.asterisk.call()).variables['TEL_RESULT']).toBe('queue');
  }
  await desk.server.close();
  expect(desk.log.filter(({ level }) => level === 'error')).toHaveLength(2);
});

describe('the end of the day', () => {
  test('a drain takes no new visit and lets the running ones finish', async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    await using desk = await agiDesk(async (call) => {
      begun.resolve();
      await goOn.promise;
      await call.route(queue);
    });
    const running = desk.asterisk.call();
    await begun.promise;
    const drained = desk.server.drain(5000);
    expect((await desk.asterisk.call()).end).toBe('refused');
    goOn.resolve();
    expect((await running).variables['TEL_RESULT']).toBe('queue');
    await drained;
    expect((await desk.ended()).end).toBe('routed');
    expect(desk.server.visitsRunning()).toBe(0);
  });

  test('a drain ends what does not finish in time: the dialplan goes on', async () => {
    await using desk = await agiDesk(hold, { asterisk: { speed: 1 } });
    const running = desk.asterisk.call();
    while (desk.server.visitsRunning() === 0) await new Promise(setImmediate);
    await desk.server.drain(50);
    expect((await running).end).toBe('server-ended');
    expect((await desk.ended()).end).toBe('abandoned');
  });

  test('closing twice is closing once', async () => {
    await using desk = await agiDesk(toQueue);
    await Promise.all([desk.server.close(), desk.server.drain(10)]);
    await desk.server.close();
    expect((await desk.asterisk.call()).end).toBe('refused');
  });

  test('a hundred visits leave nothing behind', async () => {
    const signals: AbortSignal[] = [];
    await using desk = await agiDesk(async (call) => {
      signals.push(call.signal);
      await call.play({ path: '/x', durationMs: 100, text: '' }, '1');
      await call.route(queue);
    });
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 10 }, () => desk.asterisk.call()));
    }
    while (desk.server.visitsRunning() > 0) await new Promise(setImmediate);
    expect(desk.summaries).toHaveLength(100);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
    expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
  });
});
