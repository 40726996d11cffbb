import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Entity → its rows, as the infobase has them now. */
export type Infobase = Map<string, Record<string, unknown>[]>;

/** What goes wrong with one request. */
export type OneCFault =
  | 'busy' // 503 of the web server: all licences taken
  | 'html' // 200, and a page for people
  | 'half' // the connection breaks in the middle of the answer
  | 'reset'
  | 'hang' // no answer at all
  | 'business-error' // 500, code -1
  | 'atom-error'; // 500, the error as XML

export interface FakeOneCOptions {
  readonly infobase: Infobase;
  readonly user?: { readonly name: string; readonly password: string };
  /** Entities that exist and are not published. */
  readonly hidden?: ReadonlySet<string>;
  /** Null: answered as it should be. */
  readonly fault?: (entity: string) => OneCFault | null;
}

export interface FakeOneC extends AsyncDisposable {
  /** Of the OData interface, without a slash at the end. */
  readonly url: string;
  /** Decoded address of every request. */
  readonly asked: string[];
  /** The most that were under way at the same time: each holds a licence. */
  readonly atOnce: () => number;
}

/**
 * The standard OData interface of an infobase, as far as docs/services.md, 6.1 knows it: local times, empty dates,
 * `$orderby` that is not unique in an order of its own each time (so pages lose rows), conditions on texts that find
 * nothing, errors in three forms.
 */
export async function startFakeOneC(options: FakeOneCOptions): Promise<FakeOneC> {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  let unstable = 0;
  const server = createServer((request, response) => {
    running += 1;
    most = Math.max(most, running);
    response.on('close', () => (running -= 1));
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    const path = decodeURIComponent(url.pathname).replace('/base/odata/standard.odata/', '');
    const entity = /^[^(]*/.exec(path)?.[0] ?? '';
    asked.push(`${path}${decodeURIComponent(url.search)}`);
    if (url.pathname.split('/').some((segment) => segment.length > 1000))
      return send(response, 400, 'text/html', '<h2>Bad Request - Invalid URL</h2>');
    if (!isAllowed(request)) return error(response, 401, '20', 'Недостаточно прав');
    switch (options.fault?.(entity) ?? null) {
      case 'busy':
        return send(response, 503, 'text/html', '<html><h1>Service Unavailable</h1></html>');
      case 'html':
        return send(response, 200, 'text/html', '<html><body>1С:Предприятие</body></html>');
      case 'hang':
        return;
      case 'reset':
        return void request.socket.resetAndDestroy();
      case 'half':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
        return void response.write('{"value":[{"Ref_Key":"', () => request.socket.destroy());
      case 'business-error':
        return error(response, 500, '-1', 'Ошибка при выполнении запроса');
      case 'atom-error':
        return send(
          response,
          500,
          'application/atom+xml',
          '<?xml version="1.0"?><m:error xmlns:m="x"><m:code>-1</m:code><m:message xml:lang="ru">Внутренняя ошибка</m:message></m:error>',
        );
      case null:
        break;
    }
    if (path === '$metadata') return send(response, 200, 'application/xml', metadata());
    const rows = options.infobase.get(entity);
    if (rows === undefined || options.hidden?.has(entity) === true)
      return error(response, 404, '8', `Сущность ${entity} не найдена`);
    if (url.searchParams.get('$format') !== 'json')
      return send(response, 200, 'application/atom+xml', '<feed/>');
    json(response, 200, { 'odata.metadata': 'x', value: select(rows, url.searchParams) });
  }

  function isAllowed({ headers }: IncomingMessage): boolean {
    if (options.user === undefined) return true;
    const { name, password } = options.user;
    const wanted = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    return headers.authorization === wanted;
  }

  function select(
    rows: readonly Record<string, unknown>[],
    query: URLSearchParams,
  ): Record<string, unknown>[] {
    unstable += 1;
    const order = (query.get('$orderby') ?? '').split(',').filter((field) => field !== '');
    const found = rows
      .filter((row) => passes(row, query.get('$filter') ?? ''))
      // Rows that are equal to the order stand as the database likes, another way for each page.
      .map((row, index) => ({ row, tie: (index * 7919 + unstable * 104_729) % 1009 }))
      .sort((a, b) => {
        for (const field of order) {
          const [left, right] = [String(a.row[field]), String(b.row[field])];
          if (left !== right) return left < right ? -1 : 1;
        }
        return a.tie - b.tie;
      })
      .map(({ row }) => row);
    const skip = Number(query.get('$skip') ?? 0);
    const fields = query.get('$select')?.split(',');
    return found
      .slice(skip, skip + Number(query.get('$top') ?? found.length))
      .map((row) =>
        fields === undefined
          ? row
          : Object.fromEntries(Object.entries(row).filter(([field]) => fields.includes(field))),
      );
  }

  function metadata(): string {
    const types = Array.from(options.infobase, ([entity, rows]) => {
      if (options.hidden?.has(entity) === true) return '';
      const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const properties = fields.map((field) => `<Property Name="${field}" Type="Edm.String"/>`);
      return `<EntityType Name="${entity}"><Key><PropertyRef Name="Ref_Key"/></Key>${properties.join('')}</EntityType>`;
    });
    return `<edmx:Edmx><edmx:DataServices><Schema>${types.join('')}</Schema></edmx:DataServices></edmx:Edmx>`;
  }

  return {
    url: `http://127.0.0.1:${port}/base/odata/standard.odata`,
    asked,
    atOnce: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** `Date ge datetime'…' and Date lt datetime'…'`; a condition of another kind finds nothing, and says nothing. */
function passes(row: Record<string, unknown>, filter: string): boolean {
  return filter
    .split(' and ')
    .filter((text) => text !== '')
    .every((text) => {
      const [, field = '', operator = '', wanted = ''] =
        /^(\S+) (ge|gt|le|lt) datetime'([^']+)'$/.exec(text) ?? [];
      const value = String(row[field]);
      switch (operator) {
        case 'ge':
          return value >= wanted;
        case 'gt':
          return value > wanted;
        case 'le':
          return value <= wanted;
        case 'lt':
          return value < wanted;
        default:
          return false;
      }
    });
}

function error(response: ServerResponse, status: number, code: string, value: string): void {
  json(response, status, { 'odata.error': { code, message: { lang: 'ru', value } } });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json;charset=utf-8', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
