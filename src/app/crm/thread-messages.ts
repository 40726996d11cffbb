import type { CrmPage } from '#ports/crm.ts';
import type { FailureCode } from '#ports/failure.ts';
import { Failure } from '#ports/failure.ts';

/** What the reading thread is asked: one reading of a source, page by page. */
export type ToReader =
  | {
      readonly kind: 'open';
      readonly reading: number;
      readonly source: string;
      readonly cursor: string | null;
    }
  | { readonly kind: 'next'; readonly reading: number }
  | { readonly kind: 'call-off'; readonly reading: number };

export type FromReader =
  | { readonly kind: 'page'; readonly reading: number; readonly page: CrmPage }
  | { readonly kind: 'end'; readonly reading: number }
  | { readonly kind: 'failed'; readonly reading: number; readonly error: SentFailure };

/** A failure between threads: structured clone would lose its class and its code. */
export interface SentFailure {
  /** Null: a bug. */
  readonly code: FailureCode | null;
  readonly message: string;
  readonly retryable: boolean;
  readonly quote: string | null;
}

export function sentFailure(error: unknown): SentFailure {
  if (error instanceof Failure) {
    const { code, message, retryable, quote } = error;
    return { code, message, retryable, quote };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: null, message, retryable: false, quote: null };
}

export function receivedFailure({ code, message, retryable, quote }: SentFailure): Error {
  if (code === null) return new Error(message);
  return new Failure(code, message, { retryable, ...(quote === null ? {} : { quote }) });
}
