import type { IncomingMessage, ServerResponse } from 'node:http';
import { speechKitRoles } from '#adapters/tts/speechkit/voices.ts';
import { SpeechOverHttp } from './speech-over-http.ts';

const PATH = '/speech/v1/tts:synthesize';
const IAM_PATH = '/iam/v1/tokens';

/** SpeechKit's REST interface, and IAM's tokens beside it. */
export class FakeSpeechKitV1 extends SpeechOverHttp {
  /** What it takes as `authorization`. */
  accepts = 'Api-Key S3CR3T';
  readonly headers: IncomingMessage['headers'][] = [];
  /** Each was good for a token. */
  readonly jwts: string[] = [];
  /** What it gives for a JWT, one after the other. */
  readonly tokens: string[] = [];

  protected override async answer(
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    if (request.method === 'POST' && request.url === IAM_PATH) {
      this.jwts.push((JSON.parse(body) as { jwt: string }).jwt);
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ iamToken: this.tokens.shift() ?? 't0.last' }));
    }
    const form = Object.fromEntries(new URLSearchParams(body));
    this.asked.push(form);
    this.headers.push(request.headers);
    const mood = this.moods.shift() ?? 'well';
    const how = { rateHz: Number(form['sampleRateHertz'] ?? 48_000), type: typeOf };
    if (request.method !== 'POST' || request.url !== PATH) return this.#refuse(response, 404);
    if (request.headers.authorization !== this.accepts) return this.#refuse(response, 401);
    if (mood === 'well' && !canSay(form)) return this.#refuse(response, 400);
    return this.speak(response, mood, form['text'] ?? '', how);
  }

  #refuse(response: ServerResponse, status: number): void {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end('{"error_code":"NO"}');
  }
}

function canSay({ text, format, voice, emotion }: Readonly<Record<string, string>>): boolean {
  const roles = speechKitRoles('v1', voice ?? '');
  const knows = roles !== null && (emotion === undefined || roles.includes(emotion));
  return format === 'lpcm' && knows && (text ?? '') !== '' && (text ?? '').length <= 5_000;
}

function typeOf(rateHz: number): string {
  return `audio/x-pcm;bit=16;rate=${rateHz}`;
}
