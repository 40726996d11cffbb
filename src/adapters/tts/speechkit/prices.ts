import type { SpeechKitApi } from './voices.ts';

/** In millionths of the currency. */
export interface SpeechKitPrices {
  readonly currency: string;
  /** v1: of one character. */
  readonly perCharacterMicros: number;
  /** v3: of one request, that is of each begun 250 characters. */
  readonly perRequestMicros: number;
}

/** Public prices of November 2026, without tax; break-even at 121 characters. */
export const SPEECHKIT_PRICES: SpeechKitPrices = {
  currency: 'USD',
  perCharacterMicros: 11,
  perRequestMicros: 1_333,
};

export const V3_REQUEST_CHARACTERS = 250;

/** Counted up: a limit that is kept a little early is kept. */
export function costMicros(api: SpeechKitApi, text: string, prices: SpeechKitPrices): number {
  const cost =
    api === 'v1'
      ? text.length * prices.perCharacterMicros
      : Math.ceil(text.length / V3_REQUEST_CHARACTERS) * prices.perRequestMicros;
  return Math.ceil(cost);
}
