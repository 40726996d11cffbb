const DAY_SECONDS = 86_400;

/** An age in days. A negative one, from clocks that disagree, counts as 0: the future is not worth more than now. */
export function ageDays(ageSeconds: number): number {
  return Math.max(0, ageSeconds) / DAY_SECONDS;
}

/** What is left of 1 after `ageSeconds`: 0.5 ^ (age ÷ half-life). */
export function halved(ageSeconds: number, halfLifeDays: number): number {
  return 2 ** -(ageDays(ageSeconds) / halfLifeDays);
}
