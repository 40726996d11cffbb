import { afterAll } from 'vitest';
import { createEspeak } from '#adapters/tts/espeak.ts';
import { apiKey } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES } from '#adapters/tts/speechkit/prices.ts';
import { createSpeechKitV1 } from '#adapters/tts/speechkit/v1.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { FakeSpeechKitV1 } from '#test/fakes/fake-speechkit-v1.ts';
import { speechDoor } from '#test/fakes/speech-door.ts';
import { speechContract } from './speech.contract.ts';

const v1 = await new FakeSpeechKitV1().listen();
afterAll(() => v1[Symbol.asyncDispose]());
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
speechContract('the fake', () => fakeSpeech());
