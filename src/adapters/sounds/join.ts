import type { PlayRateHz } from './rate.ts';

/** A finished piece in its place. */
export interface Joinable {
  readonly samples: Int16Array;
  /** Silence between this speech and the next, as a listener hears it; none follows the last. */
  readonly pauseAfterMs: number;
}

/** Part of every glued file's name: rises with every change of how pieces are glued. */
export const JOIN_VERSION = 2;

/** -45 dB below full scale: finished speech that is quieter is silence. */
export const SILENCE = 10 ** (-45 / 20);
const QUIET = Math.round(SILENCE * 32_768);
/** A finished piece keeps a breath of 30 ms at each end; what is quiet for longer is part of the speech. */
const BREATH_MAX_MS = 60;

/**
 * One recording of pieces in their order. A pause is counted from speech to speech: the breath that every piece
 * keeps at its ends is part of it. Where both breaths are longer than the pause, they are faded into one another.
 */
export function joinPieces(pieces: readonly Joinable[], rateHz: PlayRateHz): Int16Array {
  const gaps = pieces.map((piece, at) => gapAfter(piece, pieces[at + 1], rateHz));
  const length = pieces.reduce((sum, { samples }, at) => sum + samples.length + (gaps[at] ?? 0), 0);
  const joined = new Int16Array(length);
  let from = 0;
  pieces.forEach(({ samples }, at) => {
    const before = at === 0 ? 0 : (gaps[at - 1] ?? 0);
    place(samples, joined, from, Math.max(0, -before));
    from += samples.length + (gaps[at] ?? 0);
  });
  return joined;
}

/** Samples between two pieces; fewer than none: so many lie over one another, at most half of either piece. */
function gapAfter(piece: Joinable, next: Joinable | undefined, rateHz: PlayRateHz): number {
  if (next === undefined) return 0;
  const inPause = Math.round((piece.pauseAfterMs * rateHz) / 1_000);
  const reach = (BREATH_MAX_MS * rateHz) / 1_000;
  const quiet = quietAtEnd(piece.samples, reach) + quietAtStart(next.samples, reach);
  const half = Math.floor(Math.min(piece.samples.length, next.samples.length) / 2);
  return Math.max(-half, inPause - quiet);
}

function quietAtStart(samples: Int16Array, reach: number): number {
  const loud = samples.subarray(0, reach).findIndex((sample) => Math.abs(sample) > QUIET);
  return loud < 0 ? Math.min(reach, samples.length) : loud;
}

function quietAtEnd(samples: Int16Array, reach: number): number {
  const end = samples.subarray(Math.max(0, samples.length - reach));
  return end.length - 1 - end.findLastIndex((sample) => Math.abs(sample) > QUIET);
}

/** The first `overlap` samples fade in over what lies there, which fades out by as much: both together stay as loud. */
function place(samples: Int16Array, onto: Int16Array, from: number, overlap: number): void {
  for (let at = 0; at < overlap; at += 1) {
    const share = 0.5 - 0.5 * Math.cos((Math.PI * (at + 0.5)) / overlap);
    const under = onto[from + at] ?? 0;
    onto[from + at] = Math.round(under + ((samples[at] ?? 0) - under) * share);
  }
  onto.set(samples.subarray(overlap), from + overlap);
}
