import { expect, onTestFinished, test } from 'vitest';
import {
  createVoiceFabricCloud,
  type VoiceFabricCloudOptions,
} from '#adapters/tts/voicefabric/cloud.ts';
import type { Failure } from '#ports/failure.ts';
import type { Speech } from '#ports/speech.ts';
import { FakeVoiceFabricCloud } from '#test/fakes/fake-voicefabric.ts';
import { speechDoor } from '#test/fakes/speech-door.ts';
import type { RemoteMood } from '#test/fakes/speech-over-http.ts';

const never = new AbortController().signal;
const TEXT = 'Сейчас Вам ответит Анна.';

async function bench(
  over: Partial<VoiceFabricCloudOptions> = {},
): Promise<{ readonly service: FakeVoiceFabricCloud; readonly speech: Speech }> {
  const service = await new FakeVoiceFabricCloud().listen();
  onTestFinished(() => service[Symbol.asyncDispose]());
  const speech = createVoiceFabricCloud({
    http: speechDoor('VoiceFabric'),
    url: service.url,
    account: { user: 'firma', password: 'S3CR3T', domainId: 200 },
    voice: 'Julia',
    rateHz: 8_000,
    perCharacterMicros: 0,
    ...over,
  });
  return { service, speech };
}

test('logs in once and says two phrases with the same session', async () => {
  const { service, speech } = await bench();
  await speech.synthesise(TEXT, never);
  expect(await speech.synthesise('Анна', never)).toMatchObject({ sampleRateHz: 8_000 });
  expect(service.logIns).toEqual([{ username: 'firma', domain_id: 200, password: 'S3CR3T' }]);
  expect(service.asked[0]).toEqual({
    voice_name: 'Julia8000',
    text: { mime: 'text/plain', value: TEXT },
    audio: 'audio/wav',
  });
});

test('ten phrases at once need one log-in, and one more when the session ran out', async () => {
  const { service, speech } = await bench();
  const tenPhrases = (): Promise<unknown> =>
    Promise.all(Array.from({ length: 10 }, (_, at) => speech.synthesise(`Номер ${at}`, never)));
  await tenPhrases();
  expect(service.logIns).toHaveLength(1);
  service.endSessions();
  await tenPhrases();
  expect(service.logIns).toHaveLength(2);
});

test('a service that forgets each session at once is not logged into for ever', async () => {
  const { service, speech } = await bench();
  service.forgets = true;
  await expect(speech.synthesise(TEXT, never)).rejects.toMatchObject({ code: 'refused' });
  expect(service.logIns).toHaveLength(2);
});

test('a wrong password is told, and shown to nobody', async () => {
  const account = { user: 'firma', password: 'wr0ng', domainId: 200 };
  const { service, speech } = await bench({ account });
  const failure = await speech.synthesise(TEXT, never).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'refused' });
  expect(`${String(failure)}${JSON.stringify(failure)}`).not.toContain('wr0ng');
  expect(service.logIns).toHaveLength(1);
});

test('an answer without sound is a quota that is used up', async () => {
  const { service, speech } = await bench();
  service.isQuotaUsedUp = true;
  await expect(speech.synthesise(TEXT, never)).rejects.toMatchObject({ code: 'exhausted' });
});

test('the rate is the one in the header of the WAV', async () => {
  const { service, speech } = await bench();
  service.moods.push('wrong rate');
  expect(await speech.synthesise(TEXT, never)).toMatchObject({ sampleRateHz: 48_000 });
});

test.each<[RemoteMood, Partial<Failure>, number]>([
  ['drips', { code: 'unavailable' }, 2],
  ['half', { code: 'unavailable' }, 2],
  ['half a sample', { code: 'invalid' }, 1],
  ['words', { code: 'exhausted' }, 1],
  ['no rights', { code: 'refused' }, 1],
  ['too many', { code: 'unavailable' }, 2],
  ['trouble', { code: 'unavailable' }, 2],
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
