import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '#ports/failure.ts';
import type { Breaker } from './breaker.ts';
import { exchange, type ExchangeLimits, type HttpResponse } from './exchange.ts';
import type { Pace } from './pace.ts';

/** What became of one attempt: an answer, a reason to ask again later, or a failure for good. */
export type Verdict<T> =
  | { readonly kind: 'answer'; readonly value: T }
  /** `afterMs`: what the vendor asked for; null: as we think fit. */
  | { readonly kind: 'again'; readonly afterMs: number | null; readonly why: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface HttpOptions extends ExchangeLimits {
  /** In messages: `CRM ut11`. */
  readonly name: string;
  readonly pace: Pace;
  readonly breaker: Breaker;
  /** Of one request, the first among them. */
  readonly attemptsMax: number;
  /** The first pause; each next one is three times as long. */
  readonly backoffMs: number;
  /** A vendor that asks for a longer pause is asked again by the next run instead. */
  readonly pauseMaxMs: number;
}

export interface HttpAsk {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Http {
  /**
   * Asks, and asks again where `read` or the network says so: only for requests that may be repeated. `read` throws
   * nothing. Fails as `exchange` does, with `unavailable` when the attempts are used up, and with what `read` says.
   */
  ask<T>(
    request: HttpAsk,
    read: (response: HttpResponse) => Verdict<T>,
    signal: AbortSignal,
  ): Promise<T>;
}

/** One vendor's door: its pace, its patience, its breaker. */
export function createHttp(options: HttpOptions): Http {
  const { name, pace, breaker, attemptsMax, backoffMs, pauseMaxMs } = options;

  async function attempt<T>(
    { method = 'GET', url, headers = {}, body }: HttpAsk,
    read: (response: HttpResponse) => Verdict<T>,
    signal: AbortSignal,
  ): Promise<Verdict<T>> {
    const request = { method, url, headers, signal, ...(body === undefined ? {} : { body }) };
    try {
      return read(await pace.take(() => exchange(request, name, options), signal));
    } catch (error) {
      if (error instanceof Failure && error.code === 'unavailable')
        return { kind: 'again', afterMs: null, why: error.message };
      throw error;
    }
  }

  async function untilAnswered<T>(
    request: HttpAsk,
    read: (response: HttpResponse) => Verdict<T>,
    signal: AbortSignal,
  ): Promise<T> {
    for (let number = 1; ; number += 1) {
      const verdict = await attempt(request, read, signal);
      if (verdict.kind === 'answer') return verdict.value;
      if (verdict.kind === 'failed') throw verdict.failure;
      const pauseMs = verdict.afterMs ?? backoffMs * 3 ** (number - 1);
      if (number >= attemptsMax || pauseMs > pauseMaxMs)
        throw new Failure(
          'unavailable',
          `${verdict.why}; asked ${number === 1 ? 'once' : `${number} times`}`,
        );
      await sleep(pauseMs, null, { signal }).catch(() => null);
    }
  }

  return {
    ask: (request, read, signal) => breaker.pass(() => untilAnswered(request, read, signal)),
  };
}

/** `Retry-After` in seconds or as a date, in milliseconds from now; null where there is none. */
export function retryAfterMs({ headers }: HttpResponse, now: Date): number | null {
  const text = String(headers['retry-after'] ?? '');
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
