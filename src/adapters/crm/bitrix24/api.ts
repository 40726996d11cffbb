import { Buffer } from 'node:buffer';
import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import type { ConnectorOptions } from '../connector.ts';
import { isObject } from '../fields.ts';
import type { Row } from './values.ts';
import { operatingResetMs, verdictOn } from './verdict.ts';

export interface Answer {
  readonly result: unknown;
  /** Where the next page begins, for methods that page by position. */
  readonly next: unknown;
  /** The portal's clock when it began to answer, unix seconds; ours where it is earlier or the portal says nothing. */
  readonly clock: number;
}

/** Asks one method of the portal. Only what reads is asked, so everything may be asked again. */
export interface BitrixApi {
  /** In messages: `CRM b24`. */
  readonly name: string;
  /**
   * Fails as `Http.ask` does; `refused` says which right is missing. The address is the password: it stands in no
   * message.
   */
  ask(method: string, parameters: Row, signal: AbortSignal): Promise<Answer>;
}

export function createBitrixApi({
  source,
  http,
  url,
  office,
}: Pick<ConnectorOptions, 'source' | 'http' | 'url' | 'office'>): BitrixApi {
  const name = `CRM ${source}`;
  const operatingResets = new Map<string, number>();

  return {
    name,
    async ask(method, parameters, signal) {
      const request = {
        method: 'POST',
        url: `${url}/${method}.json`,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(parameters),
      } as const;
      const body = await http.ask(
        request,
        (response) => {
          const operatingResetAtMs = operatingResets.get(method) ?? null;
          const asked = { name, method, now: office.now(), operatingResetAtMs };
          return verdictOn(withoutSecret(response, url), asked);
        },
        signal,
      );
      const resetMs = operatingResetMs(body);
      if (resetMs !== null) operatingResets.set(method, resetMs);
      return { result: body['result'], next: body['next'], clock: clockOf(body, office.now()) };
    },
  };
}

/** Error pages of web servers repeat the address that was asked, and what is said may be quoted. */
function withoutSecret(response: HttpResponse, url: string): HttpResponse {
  const secret = url.slice(url.lastIndexOf('/') + 1);
  if (secret === '' || !response.body.includes(secret)) return response;
  return { ...response, body: Buffer.from(response.body.toString('utf8').replaceAll(secret, '…')) };
}

/** Changes carry the portal's time: when its clock is slow, ours would pass over what is being changed now. */
function clockOf(body: Row, now: Date): number {
  const start = isObject(body['time']) ? body['time']['start'] : null;
  const ours = now.getTime() / 1000;
  return Math.floor(typeof start === 'number' && start > 0 ? Math.min(start, ours) : ours);
}
