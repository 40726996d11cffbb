import { describe, expect, onTestFinished, test } from 'vitest';
import { apiKey } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES } from '#adapters/tts/speechkit/prices.ts';
import { createSpeechKitV1, type SpeechKitV1Options } from '#adapters/tts/speechkit/v1.ts';
import type { Failure } from '#ports/failure.ts';
import type { Speech } from '#ports/speech.ts';
import { FakeSpeechKitV1 } from '#test/fakes/fake-speechkit-v1.ts';
import { speechDoor } from '#test/fakes/speech-door.ts';
import type { RemoteMood } from '#test/fakes/speech-over-http.ts';

const never = new AbortController().signal;
const TEXT = 'Сейчас Вам ответит Анна.';

async function bench(
  over: Partial<SpeechKitV1Options> = {},
): Promise<{ readonly kit: FakeSpeechKitV1; readonly speech: Speech }> {
  const kit = await new FakeSpeechKitV1().listen();
  onTestFinished(() => kit[Symbol.asyncDispose]());
  const speech = createSpeechKitV1({
    http: speechDoor('SpeechKit v1'),
    url: kit.url,
    key: apiKey('S3CR3T'),
    prices: SPEECHKIT_PRICES,
    voice: 'jane',
    role: 'good',
    speed: 1.2,
    rateHz: 8_000,
    ...over,
  });
  return { kit, speech };
}

test('voice, role, speed, rate and text go out as the form that the vendor documents', async () => {
  const { kit, speech } = await bench();
  await speech.synthesise(TEXT, never);
  expect(kit.asked).toEqual([
    {
      text: TEXT,
      lang: 'ru-RU',
      voice: 'jane',
      emotion: 'good',
      speed: '1.2',
      format: 'lpcm',
      sampleRateHertz: '8000',
    },
  ]);
  expect(kit.headers[0]?.['x-client-request-id']).toMatch(/^[\da-f-]{36}$/);
  expect(kit.headers[0]?.['content-type']).toBe('application/x-www-form-urlencoded');
});

test('a voice without a role is asked for without one', async () => {
  const { kit, speech } = await bench({ voice: 'filipp', role: null });
  await speech.synthesise(TEXT, never);
  expect(kit.asked[0]).not.toHaveProperty('emotion');
});

test('markup from a CRM does not reach the vendor', async () => {
  const { kit, speech } = await bench();
  await speech.synthesise('**Анна** [[a]] <[medium]> зам+ок <break/> & sil<[300]>', never);
  expect(kit.asked[0]?.['text']).toBe('Анна a medium зам ок break sil 300');
});

test('a stress of ours goes out as theirs', async () => {
  const { kit, speech } = await bench();
  await speech.synthesise('Вам ответит Анна Белы\u0301х.', never);
  expect(kit.asked[0]?.['text']).toBe('Вам ответит Анна Бел+ых.');
});

describe('an engine that', () => {
  test.each<[RemoteMood, Partial<Failure>, number]>([
    ['drips', { code: 'unavailable' }, 2],
    ['half', { code: 'unavailable' }, 2],
    ['half in chunks', { code: 'unavailable' }, 2],
    ['half a sample', { code: 'invalid' }, 1],
    ['empty', { code: 'invalid' }, 1],
    ['words', { code: 'invalid' }, 1],
    ['no key', { code: 'refused' }, 1],
    ['no rights', { code: 'refused' }, 1],
    ['nonsense', { code: 'invalid' }, 1],
    ['too many', { code: 'unavailable' }, 2],
    ['quota used up', { code: 'unavailable' }, 1],
    ['trouble', { code: 'unavailable' }, 2],
    ['reset', { code: 'unavailable' }, 2],
    ['hangs', { code: 'unavailable' }, 2],
  ])(
    '%s is a failure that says so, asked again only where that may help',
    async (mood, how, times) => {
      const { kit, speech } = await bench();
      kit.moods.push(mood, mood);
      const failure = await speech.synthesise(TEXT, never).catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'Failure', ...how });
      expect(kit.asked).toHaveLength(times);
      const { message, stack } = failure as Failure;
      expect(`${message}${stack}`).not.toMatch(/S3CR3T|Анна/);
    },
  );

  test.each<RemoteMood>(['half', 'too many', 'trouble', 'reset'])(
    '%s once speaks at the second attempt',
    async (mood) => {
      const { kit, speech } = await bench();
      kit.moods.push(mood);
      const { samples } = await speech.synthesise(TEXT, never);
      expect(samples.length).toBeGreaterThan(8_000);
    },
  );

  test('sends another rate says which: it is no secret to who looks at the promise', async () => {
    const { kit, speech } = await bench();
    kit.moods.push('wrong rate');
    expect(await speech.synthesise(TEXT, never)).toMatchObject({ sampleRateHz: 48_000 });
  });
});

test('a caller who goes calls the work off', async () => {
  const { kit, speech } = await bench();
  kit.moods.push('hangs');
  await expect(speech.synthesise(TEXT, AbortSignal.timeout(50))).rejects.toMatchObject({
    code: 'gone',
  });
});

test('the key is a header, and a wrong one is told', async () => {
  const { kit, speech } = await bench({ key: apiKey('wrong') });
  await expect(speech.synthesise(TEXT, never)).rejects.toMatchObject({
    code: 'refused',
    message: 'SpeechKit v1 did not take our key (401): check it',
  });
  expect(kit.headers[0]?.authorization).toBe('Api-Key wrong');
});

test('it costs by the character', async () => {
  const { speech } = await bench();
  expect(speech.capabilities.costOf('а'.repeat(121))).toBe(1_331);
  expect(speech.capabilities.costOf('а'.repeat(122))).toBe(1_342);
});
