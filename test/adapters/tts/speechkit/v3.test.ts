import { execFileSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPace } from '#adapters/plumbing/http/pace.ts';
import { apiKey, type Key } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES } from '#adapters/tts/speechkit/prices.ts';
import { createSpeechKitV3, type SpeechKitV3Options } from '#adapters/tts/speechkit/v3.ts';
import type { Failure } from '#ports/failure.ts';
import type { Speech } from '#ports/speech.ts';
import { FakeSpeechKitV3, type V3Mood } from '#test/fakes/fake-speechkit-v3.ts';

const never = new AbortController().signal;
const TEXT = 'Сейчас Вам ответит Анна.';

async function bench(
  over: Partial<SpeechKitV3Options> = {},
): Promise<{ readonly kit: FakeSpeechKitV3; readonly speech: Speech }> {
  const kit = await new FakeSpeechKitV3().listen();
  onTestFinished(() => kit[Symbol.asyncDispose]());
  const speech = createSpeechKitV3({
    address: kit.address,
    ca: kit.ca,
    key: apiKey('S3CR3T'),
    prices: SPEECHKIT_PRICES,
    pace: createPace({ burst: 100, perSecond: 1_000, concurrency: 10 }),
    timeoutMs: 1_000,
    voice: 'masha',
    role: 'friendly',
    speed: 1.2,
    rateHz: 8_000,
    ...over,
  });
  return { kit, speech };
}

test('each hint reaches the server: they go out one by one', async () => {
  const { kit, speech } = await bench();
  await speech.synthesise(TEXT, never);
  const [request] = kit.asked;
  expect(request?.text).toBe(TEXT);
  expect(request?.hints.map((hint) => Object.entries(hint).filter(([, value]) => value))).toEqual([
    [['voice', 'masha']],
    [['role', 'friendly']],
    [['speed', 1.2]],
  ]);
  expect(request?.outputAudioSpec?.rawAudio).toMatchObject({
    audioEncoding: 1,
    sampleRateHertz: 8_000,
  });
  expect(request?.unsafeMode).toBe(false);
  expect(kit.authorizations).toEqual(['Api-Key S3CR3T']);
});

test('a voice without a role is asked for without one', async () => {
  const { kit, speech } = await bench({ voice: 'filipp', role: null });
  await speech.synthesise(TEXT, never);
  expect(kit.asked[0]?.hints).toHaveLength(2);
});

test('a pair of voice and role that does not exist is an error of the service, not another voice', async () => {
  const { speech } = await bench({ voice: 'filipp', role: 'good' });
  await expect(speech.synthesise(TEXT, never)).rejects.toMatchObject({ code: 'invalid' });
});

test('markup from a CRM does not reach the vendor', async () => {
  const { kit, speech } = await bench();
  await speech.synthesise('**Анна** [[a]] <[medium]> зам+ок sil<[300]>', never);
  expect(kit.asked[0]?.text).toBe('Анна a medium зам ок sil 300');
});

test('250 characters are one request; 251 are allowed, and paid as two', async () => {
  const { kit, speech } = await bench();
  await speech.synthesise('а'.repeat(250), never);
  await speech.synthesise('а'.repeat(251), never);
  expect(kit.asked.map(({ unsafeMode }) => unsafeMode)).toEqual([false, true]);
  expect(speech.capabilities.costOf('а'.repeat(250))).toBe(1_333);
  expect(speech.capabilities.costOf('а'.repeat(251))).toBe(2_666);
});

describe('an engine that', () => {
  test.each<[V3Mood, Partial<Failure>, number]>([
    ['drips', { code: 'unavailable' }, 2],
    ['half', { code: 'invalid' }, 1],
    ['broken off', { code: 'unavailable' }, 2],
    ['half a sample', { code: 'invalid' }, 1],
    ['empty', { code: 'invalid' }, 1],
    ['hangs', { code: 'unavailable' }, 2],
    ['unauthenticated', { code: 'refused' }, 1],
    ['no rights', { code: 'refused' }, 1],
    ['nonsense', { code: 'invalid' }, 1],
    ['quota used up', { code: 'unavailable' }, 2],
    ['internal', { code: 'unavailable' }, 2],
    ['away', { code: 'unavailable' }, 2],
  ])(
    '%s is a failure that says so, asked again only where that may help',
    async (mood, how, times) => {
      const { kit, speech } = await bench({ timeoutMs: 300 });
      kit.moods.push(mood, mood);
      const failure = await speech.synthesise(TEXT, never).catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'Failure', ...how });
      expect(kit.asked).toHaveLength(times);
      const { message, stack } = failure as Failure;
      expect(`${message}${stack}`).not.toMatch(/S3CR3T|Анна/);
    },
  );

  test.each<V3Mood>(['broken off', 'quota used up', 'internal', 'away'])(
    '%s once speaks at the second attempt',
    async (mood) => {
      const { kit, speech } = await bench();
      kit.moods.push(mood);
      expect((await speech.synthesise(TEXT, never)).samples.length).toBeGreaterThan(8_000);
    },
  );
});

test('the sound is that of the chunks, whole and in order', async () => {
  const { speech } = await bench();
  const { samples, sampleRateHz } = await speech.synthesise(TEXT, never);
  const again = await speech.synthesise(TEXT, never);
  expect(sampleRateHz).toBe(8_000);
  expect(samples).toEqual(again.samples);
});

test('a caller who goes calls the work off, and the vendor is told', async () => {
  const { kit, speech } = await bench();
  kit.moods.push('hangs');
  const off = new AbortController();
  const speaking = speech.synthesise(TEXT, off.signal);
  await expect.poll(() => kit.asked.length).toBe(1);
  off.abort();
  await expect(speaking).rejects.toMatchObject({ code: 'gone' });
  await expect.poll(() => kit.cancelled).toBe(1);
});

test('a certificate that nobody vouches for is refused, with the remedy', async () => {
  const { kit, speech } = await bench({ ca: null, timeoutMs: 1_000 });
  await expect(speech.synthesise(TEXT, never)).rejects.toMatchObject({
    code: 'refused',
    message: 'SpeechKit v3: its certificate is not trusted: set ca_file',
  });
  expect(kit.asked).toEqual([]);
});

test('a token that the service does not take any more is replaced, and the text is said', async () => {
  const tokens = ['Bearer old', 'Bearer new'];
  const key: Key = {
    header: async () => tokens[0] ?? '',
    refused: () => tokens.shift() !== undefined,
  };
  const { kit, speech } = await bench({ key });
  kit.accepts = 'Bearer new';
  await speech.synthesise(TEXT, never);
  expect(kit.authorizations).toEqual(['Bearer old', 'Bearer new']);
});

test('nobody who does not speak by v3 pays for its libraries', () => {
  const program = `
    import { createRequire } from 'node:module';
    await import('#adapters/tts/speechkit/v3.ts');
    const heavy = Object.keys(createRequire(import.meta.url).cache);
    process.stdout.write(String(heavy.filter((file) => /grpc|yandex/.test(file)).length));`;
  const args = ['--input-type=module', '-e', program];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('0');
});
