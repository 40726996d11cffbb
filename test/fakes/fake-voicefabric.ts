import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeWav } from '#adapters/plumbing/wav.ts';
import { SpeechOverHttp } from './speech-over-http.ts';

const RATE = /8000$/;
const rateOf = (voice: unknown): number => (RATE.test(String(voice)) ? 8_000 : 22_050);

/** The service of voicefabric.ru. */
export class FakeVoiceFabricClassic extends SpeechOverHttp {
  protected override async answer(
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(body));
    this.asked.push(form);
    const mood = this.moods.shift() ?? 'well';
    const type = (rateHz: number): string => `audio/raw; rate=${rateHz}`;
    const isRight =
      request.method === 'POST' &&
      request.url === '/WSServer/ws/tts' &&
      form['textFormat'] === 'text/plain';
    if (!isRight) return void response.writeHead(404).end();
    if (form['apikey'] !== 'S3CR3T') return void response.writeHead(401).end(`who is ${body}?`);
    return this.speak(response, mood, form['text'] ?? '', {
      rateHz: rateOf(form['ttsVoice']),
      type,
    });
  }
}

/** The service of «Облако ЦРТ»: sessions by a log-in, sound as a WAV in JSON. */
export class FakeVoiceFabricCloud extends SpeechOverHttp {
  /** Bodies of the log-ins. */
  readonly logIns: Readonly<Record<string, unknown>>[] = [];
  /** Answers 200 without any sound. */
  isQuotaUsedUp = false;
  /** Forgets each session at once. */
  forgets = false;
  readonly #sessions = new Set<string>();

  /** Every session runs out. */
  endSessions(): void {
    this.#sessions.clear();
  }

  protected override async answer(
    { method, url, headers }: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const said = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const send = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (method !== 'POST') return send(405, {});
    if (url === '/vksession/rest/session') return send(...this.#logIn(said));
    if (url !== '/vktts/rest/v1/synthesize') return send(404, {});
    this.asked.push(said);
    const mood = this.moods.shift() ?? 'well';
    if (!this.#sessions.has(String(headers['x-session-id'])))
      return send(401, { reason: 'SESSION', message: 'no such session' });
    if (this.isQuotaUsedUp) return send(200, { message: 'quota' });
    const { value } = said['text'] as { value: string };
    return this.speak(response, mood, value, {
      rateHz: rateOf(said['voice_name']),
      type: () => 'application/json',
      pack: (sound, rateHz) => {
        const samples = new Int16Array(sound.length >> 1);
        new Uint8Array(samples.buffer).set(sound.subarray(0, samples.byteLength));
        const wav = writeWav({ samples, sampleRateHz: rateHz });
        const cut = sound.length % 2 === 1 ? wav.subarray(0, -1) : wav;
        return Buffer.from(JSON.stringify({ data: cut.toString('base64') }));
      },
    });
  }

  #logIn(said: Readonly<Record<string, unknown>>): [status: number, value: unknown] {
    this.logIns.push(said);
    if (said['password'] !== 'S3CR3T')
      return [401, { reason: 'PASSWORD', message: `wrong: ${String(said['password'])}` }];
    const id = `session-${this.logIns.length}`;
    if (!this.forgets) this.#sessions.add(id);
    return [200, { session_id: id }];
  }
}
