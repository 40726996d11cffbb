/** Why something deliberate failed; the caller of a port decides by it whether to try again. */
export type FailureCode =
  | 'unavailable' // nobody answered in time, or the connection broke
  | 'refused' // it answered, and said no
  | 'invalid' // what we were given makes no sense
  | 'not-found'
  | 'exhausted' // a limit is reached: money, space, places
  | 'gone'; // the caller hung up, or the work was called off

/**
 * The one kind of deliberate failure. Adapters translate into it; anything else that is thrown is a bug.
 * The message is for operators: no secrets, no personal data. What the other side said goes into `quote`: it may
 * repeat what it was given, so the log keeps it under `pii`.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly retryable: boolean;
  readonly quote: string | null;

  constructor(
    code: FailureCode,
    message: string,
    options: { retryable?: boolean; quote?: string } = {},
  ) {
    super(message);
    this.code = code;
    this.quote = options.quote ?? null;
    this.retryable = options.retryable ?? (code === 'unavailable' || code === 'exhausted');
  }
  /** With the quote: for whoever gave what it may repeat. */
  get inFull(): string {
    return this.quote === null || this.quote === ''
      ? this.message
      : `${this.message}: ${this.quote}`;
  }
}
