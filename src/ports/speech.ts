import type { Phrases } from '#domain/voice/phrases.ts';

/** What a speech engine says it can do. */
interface SpeechCapabilities {
  readonly engine: string;
  /** Of the file that `synthesise` answers with, Hz. */
  readonly sampleRateHz: number;
  readonly voices: readonly string[];
  readonly textLengthMax: number;
}

/** Mono 16-bit PCM. */
export interface Pcm {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
}

/** A speech engine. */
export interface Speech {
  readonly capabilities: SpeechCapabilities;
  /** Part of the cache key: everything that changes how a text sounds (engine, voice, speed, rate). */
  readonly fingerprint: string;
  /**
   * Speaks `text` (plain text from anywhere: the engine's own markup in it is taken out).
   * Fails with `unavailable`, `refused` (the engine said no), `invalid` (text too long or empty).
   */
  synthesise(text: string, signal: AbortSignal): Promise<Pcm>;
}

/** Speech that a person recorded; it wins over every engine. */
export interface RecordedSpeech {
  /**
   * What there is now: the names of `Fragment.recordedAs`, each with a word that changes whenever the recording
   * does. Empty when there are none; never fails.
   */
  list(language: Phrases['language']): Promise<ReadonlyMap<string, string>>;
  /** Fails with `not-found`, `invalid` (no sound we can read; the message says what to do) or `unavailable`. */
  load(language: Phrases['language'], name: string): Promise<Pcm>;
}
