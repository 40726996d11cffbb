import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BITRIX24_PACE } from '#adapters/crm/bitrix24/bitrix24.ts';
import { answer, unknownIn, type Answered, type Query, type Row } from './bitrix24-query.ts';
import { fail, json, page, type Fault } from './bitrix24-faults.ts';
import { METHODS, TABLES, type TableName } from './bitrix24-tables.ts';

const SECRET = 's3cr3tw3bh00k';

/** Leaky bucket of the cheap tariffs, faster by this much so that no test waits. */
const TIMES_FASTER = 1_000;
const BUCKET = { size: 50, perSecond: 2 * TIMES_FASTER };
/** What a caller may do against that bucket: the real pace, as much faster. */
export const FAKE_PACE = {
  ...BITRIX24_PACE,
  perSecond: BITRIX24_PACE.perSecond * TIMES_FASTER,
};

/**
 * A Bitrix24 portal behind an incoming webhook, over real HTTP: pages of 50, strings for numbers, names it does not
 * know passed over in silence. It watches its caller: `complaints` must stay empty.
 */
export class FakeBitrix24 implements AsyncDisposable {
  readonly complaints: string[] = [];
  readonly asked: { readonly method: string; readonly parameters: Row }[] = [];
  readonly #tables = new Map<string, Map<number, Row>>();
  readonly #server: Server;
  readonly #clock: () => Date;
  #inBucket = 0;
  #leakedAtMs = performance.now();
  #underWay = 0;
  /** Called before each answer: may change the portal, and says what goes wrong. */
  onRequest: (method: string) => Fault | null = () => null;
  /** Rights of the webhook. */
  scopes: readonly string[] = ['crm', 'user', 'department', 'telephony'];
  /** Codes that the portal answers these methods with. */
  readonly refusals = new Map<string, { readonly status: number; readonly error: string }>();
  /** Seconds by which its clock is behind. */
  behindSeconds = 0;
  operatingResetInSeconds: number | null = null;
  /** There is no REST at this address: the web server says so, and repeats it. */
  isElsewhere = false;
  /** PHP's way with lists that have gaps. */
  listsAreObjects = false;
  /** Does not understand any time in a filter. */
  readsNoTimes = false;

  private constructor(clock: () => Date) {
    this.#clock = clock;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(clock: () => Date): Promise<FakeBitrix24> {
    const fake = new FakeBitrix24(clock);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/rest/1/${SECRET}`;
  }

  get secret(): string {
    return SECRET;
  }

  /** Adds or replaces a record, as its card does: the time of the change is now. */
  put(name: TableName, id: number, row: Row): void {
    const { idField, changed } = TABLES[name];
    const table = this.#table(name);
    const isItem = idField === 'id';
    const kept = { ...table.get(id), ...row, [idField]: isItem ? id : String(id) };
    table.set(id, changed === null ? kept : { ...kept, [changed]: this.#now() });
    // The same lead under its other names.
    if (name === 'lead')
      this.put('item:1', id, {
        contactId: row['CONTACT_ID'] ?? 0,
        companyId: row['COMPANY_ID'] ?? 0,
      });
  }

  remove(name: TableName, id: number): void {
    this.#table(name).delete(id);
    if (name === 'lead') this.remove('item:1', id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #table(name: TableName): Map<number, Row> {
    const table = this.#tables.get(name) ?? new Map<number, Row>();
    this.#tables.set(name, table);
    return table;
  }

  /** As the portal writes times: in its own zone. */
  #now(): string {
    const ms = this.#clock().getTime() - this.behindSeconds * 1000 + 3 * 3_600_000;
    return new Date(ms).toISOString().replace(/\.\d+Z$/, '+03:00');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#underWay += 1;
    if (this.#underWay > 1) this.complaints.push('two requests at the same time');
    response.once('close', () => (this.#underWay -= 1));
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const method = new RegExp(`^/rest/1/${SECRET}/([\\w.]+)\\.json$`).exec(request.url ?? '')?.[1];
    if (method === undefined) {
      this.complaints.push('an address without the secret');
      return json(response, 401, {
        error: 'NO_AUTH_FOUND',
        error_description: 'Wrong authorization data',
      });
    }
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json')
      this.complaints.push(`${method} was not asked with JSON`);
    if (this.#isTooFast()) {
      this.complaints.push('asked faster than allowed');
      return fail(response, 'query-limit', {});
    }
    if (this.isElsewhere) return page(response, 404, `${request.url} was not found`);
    const fault = this.onRequest(method);
    if (fault !== null) return fail(response, fault, this.#operating());
    const parameters = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Row;
    this.asked.push({ method, parameters });
    const { status, body } = this.#answer(method, parameters);
    return json(response, status, body);
  }

  #isTooFast(): boolean {
    const now = performance.now();
    const leaked = ((now - this.#leakedAtMs) / 1000) * BUCKET.perSecond;
    this.#inBucket = Math.max(0, this.#inBucket - leaked) + 1;
    this.#leakedAtMs = now;
    return this.#inBucket > BUCKET.size;
  }

  #answer(method: string, parameters: Row): { status: number; body: Row } {
    const refusal = this.refusals.get(method);
    if (refusal !== undefined)
      return { status: refusal.status, body: { error: refusal.error, error_description: 'No' } };
    const known = METHODS[method];
    if (known === undefined || !this.scopes.includes(known.scope))
      return {
        status: 403,
        body: {
          error: 'insufficient_scope',
          error_description: 'The request requires higher privileges',
        },
      };
    for (const name of Object.keys(parameters))
      if (!known.parameters.includes(name))
        this.complaints.push(`${method} has no parameter ${name}`);
    const name = known.table(parameters);
    if (name === null)
      return { status: 400, body: { error: 'ENTITY_TYPE_NOT_SUPPORTED', error_description: '' } };
    const query = known.query(parameters);
    const fields = new Set(TABLES[name].fields);
    const unknown = unknownIn(query.filter, fields);
    if (known.isStrict && unknown.length > 0)
      return {
        status: 400,
        body: {
          error: 'INVALID_ARG_VALUE',
          error_description: `Invalid filter: field '${unknown[0]}' is not allowed`,
        },
      };
    return { status: 200, body: this.#body(known.wraps, this.#find(name, fields, query)) };
  }

  #find(name: TableName, fields: ReadonlySet<string>, query: Query): Answered {
    const readable =
      Object.values(query.filter).some((value) => /T/.test(String(value))) && this.readsNoTimes;
    return answer(readable ? [] : [...this.#table(name).values()], fields, query);
  }

  #body(wraps: boolean, { records, next, total }: Answered): Row {
    const list = this.listsAreObjects ? Object.fromEntries(records.entries()) : records;
    const start = this.#clock().getTime() / 1000 - this.behindSeconds;
    return {
      result: wraps ? { items: list } : list,
      ...(next === null ? {} : { next }),
      total,
      time: { start, operating: 0.1, ...this.#operating() },
    };
  }

  #operating(): Row {
    if (this.operatingResetInSeconds === null) return {};
    return { operating_reset_at: this.#clock().getTime() / 1000 + this.operatingResetInSeconds };
  }
}
