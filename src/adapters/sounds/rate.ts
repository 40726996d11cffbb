/** What we write: every telephone hears 8 kHz; a network of wideband telephones (G.722, Opus) hears 16. */
export type PlayRateHz = 8_000 | 16_000;

/** Asterisk looks for `PATH` with the ending of a format it knows: `wav` is 8 kHz, `wav16` is 16 kHz (format_wav). */
const ENDINGS = { 8_000: '.wav', 16_000: '.wav16' } as const;

export function endingOf(rateHz: PlayRateHz): '.wav' | '.wav16' {
  return ENDINGS[rateHz];
}

export function durationMs(sampleCount: number, rateHz: PlayRateHz): number {
  return Math.round((sampleCount / rateHz) * 1_000);
}
