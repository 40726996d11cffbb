import { Failure } from '#ports/failure.ts';

export interface BreakerLimits {
  /** So many failures in a row open it. */
  readonly failuresMax: number;
  /** So long it stays open; then one request may try. */
  readonly restMs: number;
}

/** Spares a vendor that is down, and us the waiting for it. Only failures that may heal by themselves count. */
export interface Breaker {
  /** Fails at once with `unavailable` while it is open. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  readonly isOpen: boolean;
}

export function createBreaker(
  name: string,
  { failuresMax, restMs }: BreakerLimits,
  nowMs: () => number = () => performance.now(),
): Breaker {
  let failures = 0;
  let closedAgainAtMs = -Infinity;
  let isTrying = false;

  const isOpen = (): boolean => failures >= failuresMax && (nowMs() < closedAgainAtMs || isTrying);

  return {
    get isOpen() {
      return isOpen();
    },
    async pass(work) {
      if (isOpen()) {
        const seconds = Math.max(1, Math.ceil((closedAgainAtMs - nowMs()) / 1000));
        throw new Failure(
          'unavailable',
          `${name} failed ${failures} times in a row: not asked for ${seconds} s`,
        );
      }
      const isTrial = failures >= failuresMax;
      isTrying ||= isTrial;
      try {
        const answer = await work();
        failures = 0;
        return answer;
      } catch (error) {
        if (error instanceof Failure && error.code === 'unavailable') {
          failures += 1;
          closedAgainAtMs = nowMs() + restMs;
        } else if (!(error instanceof Failure && error.code === 'gone')) failures = 0;
        throw error;
      } finally {
        if (isTrial) isTrying = false;
      }
    },
  };
}

/** Lets everything through: for a door whose caller has a breaker around it. */
export const NO_BREAKER: Breaker = { pass: (work) => work(), isOpen: false };
