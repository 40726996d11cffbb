const DAY_SECONDS = 86_400;

/**
 * What is left of 1 after `ageSeconds`: 0.5 ^ (age ÷ half-life). A negative age, from clocks that disagree,
 * counts as 0: the future is not worth more than now.
 */
export function halved(ageSeconds: number, halfLifeDays: number): number {
  return 2 ** (-Math.max(0, ageSeconds) / (halfLifeDays * DAY_SECONDS));
}
