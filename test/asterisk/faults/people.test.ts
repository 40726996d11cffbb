import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AT_ONCE_MS,
  LEASE_SLACK_MS,
  startFaultStage,
  type FaultStage,
} from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import { row } from './row.ts';

// The person whom the caller wants does not answer, or cannot.

const RING_MS = 5_000;

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage({
    office: {
      hints: {
        '34': 'Local/34@busy/n',
        '35': 'Local/35@rings/n',
        // 36 has none.
        '115': 'Local/115@nowhere/n',
        '116': 'PJSIP/absent',
        '302': 'Local/302@congestion/n',
        '501': 'Local/501@congestion/n',
        '1401': 'Local/1401@answers/n',
      },
      phones: [{ extension: 'absent', secret: 'absent' }],
    },
  });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Keys an extension at the first prompt, and waits until it was rung in vain. */
async function ringsInVain(call: OfficeCall, extension: string): Promise<string> {
  await stage.prompt(call);
  await call.press(extension);
  const missed = await call.step('no-answer', RING_MS + 10_000);
  expect(missed.fields['Extension']).toBe(extension);
  return missed.fields['Status'] ?? '';
}

describe.concurrent('20', () => {
  test('busy, then the next one does not answer, then the queue', async () => {
    const call = await stage.place(stage.callers.known.number);
    expect(await ringsInVain(call, '34')).toBe('BUSY');
    const { lastsMs } = await stage.prompt(call, 1);
    await call.press('35');
    const rung = await call.event(
      ({ fields }) => fields['Step'] === 'dial' && fields['Round'] === '2',
    );
    const limitMs = RING_MS + lastsMs + LEASE_SLACK_MS;
    const { atMs, reason } = await call.reachesQueue(limitMs);
    row({
      fault: '20 busy, then no answer',
      injected: 'Busy(), Ringing() for ever',
      ended: 'queue',
      costMs: atMs - rung.atMs,
      limitMs,
    });
    expect(reason).toBe('nobody-answered');
    const receipt = await stage.receipt(call, 3);
    expect(receipt.visits.map(({ script, keyed }) => [script, keyed])).toEqual([
      ['personal-ivr', '34'],
      ['after-no-answer', '35'],
      ['after-no-answer', ''],
    ]);
    expect(receipt.visits[2]?.destination).toEqual({ kind: 'queue', reason: 'nobody-answered' });
    await call.leave();
  });

  test('congestion: the next one is offered, and answers', async () => {
    const call = await stage.place(stage.callers.favouriteOutside.number);
    expect(await ringsInVain(call, '501')).toBe('CONGESTION');
    const { atMs } = await stage.prompt(call, 1);
    await call.press('1401');
    const answered = await call.step('answered');
    row({
      fault: '20 congestion',
      injected: 'Congestion()',
      ended: 'next person',
      costMs: answered.atMs - atMs,
      limitMs: 2 * AT_ONCE_MS,
    });
    expect(answered.fields['Extension']).toBe('1401');
    await call.leave();
  });

  test('congestion, and nobody else to offer: an apology, the queue', async () => {
    const call = await stage.place(stage.callers.stranger.number);
    expect(await ringsInVain(call, '302')).toBe('CONGESTION');
    const { atMs, lastsMs } = await stage.prompt(call, 1);
    const arrival = await call.reachesQueue(lastsMs + LEASE_SLACK_MS);
    row({
      fault: '20 congestion, nobody else',
      injected: 'Congestion()',
      ended: 'apology, queue',
      costMs: arrival.atMs - atMs,
      limitMs: lastsMs + LEASE_SLACK_MS,
    });
    expect(arrival.reason).toBe('nobody-answered');
    await call.leave();
  });
});

describe.concurrent('21', () => {
  test('no hint: never spoken', async () => {
    const call = await stage.place(stage.callers.known.number);
    const { atMs } = await stage.prompt(call);
    await call.press('0');
    const arrival = await call.reachesQueue(AT_ONCE_MS);
    row({
      fault: '21 no hint',
      injected: 'nothing for 36',
      ended: 'not offered; queue',
      costMs: arrival.atMs - atMs,
      limitMs: 2 * AT_ONCE_MS,
    });
    const [visit] = (await stage.receipt(call)).visits;
    expect(visit?.offered.map(({ extension }) => extension)).not.toContain('36');
    expect(visit?.said.join(' ')).not.toContain('Белых');
    const belykh = visit?.candidates.find(({ employeeId }) => employeeId === 'belykh');
    expect(belykh?.notOffered).toBe('no-hint');
    await call.leave();
  });

  test('unregistered and unknown devices, the favourite on leave: the default menu, the queue', async () => {
    const call = await stage.place(stage.callers.favouriteAbsent.number);
    const { atMs } = await stage.prompt(call);
    await call.press('0');
    const arrival = await call.reachesQueue(AT_ONCE_MS);
    row({
      fault: '21 UNAVAILABLE and INVALID',
      injected: 'not registered, no such device',
      ended: 'not offered; queue',
      costMs: arrival.atMs - atMs,
      limitMs: 2 * AT_ONCE_MS,
    });
    const [visit] = (await stage.receipt(call)).visits;
    expect(visit).toMatchObject({ policy: 'default', offered: [] });
    const why = new Map(visit?.candidates.map((one) => [one.employeeId, one.notOffered]));
    expect(['sokolova', 'vorobey', 'tsoi'].map((id) => why.get(id))).toEqual([
      'absent',
      'device-unavailable',
      'device-invalid',
    ]);
    await call.leave();
  });

  test('keyed all the same: said so, then the queue', async () => {
    const call = await stage.place(stage.callers.favouriteAbsent.number);
    expect(await ringsInVain(call, '116')).toBe('CHANUNAVAIL');
    const { atMs, lastsMs } = await stage.prompt(call, 1);
    const arrival = await call.reachesQueue(lastsMs + LEASE_SLACK_MS);
    row({
      fault: '21 UNAVAILABLE, keyed all the same',
      injected: 'not registered',
      ended: 'apology, queue',
      costMs: arrival.atMs - atMs,
      limitMs: lastsMs + LEASE_SLACK_MS,
    });
    await call.leave();
  });
});
