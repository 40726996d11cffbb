import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import { retryAfterMs, type Verdict } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, jsonOf, mayHeal, quoteOf } from '#adapters/plumbing/http/json.ts';
import { Failure, type FailureCode } from '#ports/failure.ts';
import { isObject } from '../fields.ts';
import type { Row } from './values.ts';

/** What was asked, and of whom. */
export interface Asked {
  /** In messages: `CRM b24`. */
  readonly name: string;
  readonly method: string;
  readonly now: Date;
  /** When the time that this method took counts for less, as the portal said last; milliseconds, null: unknown. */
  readonly operatingResetAtMs: number | null;
}

/** Errors of the portal that it takes a person to mend, and what that person should do. */
const REFUSALS: Readonly<Record<string, string>> = {
  NO_AUTH_FOUND: 'the webhook is not known: make a new one, and put its address into the settings',
  INVALID_CREDENTIALS:
    'the owner of the webhook may not read this: give him the right, or leave it out of the mapping',
  ACCESS_DENIED: 'the owner of the webhook may not read this, or the tariff has no REST',
  USER_ACCESS_ERROR: 'the owner of the webhook may not use REST',
  EXPIRED_TOKEN: 'the webhook has expired: make a new one',
  OVERLOAD_LIMIT: 'the vendor has blocked REST for this portal by hand: write to its support',
  PORTAL_DELETED: 'the portal is closed or deleted',
};
/** Nothing of that name, or not for this webhook: the portal makes no difference. */
const UNKNOWN_METHOD = 'ERROR_METHOD_NOT_FOUND';
const HEALING = new Set([
  'QUERY_LIMIT_EXCEEDED',
  'INTERNAL_SERVER_ERROR',
  'ERROR_UNEXPECTED_ANSWER',
]);

/** An answer with a `result`, or what stands in its place. Errors may come with a status 200 as well. */
export function verdictOn(response: HttpResponse, asked: Asked): Verdict<Row> {
  const { name, method, now } = asked;
  const { status } = response;
  const body = jsonOf(response);
  if (!isObject(body)) {
    // An error page, a login page, half an answer: they pass.
    if (status < 300 || mayHeal(status))
      return again(
        retryAfterMs(response, now),
        `${name}: ${method} answered ${status} without JSON`,
      );
    return { kind: 'failed', failure: failureOfStatus(name, response) };
  }
  if (body['error'] !== undefined && body['error'] !== '')
    return verdictOnError(response, body, asked);
  if (status < 300 && body['result'] !== undefined) return { kind: 'answer', value: body };
  if (status < 300 || mayHeal(status))
    return again(
      retryAfterMs(response, now),
      `${name}: ${method} answered ${status} without a result`,
    );
  return { kind: 'failed', failure: failureOfStatus(name, response) };
}

function verdictOnError(response: HttpResponse, body: Row, asked: Asked): Verdict<Row> {
  const { name, method, now } = asked;
  const code = errorCode(body['error']);
  if (code === 'OPERATION_TIME_LIMIT')
    return again(operatingPauseMs(body, asked), `${name}: ${method} has used up its time`);
  if (HEALING.has(code)) return again(retryAfterMs(response, now), `${name}: ${method}: ${code}`);
  const failed = (kind: FailureCode, why: string): Verdict<Row> => ({
    kind: 'failed',
    failure: new Failure(kind, `${name}: ${method}: ${why}`, { quote: quoteOf(response) }),
  });
  if (code === 'INSUFFICIENT_SCOPE' || code === UNKNOWN_METHOD)
    return failed(
      'refused',
      `give the webhook the right "${scopeOf(method)}", or leave this out of the mapping`,
    );
  const refusal = REFUSALS[code];
  if (refusal !== undefined) return failed('refused', refusal);
  if (mayHeal(response.status))
    return again(retryAfterMs(response, now), `${name}: ${method}: ${code}`);
  if (response.status === 401 || response.status === 403)
    return failed(
      'refused',
      `not allowed (${code}): see to the rights of the webhook and its owner`,
    );
  return failed('invalid', `${code}: see to the fields that the mapping names`);
}

function again(afterMs: number | null, why: string): Verdict<Row> {
  return { kind: 'again', afterMs, why };
}

/** The portal counts the time of each method over ten minutes, and says when the oldest of them falls out. */
function operatingPauseMs(body: Row, { now, operatingResetAtMs }: Asked): number | null {
  const at = operatingResetMs(body) ?? operatingResetAtMs;
  return at === null ? null : Math.max(0, at - now.getTime());
}

/** `time.operating_reset_at`: unix seconds, in older portals a text; milliseconds. */
export function operatingResetMs(body: Row): number | null {
  const time = isObject(body['time']) ? body['time']['operating_reset_at'] : null;
  const ms =
    typeof time === 'number' ? time * 1000 : Date.parse(typeof time === 'string' ? time : '');
  return Number.isFinite(ms) ? ms : null;
}

/** Codes come in both cases, and as numbers; whatever else stands there is not repeated. */
function errorCode(error: unknown): string {
  const code = typeof error === 'string' || typeof error === 'number' ? String(error) : '';
  return /^\w{1,60}$/.test(code) ? code.toUpperCase() : 'ERROR';
}

/** The right that a method needs, as the form of the webhook calls it. */
export function scopeOf(method: string): string {
  const family = method.split('.', 1)[0]!;
  return family === 'voximplant' ? 'telephony' : family;
}
