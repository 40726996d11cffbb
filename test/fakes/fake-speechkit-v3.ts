import { setTimeout as later } from 'node:timers/promises';
import { Server, ServerCredentials, status, type ServerWritableStream } from '@grpc/grpc-js';
import { tts, ttsService } from '@yandex-cloud/nodejs-sdk/ai-tts-v3';
import { speechKitRoles } from '#adapters/tts/speechkit/voices.ts';
import { hum } from './fake-speech.ts';
import { selfSigned } from './self-signed.ts';

type Request = tts.UtteranceSynthesisRequest;
type Call = ServerWritableStream<Request, tts.UtteranceSynthesisResponse>;

/** Answers of one word. */
const STATUS = {
  unauthenticated: status.UNAUTHENTICATED,
  'no rights': status.PERMISSION_DENIED,
  nonsense: status.INVALID_ARGUMENT,
  'quota used up': status.RESOURCE_EXHAUSTED,
  internal: status.INTERNAL,
  away: status.UNAVAILABLE,
} as const;
type NoMood = keyof typeof STATUS;

type SpeakingMood =
  | 'well'
  | 'drips' // a chunk now and then, for ever
  | 'half' // ends well, but before the time that it named
  | 'broken off' // half of it, then an error
  | 'half a sample'
  | 'empty'
  | 'hangs';

/** How it behaves with its next request. */
export type V3Mood = SpeakingMood | NoMood;

/** Of sound in one message. */
const CHUNK_BYTES = 4_000;

/** SpeechKit's gRPC interface, over TLS, by the service definition of the vendor's SDK. */
export class FakeSpeechKitV3 implements AsyncDisposable {
  /** Moods of the next requests, in order; then it is well. */
  readonly moods: V3Mood[] = [];
  readonly asked: Request[] = [];
  readonly authorizations: unknown[] = [];
  /** Calls that the client ended before we did. */
  cancelled = 0;
  accepts = 'Api-Key S3CR3T';
  /** Who trusts it. */
  readonly ca: string;
  readonly #server = new Server();
  readonly #off = new AbortController();
  readonly #pair = selfSigned();
  #port = 0;

  constructor() {
    this.ca = this.#pair.cert.toString();
    this.#server.addService(ttsService.SynthesizerClient.service, {
      utteranceSynthesis: (call: Call) => void this.#answer(call),
      streamSynthesis: () => undefined,
    });
  }

  get address(): string {
    return `localhost:${this.#port}`;
  }

  async listen(): Promise<this> {
    const { key, cert } = this.#pair;
    const credentials = ServerCredentials.createSsl(null, [{ private_key: key, cert_chain: cert }]);
    this.#port = await new Promise<number>((resolve, reject) =>
      this.#server.bindAsync('127.0.0.1:0', credentials, (error, port) =>
        error === null ? resolve(port) : reject(error),
      ),
    );
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#off.abort();
    this.#server.forceShutdown();
  }

  async #answer(call: Call): Promise<void> {
    this.asked.push(call.request);
    const [authorization] = call.metadata.get('authorization');
    this.authorizations.push(authorization);
    call.on('cancelled', () => (this.cancelled += 1));
    const mood = this.moods.shift() ?? 'well';
    const refuse = (code: number): void =>
      void call.emit('error', { code, details: `cannot say ${call.request.text}` });
    if (authorization !== this.accepts) return refuse(status.UNAUTHENTICATED);
    if (saysNo(mood)) return refuse(STATUS[mood]);
    if (!canSay(call.request)) return refuse(status.INVALID_ARGUMENT);
    const rateHz = call.request.outputAudioSpec?.rawAudio?.sampleRateHertz ?? 22_050;
    const sound = Buffer.from(hum(call.request.text ?? '', rateHz).samples.buffer);
    await this.#speak(call, mood, sound, rateHz);
  }

  async #speak(call: Call, mood: SpeakingMood, sound: Buffer, rateHz: number): Promise<void> {
    switch (mood) {
      case 'empty':
        return void call.end();
      case 'hangs':
        return;
      case 'half a sample':
        write(call, sound.subarray(0, -1), 0, 0);
        return void call.end();
      case 'half': {
        const wholeMs = (sound.length / 2 / rateHz) * 1_000;
        write(call, sound.subarray(0, (sound.length >> 2) * 2), 0, wholeMs);
        return void call.end();
      }
      case 'broken off':
        write(call, sound.subarray(0, CHUNK_BYTES), 0, 250);
        return void call.emit('error', { code: status.UNAVAILABLE, details: 'restarting' });
      case 'drips':
        while (!call.cancelled && !this.#off.signal.aborted) {
          write(call, sound.subarray(0, 2), 0, 0);
          await later(20, null, { signal: this.#off.signal }).catch(() => null);
        }
        return;
      case 'well':
        for (let from = 0; from < sound.length; from += CHUNK_BYTES) {
          const part = sound.subarray(from, from + CHUNK_BYTES);
          const ms = (bytes: number): number => Math.floor((bytes / 2 / rateHz) * 1_000);
          write(call, part, ms(from), ms(part.length));
        }
        return void call.end();
      default:
        return mood satisfies never;
    }
  }
}

function saysNo(mood: V3Mood): mood is NoMood {
  return Object.hasOwn(STATUS, mood);
}

function write(call: Call, data: Buffer, startMs: number, lengthMs: number): void {
  call.write(
    tts.UtteranceSynthesisResponse.fromPartial({
      audioChunk: { data },
      startMs: Math.floor(startMs),
      lengthMs: Math.floor(lengthMs),
    }),
  );
}

/** As the service is: a wrong pair of voice and role is an error, and a long text is unless it is told to be safe. */
function canSay({ text = '', hints, unsafeMode }: Request): boolean {
  const of = (name: 'voice' | 'role'): string | undefined =>
    hints.find((hint) => (hint[name] ?? '') !== '')?.[name];
  const role = of('role');
  const roles = speechKitRoles('v3', of('voice') ?? 'marina');
  const knows = roles !== null && (role === undefined || roles.includes(role));
  return knows && text !== '' && text.length <= (unsafeMode ? 5_000 : 250);
}
