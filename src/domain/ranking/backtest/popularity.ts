import { isEqualScore, type Place } from './place.ts';

/** Seconds of seven days: docs/ranking.md, 6.1. */
const HALF_LIFE_SECONDS = 7 * 86_400;
/** Beyond this exponent all is brought down to today's measure. */
const EXPONENT_MAX = 200;

/**
 * π of everybody, kept so that an event costs O(1) and time nothing: with one half-life for all the shares change with
 * events only (forward decay: Cormode et al., ICDE 2009). Events come in any order of time.
 */
export class PopularityBoard {
  readonly #amounts = new Map<string, number>();
  #landmark = 0;
  #total = 0;

  add(employeeId: string, at: number): void {
    if (this.#landmark === 0) this.#landmark = at;
    let exponent = (at - this.#landmark) / HALF_LIFE_SECONDS;
    if (exponent > EXPONENT_MAX) {
      this.#rescale(2 ** -exponent);
      this.#landmark = at;
      exponent = 0;
    }
    const amount = Math.max(2 ** exponent, Number.MIN_VALUE);
    this.#amounts.set(employeeId, (this.#amounts.get(employeeId) ?? 0) + amount);
    this.#total += amount;
  }

  /** 0 to 1; everybody's sum to 1, or to 0 while nobody did anything. */
  share(employeeId: string): number {
    return this.#total === 0 ? 0 : (this.#amounts.get(employeeId) ?? 0) / this.#total;
  }

  /** Where this employee stands among everybody, equal ones sharing their places; null for one without a share. */
  placeOf(employeeId: string): Place | null {
    const mine = this.#amounts.get(employeeId);
    if (mine === undefined) return null;
    let before = 0;
    let tied = 0;
    for (const amount of this.#amounts.values()) {
      if (isEqualScore(amount, mine)) tied += 1;
      else if (amount > mine) before += 1;
    }
    return { before, tied };
  }

  #rescale(factor: number): void {
    this.#total = 0;
    for (const [employeeId, amount] of this.#amounts) {
      // Nobody is dropped for age: the order of the very old is lost, their being there is not.
      const rescaled = Math.max(amount * factor, Number.MIN_VALUE);
      this.#amounts.set(employeeId, rescaled);
      this.#total += rescaled;
    }
  }
}
