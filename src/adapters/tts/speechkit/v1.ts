import { randomUUID } from 'node:crypto';
import { SPEECH_LENGTH_MAX } from '#domain/voice/clean.ts';
import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import type { Http, Verdict } from '#adapters/plumbing/http/http.ts';
import { Failure } from '#ports/failure.ts';
import type { Pcm, Speech } from '#ports/speech.ts';
import { stressAsPlus } from '#domain/voice/stress.ts';
import { speakable } from '../speakable.ts';
import { refusalOf, verdictOnSound } from '../verdict.ts';
import type { Key } from './key.ts';
import { costMicros, type SpeechKitPrices } from './prices.ts';

/** Whose voice it is, and how it is to sound. */
export interface SpeechKitVoice {
  readonly voice: string;
  /** Null: the voice's own. */
  readonly role: string | null;
  readonly speed: number;
  readonly rateHz: number;
}

export interface SpeechKitV1Options extends SpeechKitVoice {
  readonly http: Http;
  /** Without a slash at the end. */
  readonly url: string;
  readonly key: Key;
  readonly prices: SpeechKitPrices;
}

export const SPEECHKIT_V1 = 'SpeechKit v1';

/** SpeechKit's REST interface: paid by character, so the cheaper one for short phrases. */
export function createSpeechKitV1(options: SpeechKitV1Options): Speech {
  const { http, url, key, prices, voice, role, speed, rateHz } = options;

  async function ask(text: string, signal: AbortSignal): Promise<Pcm | 'key refused'> {
    const form = new URLSearchParams({ text, lang: 'ru-RU', voice, speed: String(speed) });
    if (role !== null) form.set('emotion', role);
    form.set('format', 'lpcm');
    form.set('sampleRateHertz', String(rateHz));
    const headers = {
      authorization: await key.header(signal),
      'content-type': 'application/x-www-form-urlencoded',
      // By this the vendor's support finds a request.
      'x-client-request-id': randomUUID(),
    };
    // Saying a text once more changes nothing at the vendor's.
    return http.ask(
      { method: 'POST', url: `${url}/speech/v1/tts:synthesize`, headers, body: form.toString() },
      (response) => verdictOn(response, rateHz),
      signal,
    );
  }

  return {
    capabilities: {
      engine: SPEECHKIT_V1,
      sampleRateHz: rateHz,
      voices: [voice],
      textLengthMax: SPEECH_LENGTH_MAX,
      costOf: (text) => costMicros('v1', text, prices),
    },
    fingerprint: `speechkit v1 ${voice} ${role ?? '-'} ${speed} ${rateHz}`,
    async synthesise(text, signal) {
      const clean = stressAsPlus(speakable(text, SPEECH_LENGTH_MAX));
      if (signal.aborted) throw new Failure('gone', 'the work was called off');
      const first = await ask(clean, signal);
      const answer = first === 'key refused' && key.refused() ? await ask(clean, signal) : first;
      if (answer !== 'key refused') return answer;
      throw new Failure('refused', `${SPEECHKIT_V1} did not take our key (401): check it`);
    },
  };
}

function verdictOn(response: HttpResponse, askedRateHz: number): Verdict<Pcm | 'key refused'> {
  if (response.status === 401) return { kind: 'answer', value: 'key refused' };
  const refusal = refusalOf(SPEECHKIT_V1, response);
  if (refusal !== null) return refusal;
  const told = String(response.headers['content-type'] ?? '');
  return verdictOnSound(response.body, SPEECHKIT_V1, { askedRateHz, told });
}
