import type { Prompt } from '#domain/voice/phrases.ts';

/** A file that Asterisk can play. */
export interface PlayableSound {
  /** Absolute, without extension, as Asterisk wants it. */
  readonly path: string;
  readonly durationMs: number;
  /** What is said, for timelines and receipts. */
  readonly text: string;
}

/** Speech that exists already. Nothing here synthesises, waits for a network or flushes a disk. */
export interface Sounds {
  /**
   * The prompt as one file, or null when a fragment of it is not ready (it is then made in the background,
   * for the next caller). Never takes longer than a few milliseconds and never fails.
   */
  ready(prompt: Prompt): Promise<PlayableSound | null>;
}
