import { expect, onTestFinished, test } from 'vitest';
import {
  createVoiceFabricClassic,
  type VoiceFabricClassicOptions,
} from '#adapters/tts/voicefabric/classic.ts';
import type { Failure } from '#ports/failure.ts';
import type { Speech } from '#ports/speech.ts';
import { FakeVoiceFabricClassic } from '#test/fakes/fake-voicefabric.ts';
import { speechDoor } from '#test/fakes/speech-door.ts';
import type { RemoteMood } from '#test/fakes/speech-over-http.ts';

const never = new AbortController().signal;
const TEXT = 'Сейчас Вам ответит Анна.';

async function bench(
  over: Partial<VoiceFabricClassicOptions> = {},
): Promise<{ readonly service: FakeVoiceFabricClassic; readonly speech: Speech }> {
  const service = await new FakeVoiceFabricClassic().listen();
  onTestFinished(() => service[Symbol.asyncDispose]());
  const speech = createVoiceFabricClassic({
    http: speechDoor('VoiceFabric'),
    url: service.url,
    key: 'S3CR3T',
    voice: 'Юлия',
    rateHz: 8_000,
    perCharacterMicros: 0,
    ...over,
  });
  return { service, speech };
}

test.each([
  [8_000, 'Юлия8000'],
  [22_050, 'Юлия'],
])('at %i Hz the voice is called %s', async (rateHz, ttsVoice) => {
  const { service, speech } = await bench({ rateHz });
  expect(await speech.synthesise(TEXT, never)).toMatchObject({ sampleRateHz: rateHz });
  expect(service.asked).toEqual([
    { apikey: 'S3CR3T', ttsVoice, textFormat: 'text/plain', text: TEXT },
  ]);
});

test('the rate is the one that the answer tells, whatever was asked for', async () => {
  const { service, speech } = await bench();
  service.moods.push('wrong rate');
  expect(await speech.synthesise(TEXT, never)).toMatchObject({ sampleRateHz: 48_000 });
});

test.each<[RemoteMood, Partial<Failure>, number]>([
  ['drips', { code: 'unavailable' }, 2],
  ['half', { code: 'unavailable' }, 2],
  ['half a sample', { code: 'invalid' }, 1],
  ['empty', { code: 'invalid' }, 1],
  ['words', { code: 'invalid' }, 1],
  ['no key', { code: 'refused' }, 1],
  ['too many', { code: 'unavailable' }, 2],
  ['quota used up', { code: 'unavailable' }, 1],
  ['hangs', { code: 'unavailable' }, 2],
])('an engine that %s is a failure that says so', async (mood, how, times) => {
  const { service, speech } = await bench();
  service.moods.push(mood, mood);
  const failure = await speech.synthesise(TEXT, never).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'Failure', ...how });
  expect(service.asked).toHaveLength(times);
  const { message, stack } = failure as Failure;
  expect(`${message}${stack}`).not.toMatch(/S3CR3T|Анна/);
});

test('a wrong key is told, and shown to nobody, though the service repeats it', async () => {
  const { speech } = await bench({ key: 'ключ wr0ng' });
  const failure = await speech.synthesise(TEXT, never).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'refused', quote: expect.stringContaining('who is') });
  expect(JSON.stringify(failure)).not.toMatch(/wr0ng/);
});
