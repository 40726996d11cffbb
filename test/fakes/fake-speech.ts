import { Failure, type FailureCode } from '#ports/failure.ts';
import type { Pcm, Speech } from '#ports/speech.ts';

/** How the engine behaves from now on. */
export type Mood =
  | { readonly kind: 'well' }
  | { readonly kind: 'slow'; readonly until: Promise<unknown> }
  | { readonly kind: 'hangs' } // answers never, not even when called off
  | { readonly kind: 'fails'; readonly code: FailureCode }
  | { readonly kind: 'empty' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'noise' }
  | { readonly kind: 'tone' }
  | { readonly kind: 'clipped' }
  | { readonly kind: 'cut short' }
  | { readonly kind: 'wrong rate' }
  | { readonly kind: 'throws' };

export interface FakeSpeech extends Speech {
  mood: Mood;
  /** Everything it was asked for, in order. */
  readonly asked: string[];
  /** Resolves as soon as it was asked so many times. */
  askedTimes(times: number): Promise<void>;
}

const RATE_HZ = 22_050;
const SECONDS_PER_LETTER = 0.07;

/** An engine that hums in syllables: as long as its text takes, loud and quiet as speech is. */
export function fakeSpeech(fingerprint = 'fake'): FakeSpeech {
  const asked: string[] = [];
  const waiting: { readonly times: number; readonly done: () => void }[] = [];
  const fake: FakeSpeech = {
    capabilities: {
      engine: fingerprint,
      sampleRateHz: RATE_HZ,
      voices: ['hum'],
      textLengthMax: 500,
      costOf: () => 0,
    },
    fingerprint,
    mood: { kind: 'well' },
    asked,
    askedTimes: (times) =>
      new Promise((done) => {
        waiting.push({ times, done });
        tell();
      }),
    async synthesise(text, signal) {
      if (signal.aborted) throw new Failure('gone', 'called off');
      if (text.length > 500 || !/\p{L}/u.test(text)) throw new Failure('invalid', 'nothing to say');
      asked.push(text);
      tell();
      return answer(fake.mood, text, signal);
    },
  };
  const tell = (): void =>
    waiting.filter(({ times }) => asked.length >= times).forEach(({ done }) => done());
  return fake;
}

async function answer(mood: Mood, text: string, signal: AbortSignal): Promise<Pcm> {
  switch (mood.kind) {
    case 'well':
      return hum(text);
    case 'slow':
      await Promise.race([mood.until, calledOff(signal)]);
      return hum(text);
    case 'hangs':
      return new Promise(() => {});
    case 'fails':
      throw new Failure(mood.code, 'the fake engine was told to fail');
    case 'empty':
      return { samples: new Int16Array(0), sampleRateHz: RATE_HZ };
    case 'silent':
      return { ...hum(text), samples: new Int16Array(RATE_HZ) };
    case 'noise':
      return shaped(text, () => Math.random() * 2 - 1);
    case 'tone':
      return shaped(text, (second) => Math.sin(2 * Math.PI * 440 * second));
    case 'clipped':
      return shaped(text, (second) => syllable(second, 200) * 20);
    case 'cut short':
      return { ...hum(text), samples: hum(text).samples.subarray(2_000, 2_800) };
    case 'wrong rate':
      return { ...hum(text), sampleRateHz: 8_000 };
    case 'throws':
      throw new TypeError('a bug in the engine');
    default:
      return mood satisfies never;
  }
}

/** Five syllables a second, 200 Hz; the pitch follows the text, so that texts sound different. */
export function hum(text: string, rateHz = RATE_HZ): Pcm {
  const pitchHz =
    150 + ([...text].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 100);
  return shaped(text, (second) => syllable(second, pitchHz), rateHz);
}

function syllable(second: number, pitchHz: number): number {
  return Math.sin(2 * Math.PI * pitchHz * second) * Math.sin(2 * Math.PI * 2.5 * second) ** 4;
}

function shaped(text: string, wave: (second: number) => number, rateHz = RATE_HZ): Pcm {
  const letters = text.match(/\p{L}|\p{Nd}/gu)?.length ?? 0;
  const samples = new Int16Array(Math.ceil(Math.max(0.3, letters * SECONDS_PER_LETTER) * rateHz));
  for (let at = 0; at < samples.length; at += 1)
    samples[at] = Math.max(-32_768, Math.min(32_767, Math.round(wave(at / rateHz) * 10_000)));
  return { samples, sampleRateHz: rateHz };
}

function calledOff(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Failure('gone', 'called off')), {
      once: true,
    });
  });
}
