import { createBreaker, NO_BREAKER } from '#adapters/plumbing/http/breaker.ts';
import { createHttp, type Http } from '#adapters/plumbing/http/http.ts';
import { createPace, type Pace } from '#adapters/plumbing/http/pace.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';
import { guarded } from '#adapters/tts/guarded.ts';
import { createPurse, type Purse } from '#adapters/tts/purse.ts';
import { cheaperOf } from '#adapters/tts/speechkit/cheaper.ts';
import { accountKey, accountKeyFrom, apiKey, type Key } from '#adapters/tts/speechkit/key.ts';
import { createSpeechKitV1, SPEECHKIT_V1 } from '#adapters/tts/speechkit/v1.ts';
import { createSpeechKitV3, SPEECHKIT_V3 } from '#adapters/tts/speechkit/v3.ts';
import { createVoiceFabricClassic } from '#adapters/tts/voicefabric/classic.ts';
import { createVoiceFabricCloud } from '#adapters/tts/voicefabric/cloud.ts';
import type { Log } from '#ports/log.ts';
import type { Speech, SpeechMoney } from '#ports/speech.ts';
import type { Config } from '../config/config.ts';
import type { SpeechEngine, SpeechKitEngine, VoiceFabricEngine } from '../config/speech-engine.ts';

/** What the engines of the settings need besides. */
export interface Around {
  readonly log: Log;
  readonly now: () => Date;
  /** Null while the store is not open: until then engines that cost money are not asked. */
  readonly money: () => SpeechMoney | null;
}

const VOICES = { ru: 'ru+f3', en: 'en+f3' } as const;
/** A fragment is a sentence or two; at 48 kHz this is 40 seconds. */
const ANSWER_BYTES_MAX = 4 * 1024 ** 2;
const REQUESTS_AT_ONCE_MAX = 4;
const BREAKER = { failuresMax: 5, restMs: 30_000 };
const REFUSED_REST_MS = 60_000;
/** The guard's deadline comes first: it knows that whom we hung up on may send a bill. */
const GRACE_MS = 1_000;

/** The chain that the settings name, in its order. */
export function composeEngines(
  { voice, language }: Pick<Config, 'voice' | 'language'>,
  around: Around,
): readonly Speech[] {
  return voice.engines.map((engine) => {
    switch (engine.kind) {
      case 'espeak':
        return createEspeak({
          voice: engine.voice ?? VOICES[language],
          wordsPerMinute: engine.wordsPerMinute,
        });
      case 'speechkit':
        return speechKit(engine, around);
      case 'voicefabric':
        return voiceFabric(engine, around);
      default:
        return engine satisfies never;
    }
  });
}

/** So long one text may take: a router may ask both of its engines. */
export function patienceMs({ voice }: Pick<Config, 'voice'>): number {
  const slowest = voice.engines.map((one) => (one.kind === 'espeak' ? 5_000 : one.timeoutMs));
  return 2 * Math.max(0, ...slowest) + 3_000;
}

/** What is counted, by whom and up to where; null: this engine costs nothing that we know of. */
export function accountOf(
  engine: SpeechEngine,
): { account: string; currency: string; limitMicros: number | null } | null {
  switch (engine.kind) {
    case 'espeak':
      return null;
    case 'speechkit': {
      const { limitMicros, prices } = engine;
      return { account: 'SpeechKit', currency: prices.currency, limitMicros };
    }
    case 'voicefabric': {
      const { limitMicros, currency } = engine;
      return engine.perCharacterMicros === 0
        ? null
        : { account: 'VoiceFabric', currency, limitMicros };
    }
    default:
      return engine satisfies never;
  }
}

function speechKit(engine: SpeechKitEngine, around: Around): Speech {
  const { voice, role, speed, rateHz, url, ca, prices, timeoutMs } = engine;
  // One quota for both interfaces.
  const pace = paceOf(engine);
  const key = keyOf(engine);
  const purse = purseOf(engine, around);
  const how = { voice, role, speed, rateHz, key, prices };
  const [first, second] = engine.apis.map((api) => {
    const name = api === 'v1' ? SPEECHKIT_V1 : SPEECHKIT_V3;
    const speech =
      api === 'v1'
        ? createSpeechKitV1({ ...how, http: doorTo(name, engine, pace), url })
        : createSpeechKitV3({
            ...how,
            address: engine.grpcAddress,
            ca,
            pace,
            timeoutMs: timeoutMs + GRACE_MS,
          });
    return withGuard(speech, timeoutMs, purse);
  });
  if (first === undefined) throw new TypeError('an engine without an interface');
  return second === undefined ? first : cheaperOf(first, second, around.log);
}

function voiceFabric(engine: VoiceFabricEngine, around: Around): Speech {
  const { login, url, voice, rateHz, perCharacterMicros, timeoutMs } = engine;
  const http = doorTo('VoiceFabric', engine, paceOf(engine));
  const how = { http, url, voice, rateHz, perCharacterMicros };
  const speech =
    login.api === 'classic'
      ? createVoiceFabricClassic({ ...how, key: login.key.reveal() })
      : createVoiceFabricCloud({
          ...how,
          account: {
            user: login.user,
            password: login.password.reveal(),
            domainId: login.domainId,
          },
        });
  return withGuard(speech, timeoutMs, purseOf(engine, around));
}

function withGuard(speech: Speech, timeoutMs: number, purse: Purse | null): Speech {
  const breaker = createBreaker(speech.capabilities.engine, BREAKER);
  return guarded(speech, { timeoutMs, breaker, purse, refusedRestMs: REFUSED_REST_MS });
}

function keyOf({ key, iamUrl, ...engine }: SpeechKitEngine): Key {
  if (key.kind === 'api') return apiKey(key.secret.reveal());
  const account = accountKeyFrom(key.secret.reveal());
  if (account === null) throw new TypeError('the settings let a key pass that is none');
  const http = doorTo('Yandex IAM', engine, paceOf(engine));
  return accountKey(account, { http, url: iamUrl, now: () => new Date() });
}

function purseOf(engine: SpeechKitEngine | VoiceFabricEngine, around: Around): Purse | null {
  const counted = accountOf(engine);
  return counted && createPurse({ ...counted, ...around });
}

function paceOf({ requestsPerSecond }: { readonly requestsPerSecond: number }): Pace {
  return createPace({
    burst: requestsPerSecond,
    perSecond: requestsPerSecond,
    concurrency: REQUESTS_AT_ONCE_MAX,
  });
}

/** The breaker stands around the engine as a whole, not at its door. */
function doorTo(
  name: string,
  { timeoutMs, ca }: { readonly timeoutMs: number; readonly ca: string | null },
  pace: Pace,
): Http {
  return createHttp({
    name,
    pace,
    breaker: NO_BREAKER,
    attemptsMax: 2,
    backoffMs: 300,
    // A vendor that asks for more is left to the next engine.
    pauseMaxMs: 2_000,
    timeoutMs: timeoutMs + GRACE_MS,
    bytesMax: ANSWER_BYTES_MAX,
    ca,
  });
}
