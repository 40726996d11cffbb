import {
  corrected,
  fitCorrection,
  NO_CORRECTION,
  type Correction,
  type Told,
} from './calibration.ts';

/** docs/ranking.md, 5.8. */
const REFIT_EVERY = 200;
const FIT_MIN = 200;
const FIT_MAX = 1_000;
/** Who dealt with a call is known late. */
const KNOWN_AFTER_SECONDS = 30 * 86_400;

/**
 * Corrects probabilities by what came of the earlier ones, as they become known: accuracy grows with the history, and
 * a correction that stands still lags behind (docs/ranking.md, 8). Calls come in order of time.
 */
export class Calibrator {
  readonly #past: (Told & { readonly at: number })[] = [];
  #seen = 0;
  #correction: Correction = NO_CORRECTION;

  get correction(): Correction {
    return this.#correction;
  }

  /** The corrected probability of this call, whose end is not known yet, and remembers both for later. */
  tell(told: Told, at: number): number {
    if (this.#seen % REFIT_EVERY === 0) this.#refit(at);
    this.#seen += 1;
    const probability = corrected(told.probability, this.#correction);
    this.#past.push({ ...told, at });
    return probability;
  }

  #refit(at: number): void {
    let known = this.#past.length;
    while (known > 0 && at - this.#past[known - 1]!.at <= KNOWN_AFTER_SECONDS) known -= 1;
    const used = this.#past.slice(Math.max(0, known - FIT_MAX), known);
    this.#correction = used.length < FIT_MIN ? NO_CORRECTION : fitCorrection(used);
  }
}
