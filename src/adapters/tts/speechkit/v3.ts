import { randomUUID } from 'node:crypto';
import { SPEECH_LENGTH_MAX } from '#domain/voice/clean.ts';
import type { Pace } from '#adapters/plumbing/http/pace.ts';
import { Failure } from '#ports/failure.ts';
import type { Pcm, Speech } from '#ports/speech.ts';
import { soundFrom } from '../sound-bytes.ts';
import { stressAsPlus } from '#domain/voice/stress.ts';
import { speakable } from '../speakable.ts';
import { failureOfCall } from './grpc-failure.ts';
import type { Key } from './key.ts';
import { costMicros, V3_REQUEST_CHARACTERS, type SpeechKitPrices } from './prices.ts';
import type { SpeechKitVoice } from './v1.ts';

export interface SpeechKitV3Options extends SpeechKitVoice {
  /** `tts.api.cloud.yandex.net:443`. */
  readonly address: string;
  /** PEM of the authority that signed its certificate, when no public one did. */
  readonly ca: string | null;
  readonly key: Key;
  readonly prices: SpeechKitPrices;
  readonly pace: Pace;
  readonly timeoutMs: number;
}

export const SPEECHKIT_V3 = 'SpeechKit v3';

/** Two minutes at the highest rate: the longest text takes less than one. */
const SOUND_BYTES_MAX = 120 * 48_000 * 2;
/** Where a stream ends so much before the time its last chunk named, the rest of it was lost. */
const LOST_MS_MAX = 200;
const ATTEMPTS_MAX = 2;

/** SpeechKit's gRPC interface: more voices and roles, paid by request, so the cheaper one for long phrases. */
export function createSpeechKitV3(options: SpeechKitV3Options): Speech {
  const { key, prices, pace, voice, role, speed, rateHz } = options;
  let connected: ReturnType<typeof connect> | null = null;

  async function attempt(text: string, signal: AbortSignal): Promise<Pcm> {
    const authorization = await key.header(signal);
    connected ??= connect(options);
    const { grpc, tts, client } = await connected;
    const metadata = new grpc.Metadata();
    metadata.set('authorization', authorization);
    metadata.set('x-client-request-id', randomUUID());
    const request = tts.UtteranceSynthesisRequest.fromPartial({
      text,
      // One hint for each element: of several in one, the last alone reaches the server.
      hints: [{ voice }, ...(role === null ? [] : [{ role }]), { speed }],
      outputAudioSpec: {
        rawAudio: {
          audioEncoding: tts.RawAudio_AudioEncoding.LINEAR16_PCM,
          sampleRateHertz: rateHz,
        },
      },
      // Without it a request may not be longer; it costs the same as so many requests.
      unsafeMode: text.length > V3_REQUEST_CHARACTERS,
    });
    const deadline = Date.now() + options.timeoutMs;
    const call = client.utteranceSynthesis(request, metadata, { deadline });
    const callOff = (): void => call.cancel();
    signal.addEventListener('abort', callOff, { once: true });
    try {
      return await soundOf(call, rateHz);
    } catch (error) {
      if (signal.aborted) throw new Failure('gone', 'the work was called off');
      throw failureOfCall(error, SPEECHKIT_V3);
    } finally {
      signal.removeEventListener('abort', callOff);
      call.cancel();
    }
  }

  return {
    capabilities: {
      engine: SPEECHKIT_V3,
      sampleRateHz: rateHz,
      voices: [voice],
      textLengthMax: SPEECH_LENGTH_MAX,
      costOf: (text) => costMicros('v3', text, prices),
    },
    fingerprint: `speechkit v3 ${voice} ${role ?? '-'} ${speed} ${rateHz}`,
    async synthesise(text, signal) {
      const clean = stressAsPlus(speakable(text, SPEECH_LENGTH_MAX));
      if (signal.aborted) throw new Failure('gone', 'the work was called off');
      for (let number = 1; ; number += 1) {
        try {
          return await pace.take(() => attempt(clean, signal), signal);
        } catch (error) {
          if (number >= ATTEMPTS_MAX || !mayHelpAgain(error, key)) throw error;
        }
      }
    },
  };
}

/** Busy, broken off, or a token that another one may replace. */
function mayHelpAgain(error: unknown, key: Key): boolean {
  if (!(error instanceof Failure)) return false;
  return error.code === 'unavailable' || (error.code === 'refused' && key.refused());
}

/** Loaded with the first phrase: libraries and clients take 80 ms and 29 MB. One channel for all phrases. */
async function connect({ address, ca }: SpeechKitV3Options) {
  const grpc = (await import('@grpc/grpc-js')).default;
  const { tts, ttsService } = await import('@yandex-cloud/nodejs-sdk/ai-tts-v3');
  const roots = ca === null ? null : Buffer.from(ca);
  const client = new ttsService.SynthesizerClient(address, grpc.credentials.createSsl(roots), {
    'grpc.max_receive_message_length': SOUND_BYTES_MAX,
    // As all else that we ask: straight, whatever the environment says of a proxy.
    'grpc.enable_http_proxy': 0,
  });
  return { grpc, tts, client };
}

interface Chunk {
  readonly audioChunk?: { readonly data: Buffer } | undefined;
  readonly startMs: number;
  readonly lengthMs: number;
}

/** The whole stream as sound. Fails with `invalid` when it ends before the time that its own chunks name. */
async function soundOf(stream: AsyncIterable<Chunk>, askedRateHz: number): Promise<Pcm> {
  const parts: Buffer[] = [];
  let bytes = 0;
  let promisedMs = 0;
  for await (const { audioChunk, startMs, lengthMs } of stream) {
    promisedMs = Math.max(promisedMs, startMs + lengthMs);
    if (audioChunk === undefined) continue;
    bytes += audioChunk.data.length;
    if (bytes > SOUND_BYTES_MAX)
      throw new Failure('invalid', `${SPEECHKIT_V3}: more than ${SOUND_BYTES_MAX} bytes of sound`);
    parts.push(audioChunk.data);
  }
  const sound = soundFrom(Buffer.concat(parts), SPEECHKIT_V3, { askedRateHz });
  const lostMs = promisedMs - (sound.samples.length / sound.sampleRateHz) * 1_000;
  if (lostMs > LOST_MS_MAX)
    throw new Failure('invalid', `${SPEECHKIT_V3} sent ${Math.round(lostMs)} ms less than it said`);
  return sound;
}
