import { expect, test } from 'vitest';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { createHttp, type Http } from '#adapters/plumbing/http/http.ts';
import { createPace } from '#adapters/plumbing/http/pace.ts';
import { apiKey } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES } from '#adapters/tts/speechkit/prices.ts';
import { createSpeechKitV1 } from '#adapters/tts/speechkit/v1.ts';
import { createSpeechKitV3 } from '#adapters/tts/speechkit/v3.ts';
import { createVoiceFabricClassic } from '#adapters/tts/voicefabric/classic.ts';
import { createVoiceFabricCloud } from '#adapters/tts/voicefabric/cloud.ts';
import { checkFinished, checkRaw } from '#adapters/sounds/check.ts';
import { finish } from '#adapters/sounds/finish.ts';
import type { Speech } from '#ports/speech.ts';

/*
 * The real services, with real keys, for a fraction of a cent:
 * TEL_LIVE_SPEECHKIT_KEY, TEL_LIVE_VOICEFABRIC_KEY, TEL_LIVE_VOICEFABRIC_USER with TEL_LIVE_VOICEFABRIC_PASSWORD.
 */

const TEXT = 'Здравствуйте! Сейчас Вам ответит Анна Петрова.';
const pace = createPace({ burst: 5, perSecond: 5, concurrency: 1 });

function doorTo(name: string): Http {
  return createHttp({
    name,
    pace,
    breaker: createBreaker(name, { failuresMax: 5, restMs: 1_000 }),
    attemptsMax: 2,
    backoffMs: 500,
    pauseMaxMs: 2_000,
    timeoutMs: 10_000,
    bytesMax: 4 * 1024 ** 2,
    ca: null,
  });
}

const speechKit = (key: string) => ({
  key: apiKey(key),
  prices: SPEECHKIT_PRICES,
  voice: 'marina',
  role: 'friendly',
  speed: 1,
  rateHz: 8_000,
});
const julia = { rateHz: 8_000, perCharacterMicros: 0 };

const services: readonly (readonly [
  name: string,
  variables: readonly string[],
  make: (...values: string[]) => Speech,
])[] = [
  [
    'SpeechKit v1',
    ['TEL_LIVE_SPEECHKIT_KEY'],
    (key = '') =>
      createSpeechKitV1({
        ...speechKit(key),
        http: doorTo('SpeechKit v1'),
        url: 'https://tts.api.cloud.yandex.net',
      }),
  ],
  [
    'SpeechKit v3',
    ['TEL_LIVE_SPEECHKIT_KEY'],
    (key = '') =>
      createSpeechKitV3({
        ...speechKit(key),
        address: 'tts.api.cloud.yandex.net:443',
        ca: null,
        pace,
        timeoutMs: 10_000,
      }),
  ],
  [
    'VoiceFabric, the old site',
    ['TEL_LIVE_VOICEFABRIC_KEY'],
    (key = '') =>
      createVoiceFabricClassic({
        ...julia,
        http: doorTo('VoiceFabric'),
        url: 'https://voicefabric.ru',
        key,
        voice: 'Юлия',
      }),
  ],
  [
    'VoiceFabric, the cloud',
    ['TEL_LIVE_VOICEFABRIC_USER', 'TEL_LIVE_VOICEFABRIC_PASSWORD'],
    (user = '', password = '') =>
      createVoiceFabricCloud({
        ...julia,
        http: doorTo('VoiceFabric'),
        url: 'https://cloud.speechpro.com',
        account: { user, password, domainId: 200 },
        voice: 'Julia',
      }),
  ],
];

for (const [name, variables, make] of services) {
  const values = variables.map((variable) => process.env[variable] ?? '');
  const isUnset = values.includes('');
  if (isUnset)
    console.warn(`SKIPPED: ${name} itself was not asked: set ${variables.join(' and ')}`);
  test.skipIf(isUnset)(`${name} says a phrase that is fit for callers`, async () => {
    const speech = make(...values);
    const pcm = await speech.synthesise(TEXT, AbortSignal.timeout(25_000));
    expect(checkRaw(pcm, speech.capabilities.sampleRateHz)).toBeNull();
    expect(checkFinished(finish(pcm, 8_000), 8_000, TEXT)).toBeNull();
  });
}
