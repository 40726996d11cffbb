import type { MadeSpeech } from '#domain/voice/made-speech.ts';

/** What `voice` may ask for. */
export interface VoiceHouse {
  /** What was made and kept, by text; no engine is asked. Fails with `unavailable`. */
  list(): Promise<{ readonly made: readonly MadeSpeech[]; readonly damaged: number }>;
  /** Where Asterisk finds it; `file` not null: it is copied there. Fails with `refused` when the disk says no. */
  play(key: string, file: string | null): Promise<{ readonly file: string }>;
  /** Makes these texts anew, one after the other; what fails stays as it was. Fails with `gone`. */
  remake(request: RemakeRequest): Promise<readonly RemakeFailure[]>;
  /** The same text by each of these voices of the first engine. Fails with `gone`, `invalid` (no such voice). */
  compare(request: CompareRequest): Promise<readonly Tried[]>;
}

export interface RemakeRequest {
  readonly texts: readonly string[];
  readonly progress: (done: number) => void;
  readonly signal: AbortSignal;
}

interface RemakeFailure {
  readonly text: string;
  readonly reason: string;
}

export interface CompareRequest {
  readonly text: string;
  readonly voices: readonly string[];
  readonly folder: string;
  readonly signal: AbortSignal;
}

interface Tried {
  readonly voice: string;
  readonly file: string | null;
  readonly durationMs: number;
  readonly reason: string | null;
}
