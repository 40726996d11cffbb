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
   * for the next caller). Never takes longer than a few milliseconds and never fails; null at once when `signal`
   * fires: the caller is gone.
   */
  ready(prompt: Prompt, signal?: AbortSignal): Promise<PlayableSound | null>;
}

/** How far the warming is. */
export interface WarmProgress {
  readonly done: number;
  readonly total: number;
}

export interface WarmReport {
  /** Different fragments in the prompts, and how many of them had to be synthesised. */
  readonly fragments: number;
  readonly synthesised: number;
  /** Texts that no engine could say, with the reason; a caller hears something generic instead. */
  readonly failed: readonly { readonly text: string; readonly reason: string }[];
  /** Prompts that can be played now, of how many. */
  readonly promptsReady: number;
  readonly prompts: number;
  readonly tookMs: number;
}

/** Speech that is made before it is needed. */
export interface Warmable {
  /** Makes whatever these prompts lack. Fails with `gone` when `signal` calls it off. */
  warm(
    prompts: readonly Prompt[],
    options?: {
      readonly signal?: AbortSignal;
      readonly progress?: (progress: WarmProgress) => void;
    },
  ): Promise<WarmReport>;
}
