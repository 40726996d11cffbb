import { readFile } from 'node:fs/promises';
import { accountKeyFrom } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES } from '#adapters/tts/speechkit/prices.ts';
import {
  VOICEFABRIC_RATES_HZ,
  voiceFabricVoices,
  type VoiceFabricApi,
} from '#adapters/tts/voicefabric/voices.ts';
import { Secret } from './secret.ts';
import type { Complain, Secrets } from './secrets.ts';
import type {
  RemoteEngine,
  SpeechEngine,
  SpeechKitEngine,
  VoiceFabricEngine,
} from './speech-engine.ts';
import { possibleApis, USUAL_VOICE } from './speech-pair.ts';
import { KEYS_OF_KIND, type SpeechEngineSettings } from './speech-settings.ts';
import { saidOfSpeech } from './speech-words.ts';
import { said } from './words.ts';

const SPEECHKIT_URL = 'https://tts.api.cloud.yandex.net';
const IAM_URL = 'https://iam.api.cloud.yandex.net/iam/v1/tokens';
const VOICEFABRIC_URLS = {
  classic: 'https://voicefabric.ru',
  cloud: 'https://cloud.speechpro.com',
};
const V1_RATES_HZ: readonly number[] = [8_000, 16_000, 48_000];
const TELEPHONE_RATE_HZ = 8_000;
const TIMEOUT_SECONDS = 6;
/** Half of SpeechKit's quota, which other programs of the company may use as well. */
const SPEECHKIT_PER_SECOND = 20;
/** Its quota is not published. */
const VOICEFABRIC_PER_SECOND = 5;

/** One engine of `voice.engines`; its mistakes go to `complain`, and null is answered where there is a grave one. */
export async function readEngine(
  settings: SpeechEngineSettings,
  at: readonly PropertyKey[],
  secrets: Secrets,
  complain: Complain,
): Promise<SpeechEngine | null> {
  const { kind } = settings;
  const known = KEYS_OF_KIND[kind];
  for (const [key, value] of Object.entries(settings))
    if (key !== 'kind' && value !== null && !(known as readonly string[]).includes(key))
      complain([...at, key], saidOfSpeech.noUse(key, kind, known));
  const reader = new EngineReader(settings, at, secrets, complain);
  switch (kind) {
    case 'espeak':
      return {
        kind,
        voice: settings.voice,
        wordsPerMinute: settings.words_per_minute ?? 150,
      };
    case 'speechkit':
      return reader.speechKit();
    case 'voicefabric':
      return reader.voiceFabric();
    default:
      return kind satisfies never;
  }
}

class EngineReader {
  readonly #one: SpeechEngineSettings;
  readonly #at: readonly PropertyKey[];
  readonly #secrets: Secrets;
  readonly #complain: Complain;

  constructor(
    one: SpeechEngineSettings,
    at: readonly PropertyKey[],
    secrets: Secrets,
    complain: Complain,
  ) {
    this.#one = one;
    this.#at = at;
    this.#secrets = secrets;
    this.#complain = (path, words) => complain([...at, ...path], words);
  }

  async speechKit(): Promise<SpeechKitEngine | null> {
    const one = this.#one;
    const apis = possibleApis(one, this.#complain);
    const remote = await this.#remote(USUAL_VOICE, SPEECHKIT_URL, SPEECHKIT_PER_SECOND);
    if (apis.includes('v1') && !V1_RATES_HZ.includes(remote.rateHz))
      this.#complain(['rate'], saidOfSpeech.noRate(V1_RATES_HZ));
    const key = await this.#speechKitKey();
    const iamUrl = this.#address('iam_url', IAM_URL);
    if (key === null || apis.length === 0) return null;
    const { currency, perCharacterMicros, perRequestMicros } = SPEECHKIT_PRICES;
    return {
      kind: 'speechkit',
      ...remote,
      apis,
      key,
      role: one.role,
      speed: one.speed ?? 1,
      grpcAddress: one.grpc_address ?? grpcAddressOf(remote.url),
      iamUrl,
      prices: {
        currency: one.currency ?? currency,
        // So much for a million is so many millionths for one.
        perCharacterMicros: one.price_per_million ?? perCharacterMicros,
        perRequestMicros:
          one.price_per_request === null ? perRequestMicros : one.price_per_request * 1e6,
      },
    };
  }

  async voiceFabric(): Promise<VoiceFabricEngine | null> {
    const one = this.#one;
    const api = one.api ?? 'cloud';
    if (api !== 'cloud' && api !== 'classic') {
      this.#complain(['api'], saidOfSpeech.noApi(['cloud', 'classic']));
      return null;
    }
    const [usual = ''] = voiceFabricVoices(api);
    const remote = await this.#remote(usual, VOICEFABRIC_URLS[api], VOICEFABRIC_PER_SECOND);
    if (!voiceFabricVoices(api).includes(remote.voice))
      this.#complain(['voice'], saidOfSpeech.noVoice(remote.voice, voiceFabricVoices(api)));
    if (!VOICEFABRIC_RATES_HZ.includes(remote.rateHz))
      this.#complain(['rate'], saidOfSpeech.noRate(VOICEFABRIC_RATES_HZ));
    if (one.month_limit !== null && one.price_per_million === null)
      this.#complain(['month_limit'], saidOfSpeech.noPrice);
    const login = await this.#logIn(api);
    return (
      login && {
        kind: 'voicefabric',
        ...remote,
        login,
        currency: one.currency ?? 'RUB',
        perCharacterMicros: one.price_per_million ?? 0,
      }
    );
  }

  async #speechKitKey(): Promise<SpeechKitEngine['key'] | null> {
    const { key, key_file, account_file } = this.#one;
    if (account_file === null) {
      const secret = await this.#secret('key', key, key_file);
      if (key === null && key_file === null) this.#complain(['kind'], saidOfSpeech.noKey);
      return secret && { kind: 'api', secret };
    }
    if (key !== null || key_file !== null)
      this.#complain(['account_file'], said.twice('key', 'account_file'));
    const text = await this.#textOf('account_file', account_file);
    if (text === null) return null;
    if (accountKeyFrom(text) !== null) return { kind: 'account', secret: new Secret(text) };
    this.#complain(['account_file'], saidOfSpeech.noAccountKey);
    return null;
  }

  async #logIn(api: VoiceFabricApi): Promise<VoiceFabricEngine['login'] | null> {
    const { key, key_file, user, password, password_file, domain } = this.#one;
    if (api === 'classic') {
      const secret = await this.#secret('key', key, key_file);
      if (key === null && key_file === null) this.#complain(['kind'], saidOfSpeech.noKey);
      return secret && { api, key: secret };
    }
    const secret = await this.#secret('password', password, password_file);
    if (user !== null && secret !== null)
      return { api, user, password: secret, domainId: domain ?? 200 };
    if (user === null || (password === null && password_file === null))
      this.#complain(['kind'], saidOfSpeech.noAccount);
    return null;
  }

  async #remote(
    usualVoice: string,
    usualUrl: string,
    usualPerSecond: number,
  ): Promise<RemoteEngine> {
    const one = this.#one;
    return {
      voice: one.voice ?? usualVoice,
      rateHz: one.rate ?? TELEPHONE_RATE_HZ,
      url: this.#address('url', usualUrl),
      ca: one.ca_file === null ? null : await this.#textOf('ca_file', one.ca_file),
      timeoutMs: (one.timeout_seconds ?? TIMEOUT_SECONDS) * 1_000,
      requestsPerSecond: one.requests_per_second ?? usualPerSecond,
      limitMicros: one.month_limit === null ? null : Math.round(one.month_limit * 1e6),
    };
  }

  #address(key: 'url' | 'iam_url', usual: string): string {
    const text = this.#one[key] ?? usual;
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
      return text.replace(/\/+$/, '');
    this.#complain([key], said.noWebAddress);
    return usual;
  }

  #secret(key: 'key' | 'password', value: string | null, file: string | null) {
    return this.#secrets.one([...this.#at, key], value, file);
  }

  async #textOf(key: string, file: string): Promise<string | null> {
    return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      this.#complain([key], said.unreadable(error.code ?? 'EIO'));
      return null;
    });
  }
}

function grpcAddressOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '443' : port}`;
}
