import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { hum } from './fake-speech.ts';

/** How a remote engine behaves with its next request. */
export type RemoteMood =
  | 'well'
  | 'drips' // a byte now and then, for ever
  | 'half in chunks' // the same, without a length that would tell
  | 'half' // promises more than it sends, then is gone
  | 'half a sample'
  | 'empty'
  | 'silent'
  | 'words' // says 200, and sends JSON
  | 'wrong rate'
  | 'no key' // 401
  | 'no rights' // 403
  | 'nonsense' // 400, and repeats what it was asked
  | 'too many' // 429, soon over
  | 'quota used up' // 429, not over today
  | 'trouble' // 503
  | 'reset'
  | 'hangs';

/** A remote engine that speaks over HTTP. */
export abstract class SpeechOverHttp implements AsyncDisposable {
  /** Moods of the next requests, in order; then it is well. */
  readonly moods: RemoteMood[] = [];
  /** Form or JSON of every request for speech. */
  readonly asked: Readonly<Record<string, unknown>>[] = [];
  readonly #off = new AbortController();
  readonly #server = createServer((request, response) => {
    void this.#take(request, response);
  });

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#off.abort();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  protected abstract answer(
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> | void;

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await this.answer(request, Buffer.concat(chunks).toString('utf8'), response);
  }

  /** Sends what `sound` made, or does what the mood is; `pack` is the vendor's own envelope. */
  protected async speak(
    response: ServerResponse,
    mood: RemoteMood,
    text: string,
    how: {
      readonly rateHz: number;
      readonly type: (rateHz: number) => string;
      readonly pack?: (sound: Buffer, rateHz: number) => Buffer;
    },
  ): Promise<void> {
    const { rateHz, type, pack = (sound: Buffer) => sound } = how;
    const { samples } = hum(text, rateHz);
    const sound = Buffer.from(samples.buffer);
    const send = (status: number, body: string | Buffer, headers = {}): void => {
      response.writeHead(status, {
        'content-type': typeof body === 'string' ? 'application/json' : type(rateHz),
        ...headers,
      });
      response.end(body);
    };
    switch (mood) {
      case 'well':
        return send(200, pack(sound, rateHz));
      case 'drips':
        response.writeHead(200, { 'content-type': type(rateHz) });
        while (!this.#off.signal.aborted && !response.destroyed) {
          response.write('a');
          await later(20, null, { signal: this.#off.signal }).catch(() => null);
        }
        return;
      case 'half': {
        const whole = pack(sound, rateHz);
        response.writeHead(200, { 'content-length': whole.length, 'content-type': type(rateHz) });
        response.write(whole.subarray(0, whole.length >> 1), () => response.destroy());
        return;
      }
      case 'half in chunks': {
        const whole = pack(sound, rateHz);
        response.writeHead(200, { 'content-type': type(rateHz) });
        response.write(whole.subarray(0, (whole.length >> 2) << 1), () => response.destroy());
        return;
      }
      case 'half a sample':
        return send(200, pack(sound.subarray(0, -1), rateHz));
      case 'empty':
        return send(200, pack(Buffer.alloc(0), rateHz));
      case 'silent':
        return send(200, pack(Buffer.alloc(sound.length), rateHz));
      case 'words':
        return send(200, '{"message":"come back later"}');
      case 'wrong rate':
        return send(200, pack(sound, 48_000), { 'content-type': type(48_000) });
      case 'no key':
        return send(401, '{"error_message":"who are you?"}');
      case 'no rights':
        return send(403, '{"error_message":"the role is missing"}');
      case 'nonsense':
        return send(400, JSON.stringify({ error_message: `cannot say ${text}` }));
      case 'too many':
        return send(429, '{}', { 'retry-after': '0' });
      case 'quota used up':
        return send(429, '{}', { 'retry-after': '86400' });
      case 'trouble':
        return send(503, '<h1>trouble</h1>');
      case 'reset':
        return void response.socket?.resetAndDestroy();
      case 'hangs':
        return;
      default:
        return mood satisfies never;
    }
  }
}
