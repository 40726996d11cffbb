import { readFile } from 'node:fs/promises';
import { accountKeyFrom } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES, type SpeechKitPrices } from '#adapters/tts/speechkit/prices.ts';
import {
  speechKitRoles,
  speechKitVoices,
  type SpeechKitApi,
} from '#adapters/tts/speechkit/voices.ts';
import {
  VOICEFABRIC_RATES_HZ,
  voiceFabricVoices,
  type VoiceFabricApi,
} from '#adapters/tts/voicefabric/voices.ts';
import { Secret } from './secret.ts';
import type { Complain, Secrets } from './secrets.ts';
import { KEYS_OF_KIND, type SpeechEngineSettings } from './speech-settings.ts';
import { saidOfSpeech } from './speech-words.ts';
import { said } from './words.ts';

/** What all remote engines have. */
interface RemoteEngine {
  readonly voice: string;
  readonly rateHz: number;
  /** Without a slash at the end. */
  readonly url: string;
  /** PEM. */
  readonly ca: string | null;
  readonly timeoutMs: number;
  readonly requestsPerSecond: number;
  readonly limitMicros: number | null;
}

export interface SpeechKitEngine extends RemoteEngine {
  readonly kind: 'speechkit';
  /** Those that have this voice in this role, of those that are allowed. */
  readonly apis: readonly SpeechKitApi[];
  readonly role: string | null;
  readonly speed: number;
  readonly key: { readonly kind: 'api' | 'account'; readonly secret: Secret };
  readonly grpcAddress: string;
  readonly iamUrl: string;
  readonly prices: SpeechKitPrices;
}

export type VoiceFabricEngine = RemoteEngine & {
  readonly kind: 'voicefabric';
  readonly currency: string;
  readonly perCharacterMicros: number;
  readonly login:
    | { readonly api: 'classic'; readonly key: Secret }
    | {
        readonly api: 'cloud';
        readonly user: string;
        readonly password: Secret;
        readonly domainId: number;
      };
};

interface EspeakEngine {
  readonly kind: 'espeak';
  /** Null: by language. */
  readonly voice: string | null;
  readonly wordsPerMinute: number;
}

/** An engine of the chain, as compose makes it. */
export type SpeechEngine = EspeakEngine | SpeechKitEngine | VoiceFabricEngine;

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
    const apis = this.#speechKitApis();
    const remote = await this.#remote('marina', SPEECHKIT_URL, SPEECHKIT_PER_SECOND);
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

  /** A role that the voice lacks is an error of the service, and so of the settings. */
  #speechKitApis(): readonly SpeechKitApi[] {
    const { api, voice: wanted, role } = this.#one;
    const voice = wanted ?? 'marina';
    if (api === 'cloud' || api === 'classic') {
      this.#complain(['api'], saidOfSpeech.noApi(['auto', 'v1', 'v3']));
      return [];
    }
    const allowed: readonly SpeechKitApi[] = api === 'v1' || api === 'v3' ? [api] : ['v1', 'v3'];
    const widest = allowed.at(-1) ?? 'v3';
    const withVoice = allowed.filter((one) => speechKitRoles(one, voice) !== null);
    if (withVoice.length === 0) {
      this.#complain(['voice'], saidOfSpeech.noVoice(voice, speechKitVoices(widest)));
      return [];
    }
    if (role === null) return withVoice;
    const withRole = withVoice.filter((one) => speechKitRoles(one, voice)?.includes(role));
    if (withRole.length === 0) {
      const others = speechKitVoices(widest).filter((one) =>
        speechKitRoles(widest, one)?.includes(role),
      );
      const roles = speechKitRoles(widest, voice) ?? [];
      this.#complain(['role'], saidOfSpeech.noRole(voice, role, roles, others));
    }
    return withRole;
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
