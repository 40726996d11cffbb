import { randomUUID } from 'node:crypto';
import { SPEECH_LENGTH_MAX } from '#domain/voice/clean.ts';
import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import type { Http, Verdict } from '#adapters/plumbing/http/http.ts';
import { jsonOf } from '#adapters/plumbing/http/json.ts';
import { Failure } from '#ports/failure.ts';
import type { Pcm, Speech } from '#ports/speech.ts';
import { withoutStress } from '#domain/voice/stress.ts';
import { speakable } from '../speakable.ts';
import { refusalOf, verdictOnSound } from '../verdict.ts';
import type { VoiceFabricVoice } from './classic.ts';
import { createSession, type Account } from './session.ts';
import { nameOfVoice } from './voices.ts';

export interface VoiceFabricCloudOptions extends VoiceFabricVoice {
  readonly http: Http;
  /** Without a slash at the end. */
  readonly url: string;
  readonly account: Account;
}

const NAME = 'VoiceFabric';

/** The service of «Облако ЦРТ». Made after its documentation; not verified against the live service. */
export function createVoiceFabricCloud(options: VoiceFabricCloudOptions): Speech {
  const { http, url, account, voice, rateHz, perCharacterMicros } = options;
  const session = createSession(http, url, account);
  const voiceName = nameOfVoice(voice, rateHz);

  async function ask(text: string, id: string, signal: AbortSignal): Promise<Pcm | 'logged out'> {
    const headers = {
      'content-type': 'application/json',
      'x-session-id': id,
      'x-request-id': randomUUID(),
    };
    const body = JSON.stringify({
      voice_name: voiceName,
      text: { mime: 'text/plain', value: text },
      audio: 'audio/wav',
    });
    return http.ask(
      { method: 'POST', url: `${url}/vktts/rest/v1/synthesize`, headers, body },
      (response) => verdictOn(response, rateHz),
      signal,
    );
  }

  return {
    capabilities: {
      engine: NAME,
      sampleRateHz: rateHz,
      voices: [voiceName],
      textLengthMax: SPEECH_LENGTH_MAX,
      costOf: (text) => Math.ceil(text.length * perCharacterMicros),
    },
    fingerprint: `voicefabric cloud ${voiceName}`,
    async synthesise(text, signal) {
      const clean = withoutStress(speakable(text, SPEECH_LENGTH_MAX));
      if (signal.aborted) throw new Failure('gone', 'the work was called off');
      // Once more with a new session; a second 401 is no session that ran out.
      for (let number = 1; number <= 2; number += 1) {
        const id = await session.id();
        const answer = await ask(clean, id, signal);
        if (answer !== 'logged out') return answer;
        session.over(id);
      }
      throw new Failure('refused', `${NAME} ends each session at once: check user and rights`);
    },
  };
}

function verdictOn(response: HttpResponse, askedRateHz: number): Verdict<Pcm | 'logged out'> {
  if (response.status === 401) return { kind: 'answer', value: 'logged out' };
  const refusal = refusalOf(NAME, response);
  if (refusal !== null) return refusal;
  const { data } = (jsonOf(response) ?? {}) as Record<string, unknown>;
  if (typeof data !== 'string') {
    const failure = new Failure('exhausted', `${NAME} sent no sound: its quota may be used up`);
    return { kind: 'failed', failure };
  }
  return verdictOnSound(Buffer.from(data, 'base64'), NAME, { askedRateHz });
}
