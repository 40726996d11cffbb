import type { ConnectorOptions } from '#adapters/crm/connector.ts';
import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import { retryAfterMs, type Verdict } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, jsonOf, mayHeal } from '#adapters/plumbing/http/json.ts';
import { Failure } from '#ports/failure.ts';
import { errorOf, queryOf, quotedError, type Row } from './odata-text.ts';

interface RowsQuery {
  readonly filter?: string;
  /** A non-unique order loses rows at the page's edge: end it with a key. */
  readonly orderby: string;
  readonly select?: readonly string[];
}

/** A list in an order that ends with the key. */
export interface ListQuery extends RowsQuery {
  readonly key: string;
}

/**
 * The standard OData interface of an infobase (version 3, JSON). All fail as `Http.ask` does, and with `not-found` when
 * the entity is not published.
 */
export interface OData {
  /**
   * Page after page, to the end; rows may come twice. Pages are places in a list, and what comes and goes meanwhile moves
   * them: each page begins with the last row of the one before, else the list is read again.
   */
  all(entity: string, query: ListQuery, signal: AbortSignal): AsyncGenerator<readonly Row[]>;
  /** The list as it is, each row once; null when it has more than `rowsMax`. Read again until no row moved meanwhile. */
  whole(
    entity: string,
    query: ListQuery,
    rowsMax: number,
    signal: AbortSignal,
  ): Promise<readonly Row[] | null>;
  /** `$metadata`, as text. */
  metadata(signal: AbortSignal): Promise<string>;
}

const PAGE_ROWS = 1_000;
/** Rows of one entity: more is a source that answers the same page for ever. */
const PAGES_MAX = 10_000;

/** `pageRows`: 2 at least, for a page shares a row with the one before. */
export function createOData(
  { source, http, url, authorization, office }: ConnectorOptions,
  pageRows = PAGE_ROWS,
): OData {
  const name = `1C ${source}`;
  const headers = {
    accept: 'application/json',
    ...(authorization === null ? {} : { authorization }),
  };

  function ask<T>(
    path: string,
    read: (response: HttpResponse) => Verdict<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const reading = (response: HttpResponse): Verdict<T> => {
      const { status } = response;
      if (mayHeal(status) && errorOf(response)?.code !== '-1')
        return {
          kind: 'again',
          afterMs: retryAfterMs(response, office.now()),
          why: `${name} answered ${status}`,
        };
      return status === 200
        ? read(response)
        : { kind: 'failed', failure: failureFor(response, path) };
    };
    return http.ask({ url: `${url}/${path}`, headers }, reading, signal);
  }

  function failureFor(response: HttpResponse, path: string): Failure {
    const told = errorOf(response);
    const entity = decodeURIComponent(/^[^?(]*/.exec(path)?.[0] ?? '');
    const quote = quotedError(response);
    if (told?.code === '8' || (response.status === 404 && told?.code !== '9'))
      return new Failure('not-found', `${name}: ${entity} is not published for OData`, { quote });
    if (told?.code === '9')
      return new Failure('not-found', `${name}: ${entity} has no such record`, { quote });
    if (told?.code === '20' || response.status === 401 || response.status === 403)
      return new Failure(
        'refused',
        `${name}: no right to read ${entity} (${response.status}): check user, password and role`,
        { quote },
      );
    if (told === null) return failureOfStatus(name, response);
    const code = told.code === null ? '' : `, code ${told.code}`;
    return new Failure('invalid', `${name}: ${entity}: error ${response.status}${code}`, { quote });
  }

  /** Status 200, and yet an error page, half an answer, or rows that are none. */
  function rowsFrom(response: HttpResponse): Verdict<readonly Row[]> {
    const json = jsonOf(response);
    if (json === undefined)
      return { kind: 'again', afterMs: null, why: `${name} answered something that is no JSON` };
    const value: unknown = isRow(json) ? json['value'] : undefined;
    if (!Array.isArray(value) || !value.every(isRow))
      return {
        kind: 'failed',
        failure: new Failure('invalid', `${name} answered JSON without rows`, {
          quote: quotedError(response),
        }),
      };
    return { kind: 'answer', value };
  }

  function rows(
    entity: string,
    query: RowsQuery & { readonly top: number; readonly skip: number },
    signal: AbortSignal,
  ): Promise<readonly Row[]> {
    const text = queryOf({
      $format: 'json',
      $filter: query.filter,
      $orderby: query.orderby,
      $select: query.select?.join(','),
      $top: String(query.top),
      $skip: query.skip === 0 ? undefined : String(query.skip),
    });
    return ask(`${encodeURIComponent(entity)}?${text}`, rowsFrom, signal);
  }

  async function* pagesOf(
    entity: string,
    { key, ...query }: ListQuery,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly rows: readonly Row[]; readonly isAnew: boolean }> {
    let last: Row | null = null;
    let skip = 0;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const found: readonly Row[] = await rows(entity, { ...query, top: pageRows, skip }, signal);
      const isMoved = last !== null && found[0]?.[key] !== last[key];
      if (isMoved) {
        [last, skip] = [null, 0];
        continue;
      }
      yield { rows: last === null ? found : found.slice(1), isAnew: last === null };
      if (found.length < pageRows) return;
      skip += found.length - 1;
      last = found.at(-1) ?? null;
    }
    throw new Failure('unavailable', `${name}: ${entity} changes faster than it can be read`);
  }

  return {
    async *all(entity, query, signal) {
      for await (const { rows: found } of pagesOf(entity, query, signal)) yield found;
    },
    async whole(entity, query, rowsMax, signal) {
      let found: Row[] = [];
      for await (const { rows: page, isAnew } of pagesOf(entity, query, signal)) {
        found = isAnew ? [...page] : [...found, ...page];
        if (found.length > rowsMax) return null;
      }
      return found;
    },
    metadata: (signal) =>
      ask<string>(
        '$metadata',
        ({ body }) => {
          const text = body.toString('utf8');
          return /<\/edmx:Edmx>\s*$/.test(text)
            ? { kind: 'answer', value: text }
            : { kind: 'again', afterMs: null, why: `${name} answered half of its $metadata` };
        },
        signal,
      ),
  };
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
