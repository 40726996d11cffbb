import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startAgiServer,
  type AgiServer,
  type VisitSummary,
} from '#adapters/asterisk/agi-server.ts';
import type { CallSession, Heard } from '#ports/call-session.ts';
import type { AsteriskInstance } from '#test/bed/asterisk.ts';
import { noteFault } from '#test/bed/faults.ts';
import { CALLER_CONTEXT, OfficeCall } from '#test/bed/office-call.ts';
import { startOffice } from '#test/bed/office.ts';
import { toneWav } from '#test/bed/wav.ts';
import { recordedLog } from '../adapters/asterisk/ami-under-test.ts';

// The product's end of the AGI wire against a real Asterisk: stories that are right, and stories that are not.

const TONE_MS = 2_000;
const CAP_MS = 8_000;
const KEYS = '0123456789*#';

type Story = (call: CallSession) => Promise<void>;

const log = recordedLog();
const summaries: VisitSummary[] = [];
let server: AgiServer;
let office: AsteriskInstance;
/** What each story does, by the line that was dialled. */
const stories = new Map<string, Story>();
let lines = 0;

beforeAll(async () => {
  server = await startAgiServer({
    host: '127.0.0.1',
    port: 0,
    allowedAddresses: ['127.0.0.1'],
    visitsMax: 20,
    visitCapMs: CAP_MS,
    log,
    onVisitEnd: (summary) => void summaries.push(summary),
    scripts: { 'personal-ivr': async (call) => stories.get(call.visit.dialled)?.(call) },
  });
  office = await startOffice({
    nodes: [`127.0.0.1:${server.port}`],
    hints: { '34': 'Custom:phone34' },
    dialplan: CALLER_CONTEXT,
  });
  await writeFile(`${tone()}.wav`, toneWav({ hz: 440, ms: TONE_MS, level: 0.1 }));
});
afterAll(async () => {
  await office.stop();
  await server.close();
});

const tone = (): string => join(office.place.folder, 'var', 'tone');
const prompt = (durationMs = TONE_MS) => ({ path: tone(), durationMs, text: 'tone' });
const queue = { kind: 'queue', reason: 'no-input' } as const;

/** Somebody calls a line of his own, behind which this story waits. */
function callTo(story: Story): Promise<OfficeCall> {
  const did = String(74_950_000_000 + ++lines);
  stories.set(did, story);
  return OfficeCall.place(office, { did });
}

async function summaryOf(call: OfficeCall): Promise<VisitSummary> {
  const find = () => summaries.find(({ linkedid }) => linkedid === call.uniqueid);
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  return find() as VisitSummary;
}

describe('a story', () => {
  test('hears the key that stops a file, and those that follow at once', async () => {
    const heard: Heard[] = [];
    const call = await callTo(async (session) => {
      heard.push(await session.play(prompt(), KEYS));
      heard.push(await session.waitForDigit(1_500));
      heard.push(await session.waitForDigit(1_500));
      heard.push(await session.waitForDigit(200));
      await session.route(queue);
    });
    await call.event(({ name }) => name === 'AGIExecStart');
    await call.press('3*#');
    await call.reachesQueue(5_000);
    expect(heard).toEqual([
      { kind: 'digit', digit: '3' },
      { kind: 'digit', digit: '*' },
      { kind: 'digit', digit: '#' },
      { kind: 'silence' },
    ]);
    await call.leave();
  });

  test('is told that a file is missing, and the caller is still there', async () => {
    let heard: Heard | null = null;
    const call = await callTo(async (session) => {
      heard = await session.play({ path: '/no/such/file', durationMs: 100, text: '' }, KEYS);
      await session.route(queue);
    });
    const { reason } = await call.reachesQueue(2_000);
    expect(heard).toEqual({ kind: 'no-sound' });
    expect(reason).toBe('no-input');
    await call.leave();
  });

  test('is told that the caller hung up in mid prompt', async () => {
    const heard = Promise.withResolvers<Heard>();
    const call = await callTo(async (session) => heard.resolve(await session.play(prompt(), KEYS)));
    await call.event(({ name }) => name === 'AGIExecStart');
    await call.leave();
    expect(await heard.promise).toEqual({ kind: 'hangup' });
    expect((await summaryOf(call)).end).toBe('hangup');
  });

  test('sets a name of any length and any letters, whole or cut, in one argument', async () => {
    await office.cli('devstate change Custom:phone34 INUSE');
    let state: string | null = '';
    const call = await callTo(async (session) => {
      await session.nameCaller('Ёжик "в тумане" '.repeat(300));
      state = await session.deviceState('34');
      await session.route(queue);
    });
    await call.reachesQueue(2_000);
    expect(await call.variable('CALLERID(name)')).toMatch(/^(?:Ёжик "в тумане" ){20,}/u);
    expect(state).toBe('inuse');
    await call.leave();
  });
});

describe('a story that is not right', () => {
  test('8 believes a file shorter than it is: the lease cuts it, the queue, an alarm', async () => {
    const long = `${tone()}-long`;
    await writeFile(`${long}.wav`, toneWav({ hz: 440, ms: 10_000, level: 0.1 }));
    const call = await callTo(async (session) => {
      await session.play({ path: long, durationMs: 500, text: '' }, KEYS);
    });
    const { costMs, reason } = await call.reachesQueue(4_000);
    const limitMs = 500 + 2_000 + 1_500;
    const fault = '8 lease shorter than the prompt';
    noteFault({ fault, injected: 'wrong length', ended: 'queue, alarm', costMs, limitMs });
    expect(costMs).toBeLessThan(limitMs);
    expect(reason).toBe('lease-expired');
    expect(await summaryOf(call)).toMatchObject({ end: 'lease-expired', leaseCutPrompt: true });
    expect(log.lines.map(({ text }) => text)).toContain('lease cut a prompt');
    await call.leave();
  });

  const loops: readonly (readonly [string, Story])[] = [
    ['plays for ever', async (session) => void (await session.play(prompt(), KEYS))],
    ['waits for ever', async (session) => void (await session.waitForDigit(3_000))],
  ];
  test.for(loops)('9 %s: the cap of the visit ends it', async ([what, turn]) => {
    const call = await callTo(async (session) => {
      try {
        for (;;) await turn(session);
      } catch {
        await session.route({ kind: 'queue', reason: 'out-of-time' });
      }
    });
    const { costMs, reason } = await call.reachesQueue(CAP_MS + 1_500);
    const limitMs = CAP_MS + 1_500;
    const fault = `9 the story ${what}, cap ${CAP_MS / 1000} s`;
    noteFault({ fault, injected: 'endless loop', ended: 'queue', costMs, limitMs });
    expect(costMs).toBeLessThan(limitMs);
    expect(reason).toBe('out-of-time');
    await call.leave();
  });

  test('4 never does anything: the first lease', async () => {
    const call = await callTo(() => new Promise(() => undefined));
    const { costMs, reason } = await call.reachesQueue(6_500);
    const fault = '4 the story hangs, the service does not';
    noteFault({ fault, injected: 'endless wait', ended: 'queue', costMs, limitMs: 6_500 });
    expect(costMs).toBeLessThan(6_500);
    expect(reason).toBe('lease-expired');
    expect((await summaryOf(call)).end).toBe('lease-expired');
    await call.leave();
  });
});
