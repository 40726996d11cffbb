import type { SpeechKitPrices } from '#adapters/tts/speechkit/prices.ts';
import type { SpeechKitApi } from '#adapters/tts/speechkit/voices.ts';
import type { Secret } from './secret.ts';

/** What all remote engines have. */
export interface RemoteEngine {
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
