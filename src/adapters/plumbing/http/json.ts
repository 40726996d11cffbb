import { Failure } from '#ports/failure.ts';
import type { HttpResponse } from './exchange.ts';

/** The body as JSON; undefined where it is none. A half answer and an error page in HTML are none. */
export function jsonOf({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

const QUOTE_LENGTH_MAX = 200;

/** What the other side said, for people who may see it: short, on one line, without its markup. */
export function quoteOf({ body }: HttpResponse): string {
  const text = body.subarray(0, 4096).toString('utf8');
  return text
    .replaceAll(/<(style|script)[^]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, QUOTE_LENGTH_MAX);
}

/** What a status that is no success means, where the vendor has nothing special to say. */
export function failureOfStatus(name: string, response: HttpResponse): Failure {
  const { status } = response;
  const quote = quoteOf(response);
  if (status === 401 || status === 403)
    return new Failure('refused', `${name} refused us (${status}): check user, password, rights`, {
      quote,
    });
  if (status === 404)
    return new Failure('not-found', `${name} has no such address (404)`, { quote });
  if (status >= 300 && status < 400)
    return new Failure('refused', `${name} sends us elsewhere (${status}): correct the address`);
  return new Failure('invalid', `${name} answered ${status}`, { quote });
}

/** Statuses that heal by themselves: too many requests, and a server in trouble. */
export function mayHeal(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}
