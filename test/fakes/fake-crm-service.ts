import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServiceRecord {
  readonly kind: 'employee' | 'client' | 'event';
  readonly values: Readonly<Record<string, unknown>>;
}

export type ServiceFault = 'busy' | 'html' | 'half' | 'reset' | 'hang';

export interface FakeCrmService extends AsyncDisposable {
  readonly url: string;
  /** Appends to the journal of changes: what our cursor counts. `gone`: the id of an event that is no more. */
  changed(...records: readonly (ServiceRecord | { readonly gone: string })[]): void;
  /** Query of every request that was answered or went wrong. */
  readonly asked: URLSearchParams[];
}

export interface FakeCrmServiceOptions {
  readonly token?: string;
  readonly perPage?: number;
  readonly fault?: () => ServiceFault | null;
  /** Put over every answer. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

/** A service that keeps to docs/crm/http-json.md: a journal of changes, and a cursor that is a place in it. */
export async function startFakeCrmService(
  options: FakeCrmServiceOptions = {},
): Promise<FakeCrmService> {
  const journal: (ServiceRecord | { readonly gone: string })[] = [];
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://fake');
    asked.push(searchParams);
    const { token } = options;
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return send(response, 401, '{"error":"who are you?"}');
    switch (options.fault?.() ?? null) {
      case 'busy':
        return send(response, 503, '<h1>busy</h1>');
      case 'html':
        return send(response, 200, '<html>please log in</html>');
      case 'hang':
        return;
      case 'reset':
        return void request.socket.resetAndDestroy();
      case 'half':
        response.writeHead(200, { 'content-length': '1000' });
        return void response.write('{"cursor":"', () => request.socket.destroy());
      case null:
        break;
    }
    const from = Number(searchParams.get('after') ?? 0);
    const limit = Math.min(options.perPage ?? 100, Number(searchParams.get('limit') ?? 100));
    const part = lastWords(journal.slice(from, from + limit));
    const next = Math.min(journal.length, from + limit);
    const of = (kind: ServiceRecord['kind']) =>
      part.flatMap((one) => ('kind' in one && one.kind === kind ? one.values : []));
    const answer = {
      cursor: String(next),
      more: next < journal.length,
      employees: of('employee'),
      clients: of('client'),
      events: of('event'),
      gone: part.flatMap((one) => ('gone' in one ? one.gone : [])),
      ...options.answer,
    };
    send(response, 200, JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hs/telefonistka/changes`,
    changed: (...records) => void journal.push(...records),
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A page tells each event once, as it is now. */
function lastWords<One extends ServiceRecord | { readonly gone: string }>(
  part: readonly One[],
): One[] {
  const idOf = (one: One): unknown =>
    'kind' in one ? [one.kind, one.values['id']].join() : `event,${one.gone}`;
  return part.filter((one, at) => part.findLastIndex((other) => idOf(other) === idOf(one)) === at);
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
