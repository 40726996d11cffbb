import { SPEECH_LENGTH_MAX } from '#domain/voice/clean.ts';
import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import type { Http, Verdict } from '#adapters/plumbing/http/http.ts';
import { Failure } from '#ports/failure.ts';
import type { Pcm, Speech } from '#ports/speech.ts';
import { withoutSecrets } from '../hidden.ts';
import { withoutStress } from '#domain/voice/stress.ts';
import { speakable } from '../speakable.ts';
import { refusalOf, verdictOnSound } from '../verdict.ts';
import { nameOfVoice } from './voices.ts';

export interface VoiceFabricVoice {
  readonly voice: string;
  readonly rateHz: number;
  /** In millionths of the currency; 0: by subscription, not by the text. */
  readonly perCharacterMicros: number;
}

export interface VoiceFabricClassicOptions extends VoiceFabricVoice {
  readonly http: Http;
  /** Without a slash at the end. */
  readonly url: string;
  readonly key: string;
}

const NAME = 'VoiceFabric';

/** The service of voicefabric.ru. Made after its documentation; not verified against the live service. */
export function createVoiceFabricClassic(options: VoiceFabricClassicOptions): Speech {
  const { http, url, key, voice, rateHz, perCharacterMicros } = options;
  const ttsVoice = nameOfVoice(voice, rateHz);
  return {
    capabilities: {
      engine: NAME,
      sampleRateHz: rateHz,
      voices: [ttsVoice],
      textLengthMax: SPEECH_LENGTH_MAX,
      costOf: (text) => Math.ceil(text.length * perCharacterMicros),
    },
    fingerprint: `voicefabric classic ${ttsVoice}`,
    async synthesise(text, signal) {
      const clean = withoutStress(speakable(text, SPEECH_LENGTH_MAX));
      if (signal.aborted) throw new Failure('gone', 'the work was called off');
      const form = { apikey: key, ttsVoice, textFormat: 'text/plain', text: clean };
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams(form).toString();
      return http.ask(
        { method: 'POST', url: `${url}/WSServer/ws/tts`, headers, body },
        (response) => verdictOn(withoutSecrets(response, key), rateHz),
        signal,
      );
    },
  };
}

function verdictOn(response: HttpResponse, askedRateHz: number): Verdict<Pcm> {
  const refusal = refusalOf(NAME, response);
  if (refusal !== null) return refusal;
  const told = String(response.headers['content-type'] ?? '');
  return verdictOnSound(response.body, NAME, { askedRateHz, told });
}
