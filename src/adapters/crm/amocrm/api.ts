import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import { retryAfterMs, type Verdict } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, jsonOf, mayHeal, quoteOf } from '#adapters/plumbing/http/json.ts';
import type { PaceLimits } from '#adapters/plumbing/http/pace.ts';
import { Failure } from '#ports/failure.ts';
import type { ConnectorOptions } from '../connector.ts';
import { isObject } from '../fields.ts';
import type { Row } from './values.ts';

/** amoCRM allows 7 requests a second, and bans whoever insists on more: in no second are these more than 6. */
export const AMO_PACE: PaceLimits = { burst: 1, perSecond: 5, concurrency: 1 };

/** Asking on makes a ban longer. */
const BAN_MS = 3_600_000;

/** In the order of asking; a value may be a list. */
export type Params = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** One page of a list. */
export interface Listed {
  readonly rows: readonly unknown[];
  /** amoCRM says that there is more. */
  readonly hasNext: boolean;
}

/** amoCRM's API, version 4, for reading. */
export interface AmoApi {
  /** One page of the list at `/api/v4/PATH`, whose rows are called `name` there. Fails as `Crm.pages` does. */
  list(path: string, name: string, params: Params, signal: AbortSignal): Promise<Listed>;
  /** One object; fails likewise. */
  object(path: string, params: Params, signal: AbortSignal): Promise<Row>;
}

export function createAmoApi({
  source,
  http,
  url,
  authorization,
  office,
}: ConnectorOptions): AmoApi {
  const name = `amoCRM (${source})`;
  let bannedUntilMs = 0;

  async function ask<T>(
    path: string,
    params: Params,
    read: (response: HttpResponse) => Verdict<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const minutes = Math.ceil((bannedUntilMs - office.now().getTime()) / 60_000);
    if (minutes > 0) throw banned(name, `not asked for ${minutes} min`);
    const headers = {
      accept: 'application/hal+json',
      ...(authorization === null ? {} : { authorization }),
    };
    return http.ask(
      { url: `${url}/api/v4/${path}?${queryOf(params)}`, headers },
      refusing(read),
      signal,
    );
  }

  /** What a status says by itself; only a 200 or 204 is read further. */
  function refusing<T>(read: (response: HttpResponse) => Verdict<T>) {
    return (response: HttpResponse): Verdict<T> => {
      const { status } = response;
      if (status === 200 || status === 204) return read(response);
      if (mayHeal(status))
        return {
          kind: 'again',
          afterMs: retryAfterMs(response, office.now()),
          why: `${name} answered ${status}`,
        };
      // Whoever lacks a right is told so in JSON; who is banned sees the page of a proxy.
      if (status !== 403 || isObject(jsonOf(response)))
        return { kind: 'failed', failure: refusal(name, response) };
      bannedUntilMs = office.now().getTime() + BAN_MS;
      return { kind: 'failed', failure: banned(name, 'asked too fast, perhaps by others') };
    };
  }

  return {
    list: (path, rowsName, params, signal) =>
      ask(path, params, (response) => listFrom(name, rowsName, response), signal),
    object: (path, params, signal) =>
      ask(path, params, (response) => objectFrom(name, response), signal),
  };
}

function listFrom(name: string, rowsName: string, response: HttpResponse): Verdict<Listed> {
  if (response.status === 204) return { kind: 'answer', value: { rows: [], hasNext: false } };
  const answer = jsonOf(response);
  const { _embedded: parts, _links: links } = isObject(answer) ? answer : {};
  const rows = isObject(parts) ? parts[rowsName] : undefined;
  // Never taken for "nothing there": what is not there is deleted here.
  if (!Array.isArray(rows)) return noSense(name);
  const hasNext = isObject(links) && isObject(links['next']);
  return { kind: 'answer', value: { rows, hasNext } };
}

function objectFrom(name: string, response: HttpResponse): Verdict<Row> {
  const value = jsonOf(response);
  return isObject(value) ? { kind: 'answer', value } : noSense(name);
}

/** An error page in HTML, half an answer: it may come whole the next time. */
function noSense(name: string): Verdict<never> {
  return { kind: 'again', afterMs: null, why: `${name} gave an answer that is no answer` };
}

function refusal(name: string, response: HttpResponse): Failure {
  const quote = quoteOf(response);
  switch (response.status) {
    case 401:
      return new Failure('refused', `${name} does not take the token (401): make a new one`, {
        quote,
      });
    case 402:
      return new Failure('refused', `${name} is not paid for (402): renew the account`, { quote });
    case 403:
      return new Failure(
        'refused',
        `${name} does not let us read this (403): the token's owner must be an administrator`,
        { quote },
      );
    default:
      return failureOfStatus(name, response);
  }
}

function banned(name: string, why: string): Failure {
  return new Failure(
    'refused',
    `${name} has banned this address (403), ${why}: see which integrations ask it too often, and write to its support`,
  );
}

function queryOf(params: Params): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params))
    for (const one of [value].flat()) query.append(key, `${one}`);
  return query.toString();
}
