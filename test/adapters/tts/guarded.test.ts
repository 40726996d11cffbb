import { expect, test } from 'vitest';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { guarded, type Guard } from '#adapters/tts/guarded.ts';
import { createPurse } from '#adapters/tts/purse.ts';
import type { Speech } from '#ports/speech.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { fakeSpeechMoney } from '#test/fakes/fake-speech-money.ts';

const never = new AbortController().signal;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function bench(over: Partial<Guard> = {}) {
  const engine = fakeSpeech('engine');
  const clock = { nowMs: 0 };
  const nowMs = (): number => clock.nowMs;
  const money = fakeSpeechMoney();
  const purse = createPurse({
    account: 'vendor',
    currency: 'RUB',
    limitMicros: 1_000,
    money: () => money,
    now: () => new Date('2026-11-20T09:00:00Z'),
    log: quiet,
  });
  const priced: Speech = {
    ...engine,
    capabilities: { ...engine.capabilities, costOf: (text) => text.length * 10 },
    synthesise: (text, signal) => engine.synthesise(text, signal),
  };
  const speech = guarded(priced, {
    timeoutMs: 1_000,
    breaker: createBreaker('engine', { failuresMax: 3, restMs: 30_000 }, nowMs),
    purse,
    refusedRestMs: 60_000,
    nowMs,
    ...over,
  });
  const say = (text = 'Анна', signal = never) => speech.synthesise(text, signal);
  return { engine, speech, say, clock, spent: () => money.spent('vendor', '2026-11') };
}

test('says who spoke and what it cost', async () => {
  const { say, spent } = bench();
  expect((await say()).by).toEqual({
    engine: 'engine',
    costMicros: 40,
    currency: 'RUB',
    insteadOf: null,
  });
  expect(await spent()).toBe(40);
});

test('a text that cannot be said costs nothing', async () => {
  const { say, spent, engine } = bench();
  await expect(say('[[]] …')).rejects.toMatchObject({ code: 'invalid' });
  await expect(say('а'.repeat(501))).rejects.toMatchObject({ code: 'invalid' });
  expect([engine.asked, await spent()]).toEqual([[], 0]);
});

test('an engine that hangs, even one that looks at no signal, is left in time; its bill is expected', async () => {
  const { engine, say, spent } = bench({ timeoutMs: 50 });
  engine.mood = { kind: 'hangs' };
  await expect(say()).rejects.toMatchObject({
    code: 'unavailable',
    message: 'engine did not speak within 50 ms',
  });
  expect(await spent()).toBe(40);
});

test('after three failures it is left alone for half a minute, and then tried once', async () => {
  const { engine, say, clock, spent } = bench();
  engine.mood = { kind: 'fails', code: 'unavailable' };
  for (let at = 0; at < 5; at += 1)
    await expect(say()).rejects.toMatchObject({ code: 'unavailable' });
  expect(engine.asked).toHaveLength(3);
  clock.nowMs = 30_000;
  engine.mood = { kind: 'well' };
  await say();
  expect(engine.asked).toHaveLength(4);
  expect(await spent()).toBe(40); // of what failed, nothing
});

test('one that refuses us is not asked for each of a thousand texts, but again after a minute', async () => {
  const { engine, say, clock } = bench();
  engine.mood = { kind: 'fails', code: 'refused' };
  await expect(say()).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('told to fail') as string,
  });
  clock.nowMs = 59_999;
  await expect(say()).rejects.toMatchObject({
    code: 'refused',
    message: 'engine refused us: not asked for 1 s',
  });
  expect(engine.asked).toHaveLength(1);
  clock.nowMs = 60_000;
  engine.mood = { kind: 'well' };
  await say();
});

test('at the limit of the month it is not asked', async () => {
  const { engine, say, spent } = bench();
  await say('а'.repeat(90));
  await expect(say('а'.repeat(11))).rejects.toMatchObject({ code: 'exhausted' });
  expect(engine.asked).toHaveLength(1);
  expect(await spent()).toBe(900);
});

test('an empty answer is no speech', async () => {
  const { engine, say } = bench();
  engine.mood = { kind: 'empty' };
  await expect(say()).rejects.toMatchObject({ code: 'invalid' });
});

test('work that is called off is gone, not an engine that is down', async () => {
  const { engine, say } = bench();
  engine.mood = { kind: 'hangs' };
  for (let at = 0; at < 4; at += 1)
    await expect(say('Анна', AbortSignal.timeout(10))).rejects.toMatchObject({ code: 'gone' });
  engine.mood = { kind: 'well' };
  await say();
});

test('an engine that costs nothing needs no counter', async () => {
  const { say } = bench({ purse: null });
  expect((await say()).by).toBeUndefined();
});
