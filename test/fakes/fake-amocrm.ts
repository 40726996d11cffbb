import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFor, type AmoBook } from './fake-amocrm-book.ts';

/** What goes wrong with one request. */
export type AmoFault =
  | 'busy' // 429
  | 'unavailable' // 503 with a page in HTML
  | 'html' // 200 with a page in HTML
  | 'half' // 200 with the first half of the answer
  | 'reset' // the connection breaks
  | 'empty'; // 200 without a body

export interface FakeAmo extends AsyncDisposable {
  readonly url: string;
  readonly book: AmoBook;
  /** Requests in the order of their coming: path and query. */
  readonly asked: URL[];
  /** What goes wrong with the next requests, one after the other; undefined: nothing. */
  faults: (AmoFault | undefined)[];
  /** Down altogether: every connection is reset. */
  isDown: boolean;
  /** Answers that replace the real ones, by path (`events`). */
  readonly instead: Map<string, { readonly status: number; readonly body: string }>;
  /** Looks at each request before it is answered: a record may come or go just then. */
  before: (url: URL) => void;
}

export const TOKEN = 'Bearer long-lived-token';
/** The vendor's limit: whoever asks more is told 429, and this fake complains. */
const PER_SECOND_MAX = 7;

/**
 * amoCRM as its manual describes it, and as it is known to lie. What a caller may not do is gathered, and thrown when
 * the fake is closed: a request without the token, a parameter that does not exist, more than 7 requests a second.
 */
export async function fakeAmo(
  book: AmoBook,
  { watchesPace = false }: { readonly watchesPace?: boolean } = {},
): Promise<FakeAmo> {
  const complaints: string[] = [];
  const times: number[] = [];
  const server = createServer((request, response) => answer(request, response));

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://amo');
    fake.asked.push(url);
    if (request.headers.authorization !== TOKEN) complaints.push(`no token: ${url.pathname}`);
    if (watchesPace) watchPace();
    const fault = fake.faults.shift();
    if (fake.isDown || fault === 'reset') return void request.socket.destroy();
    if (fault === 'busy') return send(response, 429, '{"status":429}');
    if (fault === 'unavailable') return send(response, 503, PAGE);
    if (fault === 'html') return send(response, 200, PAGE);
    if (fault === 'empty') return send(response, 200, '');
    const path = url.pathname.replace(/^\/api\/v4\//, '');
    const other = fake.instead.get(path);
    if (other !== undefined) return send(response, other.status, other.body);
    fake.before(url);
    const told = answerFor(fake.book, path, url.searchParams);
    if (told.complaint !== null) {
      complaints.push(`${told.complaint}: ${url.pathname}${url.search}`);
      return send(response, 400, '{"title":"Bad Request"}');
    }
    if (told.body === null) return send(response, 204, '');
    const text = JSON.stringify(told.body);
    send(response, 200, fault === 'half' ? text.slice(0, text.length / 2) : text);
  }

  function watchPace(): void {
    const now = performance.now();
    times.push(now);
    const lately = times.filter((at) => now - at < 1_000).length;
    if (lately > PER_SECOND_MAX) complaints.push(`${lately} requests in a second`);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeAmo = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    book,
    asked: [],
    faults: [],
    isDown: false,
    instead: new Map(),
    before: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      if (complaints.length > 0) throw new Error(`amoCRM was asked wrongly: ${complaints[0]}`);
    },
  };
  return fake;
}

const PAGE = '<html><head><style>b{}</style></head><body><h1>Server is busy</h1></body></html>';

function send(response: ServerResponse, status: number, body: string): void {
  const type = body.startsWith('{') ? 'application/hal+json' : 'text/html';
  response.writeHead(status, { 'content-type': type }).end(body);
}
