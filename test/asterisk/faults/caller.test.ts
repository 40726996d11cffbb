import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import { row } from './row.ts';

// What callers do: wrong keys, none at all, hang up, no number. All at the same time, as callers are.

const KEY_WAIT_MS = 1_000;

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage({
    office: {
      hints: {
        '34': 'Local/34@answers/n',
        '35': 'Local/35@rings/n',
        '36': 'Local/36@answers/n',
      },
    },
  });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** What listening to all of it costs, with a wait for keys after each. */
function patience(call: OfficeCall): number {
  return stage.saidMs(call).reduce((sum, ms) => sum + ms + KEY_WAIT_MS, AT_ONCE_MS);
}

describe.concurrent('the caller keys', () => {
  test.for<readonly [string, readonly string[], 'no-match' | 'no-input']>([
    ['23 wrong digits', ['9', '8', '9'], 'no-match'],
    ['23 mixed digits', ['39', '38', '19'], 'no-match'],
    ['23 star and hash', ['*', '#', '*'], 'no-match'],
    ['23 half an extension, again and again', ['3', '3', '3'], 'no-match'],
    ['24 nothing: the menu, one repeat', ['', ''], 'no-input'],
  ])('%s', async ([fault, tries, reason]) => {
    const call = await stage.place(stage.callers.known.number);
    for (const [which, keys] of tries.entries()) {
      await stage.prompt(call, which);
      await call.press(keys);
    }
    const arrival = await call.reachesQueue(30_000);
    row({
      fault,
      injected: tries.map((keys) => keys || '-').join(' '),
      ended: 'queue',
      costMs: arrival.costMs,
      limitMs: patience(call),
    });
    expect(arrival.reason).toBe(reason);
    expect(stage.saidMs(call), 'each try, then the farewell').toHaveLength(tries.length + 1);
    const receipt = await stage.receipt(call);
    expect(receipt.visits).toHaveLength(1);
    expect(receipt.visits[0]).toMatchObject({
      keyed: tries.join(''),
      destination: { kind: 'queue', reason },
      end: 'routed',
    });
    await call.leave();
  });
});

describe.concurrent('the caller’s number', () => {
  test.for([
    ['27 withheld', '', 'withheld'],
    ['27 anonymous', 'anonymous', 'withheld'],
    ['27 letters', 'sip-trunk', 'unreadable-number'],
    ['27 30 digits', '9'.repeat(30), 'unreadable-number'],
    ['27 a command', '"; EXEC System(x)', 'unreadable-number'],
  ])('%s: the queue without a question', async ([fault = '', from = '', reason = '']) => {
    const call = await stage.place(from);
    const arrival = await call.reachesQueue(AT_ONCE_MS);
    row({
      fault,
      injected: `CALLERID(num)=${from}`,
      ended: 'queue',
      costMs: arrival.costMs,
      limitMs: AT_ONCE_MS,
    });
    expect(arrival.reason).toBe(reason);
    const receipt = await stage.receipt(call);
    expect(receipt.visits[0]).toMatchObject({
      callerNumber: null,
      clientId: null,
      said: [],
      destination: { kind: 'queue', reason },
    });
    await call.leave();
  });
});

describe.concurrent('25 the caller hangs up', () => {
  test.for<readonly [string, (call: OfficeCall) => Promise<unknown>]>([
    ['in mid prompt', (call) => stage.prompt(call)],
    [
      'while a telephone rings',
      async (call) => {
        await stage.prompt(call);
        await call.press('35');
        await call.step('dial');
      },
    ],
    [
      'in the queue',
      async (call) => {
        await stage.prompt(call);
        await call.press('0');
        await call.reachesQueue(AT_ONCE_MS);
      },
    ],
  ])(
    '%s: nothing is left behind, and the call is in the journal',
    async ([when, until], { expect }) => {
      const call = await stage.place(stage.callers.known.number);
      await until(call);
      const leftAtMs = performance.now();
      await call.leave();
      const over = await stage.service.line(
        ({ msg, linkedid }) => msg === 'visit over' && linkedid === call.uniqueid,
        AT_ONCE_MS,
      );
      await expect.poll(() => call.channels(), { timeout: AT_ONCE_MS }).toEqual([]);
      row({
        fault: `25 the caller hangs up ${when}`,
        injected: 'hang up',
        ended: 'gone, noted',
        costMs: performance.now() - leftAtMs,
        limitMs: 2 * AT_ONCE_MS,
      });
      if (when === 'in mid prompt') expect(over['end']).toBe('hangup');
      await expect
        .poll(async () => (await stage.receipt(call)).outcome, { timeout: 10_000, interval: 500 })
        .toMatchObject({ reached: when === 'in the queue' ? 'queue' : 'nobody', talkSeconds: 0 });
    },
  );
});
