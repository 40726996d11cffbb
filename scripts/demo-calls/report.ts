/** What one call was. */
export interface CallFacts {
  readonly scenario: string;
  readonly caller: string;
  readonly offered: readonly { readonly employee: string; readonly extension: string }[];
  /** Everything the caller keyed, as the office heard it. */
  readonly keyed: string;
  readonly reached: Reached | null;
  /** From the answer to the first sound in what the caller heard; null: silence. */
  readonly firstAudioMs: number | null;
  readonly events: readonly TimelineEvent[];
  /** A WAV of what the caller heard. */
  readonly heard: string | null;
  /** For how long, in milliseconds, each heard the other's voice; null where nobody talked. */
  readonly heardEachOther: { readonly caller: number; readonly employee: number } | null;
}

/** The object of `--json`. */
export interface CallReport extends CallFacts {
  readonly ok: boolean;
  readonly wrong: readonly Mistake[];
}

/** One thing that was not as it should be. Empty words: nothing. */
export interface Mistake {
  readonly about:
    | 'offered'
    | 'said'
    | 'keyed'
    | 'reached'
    | 'first-audio-ms'
    | 'voice-ms'
    | 'caller-heard-ms'
    | 'employee-heard-ms'
    | 'exit'
    | 'killed-after-ms'
    | 'queued-after-ms'
    /** The call could not be played to its end. */
    | 'played';
  readonly expected: string;
  readonly came: string;
}

export interface Reached {
  readonly kind: 'employee' | 'queue';
  readonly name: string;
}

/** One step of a call; `atMs` from dialling. */
export interface TimelineEvent {
  readonly atMs: number;
  readonly kind:
    | 'dialled'
    | 'answered'
    | 'first-audio'
    | 'said'
    | 'keyed'
    | 'rings'
    | 'no-answer'
    | 'killed'
    | 'queued'
    | 'talks'
    | 'ended';
  /** Whose step it was, or what was said. */
  readonly detail: string;
}
