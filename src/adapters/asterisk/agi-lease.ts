/** What a step may last beyond its own length before Asterisk takes the caller away from a server that hangs. */
const LEASE_SLACK_MS = 2000;

/** Commands without a length of their own: below what is left we trust the lease, else we take this one. */
const SHORT_LEASE_MS = 5000;
const SHORT_LEASE_LEFT_MIN_MS = 1500;

/** What asking leaves of the visit, so that a story that ran out of time can still say where to. */
const FAREWELL_RESERVE_MS = 1000;

/** A time-out set later than this before its end would fire under the command it is meant for. */
const LEASE_MIN_MS = 200;

/** Our clock and Asterisk's count the same seconds, but it rounds. */
const ROUNDING_MS = 50;

/**
 * What is left to this visit: of the lease (TIMEOUT(absolute), armed for one step) and of the visit's cap.
 * All times are milliseconds of one monotonic clock; Asterisk's own clock may jump.
 */
export class Lease {
  readonly #visitEndsMs: number;
  #expiresMs: number;

  /** `leftMs` as Asterisk told it at `nowMs`; 0 means that the dialplan set none. */
  constructor(nowMs: number, leftMs: number, visitEndsMs: number) {
    this.#visitEndsMs = visitEndsMs;
    this.#expiresMs = leftMs > 0 ? nowMs + leftMs : Number.POSITIVE_INFINITY;
  }

  /** The longest step that may still begin; negative when none may. */
  longestStepMs(nowMs: number): number {
    return this.#visitEndsMs - nowMs - FAREWELL_RESERVE_MS;
  }

  /** How long a lease a step of that length needs; null when it would not end before the visit must. */
  forStep(stepMs: number, nowMs: number): number | null {
    if (this.longestStepMs(nowMs) < stepMs) return null;
    return Math.min(stepMs + LEASE_SLACK_MS, this.#visitEndsMs - nowMs);
  }

  /** How long a lease a short command needs: 0 when the running one will do, null when the visit is out of time. */
  forShortCommand(nowMs: number): number | null {
    if (this.#expiresMs - nowMs >= SHORT_LEASE_LEFT_MIN_MS && Number.isFinite(this.#expiresMs)) {
      return 0;
    }
    const leftMs = this.#visitEndsMs - nowMs;
    return leftMs < LEASE_MIN_MS ? null : Math.min(SHORT_LEASE_MS, leftMs);
  }

  armed(leaseMs: number, sentMs: number): void {
    this.#expiresMs = sentMs + leaseMs;
  }

  /** Tells a lease that ran out from a caller who hung up: on the wire they look the same (asterisk.md, 3.2). */
  hasExpired(nowMs: number): boolean {
    return nowMs >= this.#expiresMs - ROUNDING_MS;
  }
}
