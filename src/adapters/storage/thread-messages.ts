import { Failure, type FailureCode } from '#ports/failure.ts';
import type { LogFields } from '#ports/log.ts';
import type { BackOffice } from './back-office.ts';
import type { CopyState } from './copy.ts';

/** What the storage thread is started with. */
export interface ThreadSettings {
  /** PostgreSQL, or null: the local file is the database. */
  readonly url: string | null;
  readonly file: string;
  /** How long to wait for another program's lock on the file. */
  readonly writerPatienceMs: number;
}

export interface Request {
  readonly id: number;
  readonly method: keyof BackOffice;
  readonly args: readonly unknown[];
}

export type ToThread = Request | 'close';

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-ready'; readonly error: SentError }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError }
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'copy'; readonly state: CopyState }
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly fields: LogFields;
      readonly text: string;
    }
  | { readonly kind: 'closed' };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** An error between threads: structured clone would lose its class and its code. */
export type SentError =
  | { readonly code: FailureCode; readonly message: string; readonly retryable: boolean }
  | { readonly bug: string; readonly stack: string };

export function sent(error: unknown): SentError {
  if (error instanceof Failure) {
    return { code: error.code, message: error.message, retryable: error.retryable };
  }
  return error instanceof Error
    ? { bug: error.message, stack: error.stack ?? '' }
    : { bug: String(error), stack: '' };
}

export function received(error: SentError): Error {
  if ('code' in error)
    return new Failure(error.code, error.message, { retryable: error.retryable });
  const bug = new Error(error.bug);
  bug.stack = error.stack;
  return bug;
}
