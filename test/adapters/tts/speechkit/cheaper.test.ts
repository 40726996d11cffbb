import { expect, onTestFinished, test } from 'vitest';
import { NO_BREAKER } from '#adapters/plumbing/http/breaker.ts';
import { createPace } from '#adapters/plumbing/http/pace.ts';
import { guarded } from '#adapters/tts/guarded.ts';
import { createPurse } from '#adapters/tts/purse.ts';
import { cheaperOf } from '#adapters/tts/speechkit/cheaper.ts';
import { apiKey } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES } from '#adapters/tts/speechkit/prices.ts';
import { createSpeechKitV1 } from '#adapters/tts/speechkit/v1.ts';
import { createSpeechKitV3 } from '#adapters/tts/speechkit/v3.ts';
import type { LogFields } from '#ports/log.ts';
import type { Speech } from '#ports/speech.ts';
import { fakeSpeechMoney } from '#test/fakes/fake-speech-money.ts';
import { FakeSpeechKitV1 } from '#test/fakes/fake-speechkit-v1.ts';
import { FakeSpeechKitV3 } from '#test/fakes/fake-speechkit-v3.ts';
import { speechDoor } from '#test/fakes/speech-door.ts';

const never = new AbortController().signal;

async function bench() {
  const [kit1, kit3] = await Promise.all([
    new FakeSpeechKitV1().listen(),
    new FakeSpeechKitV3().listen(),
  ]);
  onTestFinished(async () => {
    await kit1[Symbol.asyncDispose]();
    await kit3[Symbol.asyncDispose]();
  });
  const warnings: LogFields[] = [];
  const warn = (fields: LogFields): void => void warnings.push(fields);
  const log = { debug() {}, info() {}, warn, error() {} };
  const money = fakeSpeechMoney();
  const purse = createPurse({
    account: 'SpeechKit',
    currency: 'USD',
    limitMicros: null,
    money: () => money,
    now: () => new Date('2026-11-20T09:00:00Z'),
    log,
  });
  const guard = { timeoutMs: 1_000, breaker: NO_BREAKER, purse, refusedRestMs: 60_000 };
  const how = {
    key: apiKey('S3CR3T'),
    prices: SPEECHKIT_PRICES,
    voice: 'marina',
    role: null,
    speed: 1,
    rateHz: 8_000,
  };
  const pace = createPace({ burst: 100, perSecond: 1_000, concurrency: 10 });
  const v1 = createSpeechKitV1({ http: speechDoor('SpeechKit v1'), url: kit1.url, ...how });
  const { address, ca } = kit3;
  const v3 = createSpeechKitV3({ address, ca, pace, timeoutMs: 1_000, ...how });
  const speech: Speech = cheaperOf(guarded(v1, guard), guarded(v3, guard), log);
  return { kit1, kit3, speech, warnings, spent: () => money.spent('SpeechKit', '2026-11') };
}

test('121 characters go by v1, 122 by v3: whoever speaks says what it cost, and what the other would have', async () => {
  const { kit1, kit3, speech } = await bench();
  const short = await speech.synthesise('а'.repeat(121), never);
  expect(short.by).toEqual({
    engine: 'SpeechKit v1',
    costMicros: 1_331,
    currency: 'USD',
    insteadOf: { engine: 'SpeechKit v3', costMicros: 1_333 },
  });
  expect([kit1.asked.length, kit3.asked.length]).toEqual([1, 0]);
  const long = await speech.synthesise('а'.repeat(122), never);
  expect(long.by).toEqual({
    engine: 'SpeechKit v3',
    costMicros: 1_333,
    currency: 'USD',
    insteadOf: { engine: 'SpeechKit v1', costMicros: 1_342 },
  });
  expect([kit1.asked.length, kit3.asked.length]).toEqual([1, 1]);
});

test('when the cheaper one does not speak the other does, and the log says why', async () => {
  const { kit1, speech, warnings, spent } = await bench();
  kit1.moods.push('trouble', 'trouble');
  const { by, samples } = await speech.synthesise('Анна', never);
  expect(by).toMatchObject({ engine: 'SpeechKit v3', costMicros: 1_333 });
  expect(samples.length).toBeGreaterThan(1_000);
  expect(warnings).toEqual([
    expect.objectContaining({ engine: 'SpeechKit v1', code: 'unavailable' }),
  ]);
  expect(JSON.stringify(warnings)).not.toContain('Анна');
  expect(await spent()).toBe(1_333);
});

test('when neither speaks, the second one’s failure is told', async () => {
  const { kit1, kit3, speech } = await bench();
  kit1.moods.push('nonsense');
  kit3.moods.push('no rights');
  await expect(speech.synthesise('Анна', never)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/^SpeechKit v3/) as string,
  });
});

test('a caller who goes is not a reason to ask the dearer one', async () => {
  const { kit1, kit3, speech } = await bench();
  kit1.moods.push('hangs');
  await expect(speech.synthesise('Анна', AbortSignal.timeout(50))).rejects.toMatchObject({
    code: 'gone',
  });
  expect(kit3.asked).toEqual([]);
});

test('it promises the lower price', async () => {
  const { speech } = await bench();
  expect(speech.capabilities.costOf('а'.repeat(10))).toBe(110);
  expect(speech.capabilities.costOf('а'.repeat(200))).toBe(1_333);
});
