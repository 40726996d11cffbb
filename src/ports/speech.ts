import type { Phrases } from '#domain/voice/phrases.ts';

/** What a speech engine says it can do, and what it asks for that. */
interface SpeechCapabilities {
  readonly engine: string;
  /** Of the file that `synthesise` answers with, Hz. */
  readonly sampleRateHz: number;
  readonly voices: readonly string[];
  readonly textLengthMax: number;
  /** What saying this text costs, in millionths of the price list's currency; 0: nothing. */
  costOf(text: string): number;
}

/** Mono 16-bit PCM. */
export interface Pcm {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
}

/** Who spoke, and what it cost: for the log and for `say`. */
export interface SpokenBy {
  readonly engine: string;
  readonly costMicros: number;
  readonly currency: string;
  /** Who else could have; null: there was no choice. */
  readonly insteadOf: { readonly engine: string; readonly costMicros: number } | null;
}

/** What an engine answers with. */
export interface Speaking extends Pcm {
  /** Left out by engines that cost nothing. */
  readonly by?: SpokenBy;
}

/** A speech engine. */
export interface Speech {
  readonly capabilities: SpeechCapabilities;
  /** Part of the cache key: everything that changes how a text sounds (engine, voice, role, speed, rate). */
  readonly fingerprint: string;
  /**
   * Speaks `text` (plain text from anywhere: the engine's own markup in it is taken out).
   * Fails with `unavailable`, `refused` (the engine said no), `invalid` (text too long or empty, or no whole speech
   * came back), `exhausted` (no money or no quota left).
   */
  synthesise(text: string, signal: AbortSignal): Promise<Speaking>;
}

/** Where the money that speech costs is counted, by account and calendar month (UTC, `2026-11`). */
export interface SpeechMoney {
  /** In millionths. Fails with `unavailable`. */
  spent(account: string, month: string): Promise<number>;
  /**
   * Notes `micros` as spent (less than 0: given back), whole or not at all: false when that would be more than
   * `limitMicros` in this month. Fails with `unavailable`.
   */
  spend(spending: Spending): Promise<boolean>;
}

export interface Spending {
  readonly account: string;
  readonly month: string;
  readonly micros: number;
  /** Null: no limit. */
  readonly limitMicros: number | null;
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
