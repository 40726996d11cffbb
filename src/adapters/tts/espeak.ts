import { readWav } from '#adapters/plumbing/wav.ts';
import { createPlaces } from '#adapters/plumbing/places.ts';
import { SPEECH_LENGTH_MAX } from '#domain/voice/clean.ts';
import { withoutStress } from '#domain/voice/stress.ts';
import { Failure } from '#ports/failure.ts';
import type { Pcm, Speech } from '#ports/speech.ts';
import { withStressAsPhonemes } from './espeak-stress.ts';
import { runOutside } from './outside.ts';
import { speakable } from './speakable.ts';

export interface EspeakOptions {
  /** As `espeak-ng --voices` names it, with a variant if wanted: `ru+f2`. */
  readonly voice: string;
  readonly wordsPerMinute?: number;
  readonly timeoutMs?: number;
  /** Synthesis is processor work: more at once than processors makes everybody slower, calls included. */
  readonly atOnceMax?: number;
  readonly program?: string;
}

/** espeak-ng speaks at this rate whatever the voice. */
const RATE_HZ = 22_050;
/** Two minutes: the longest text takes less than one. */
const OUTPUT_BYTES_MAX = 120 * RATE_HZ * 2;
const HEADER_BYTES = 44;

/** The system's espeak-ng: robotic, always there, 25 ms a phrase. */
export function createEspeak({
  voice,
  wordsPerMinute = 150,
  timeoutMs = 5_000,
  atOnceMax = 2,
  program = 'espeak-ng',
}: EspeakOptions): Speech {
  const places = createPlaces(atOnceMax);
  return {
    capabilities: {
      engine: 'espeak-ng',
      sampleRateHz: RATE_HZ,
      voices: [voice],
      textLengthMax: SPEECH_LENGTH_MAX,
      costOf: () => 0,
    },
    fingerprint: `espeak-ng ${voice} ${wordsPerMinute}`,
    synthesise(text, signal) {
      const input = textFor(text, voice);
      return places.run(async () => {
        // --stdin: as an argument the text would stand in the process list, and could look like an option.
        // -z: no half second of silence at the end.
        const args = ['--stdin', '--stdout', '-z', '-v', voice, '-s', String(wordsPerMinute)];
        const limits = { timeoutMs, outputBytesMax: OUTPUT_BYTES_MAX, signal };
        return soundOf(await runOutside({ program, args, input, ...limits }));
      });
    },
  };
}

/**
 * `[[…]]` would be taken for phonemes, `+` is read «плюс»: the cleaner leaves neither. A stress mark becomes phonemes
 * for Russian voices; others have no use for it.
 */
function textFor(text: string, voice: string): string {
  const clean = speakable(text, SPEECH_LENGTH_MAX);
  return voice.startsWith('ru') ? withStressAsPhonemes(clean) : withoutStress(clean);
}

function soundOf(output: Buffer): Pcm {
  // With an unknown voice it writes a message and nothing else, and some versions then exit with 0.
  if (output.length <= HEADER_BYTES)
    throw new Failure('refused', 'espeak-ng answered with no sound');
  const { samples, sampleRateHz } = readWav(output, { streamed: true });
  return { samples, sampleRateHz };
}
