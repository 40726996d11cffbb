/** What a speech engine says it can do. */
export interface SpeechCapabilities {
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
