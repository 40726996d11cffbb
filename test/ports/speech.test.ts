import { afterAll } from 'vitest';
import { createPace } from '#adapters/plumbing/http/pace.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';
import { apiKey } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES } from '#adapters/tts/speechkit/prices.ts';
import { createSpeechKitV1 } from '#adapters/tts/speechkit/v1.ts';
import { createSpeechKitV3 } from '#adapters/tts/speechkit/v3.ts';
import { createVoiceFabricClassic } from '#adapters/tts/voicefabric/classic.ts';
import { createVoiceFabricCloud } from '#adapters/tts/voicefabric/cloud.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { FakeSpeechKitV1 } from '#test/fakes/fake-speechkit-v1.ts';
import { FakeSpeechKitV3 } from '#test/fakes/fake-speechkit-v3.ts';
import { FakeVoiceFabricClassic, FakeVoiceFabricCloud } from '#test/fakes/fake-voicefabric.ts';
import { speechDoor } from '#test/fakes/speech-door.ts';
import { speechContract } from './speech.contract.ts';

const v1 = await new FakeSpeechKitV1().listen();
const v3 = await new FakeSpeechKitV3().listen();
const classic = await new FakeVoiceFabricClassic().listen();
const cloud = await new FakeVoiceFabricCloud().listen();
afterAll(() => Promise.all([v1, v3, classic, cloud].map((fake) => fake[Symbol.asyncDispose]())));
const speechKit = {
  key: apiKey('S3CR3T'),
  prices: SPEECHKIT_PRICES,
  voice: 'marina',
  role: 'friendly',
  speed: 1,
  rateHz: 8_000,
};

speechContract('espeak-ng', () => createEspeak({ voice: 'ru' }));
speechContract('SpeechKit v1', () =>
  createSpeechKitV1({ http: speechDoor('SpeechKit v1'), url: v1.url, ...speechKit }),
);
const pace = createPace({ burst: 100, perSecond: 1_000, concurrency: 10 });
const v3Speech = createSpeechKitV3({
  address: v3.address,
  ca: v3.ca,
  pace,
  timeoutMs: 1_000,
  ...speechKit,
});
speechContract('SpeechKit v3', () => v3Speech);
const julia = { http: speechDoor('VoiceFabric'), rateHz: 8_000, perCharacterMicros: 2.5 };
speechContract('VoiceFabric, the old site', () =>
  createVoiceFabricClassic({ ...julia, url: classic.url, key: 'S3CR3T', voice: 'Юлия' }),
);
const account = { user: 'firma', password: 'S3CR3T', domainId: 200 };
speechContract('VoiceFabric, the cloud', () =>
  createVoiceFabricCloud({ ...julia, url: cloud.url, account, voice: 'Julia' }),
);
speechContract('the fake', () => fakeSpeech());
