import { Failure } from '#ports/failure.ts';
import { isObject } from '../fields.ts';
import type { AmoApi, Params } from './api.ts';
import { idFrom, type Row } from './values.ts';

/** A list whose rows are asked for by their ids. */
export interface LookUpList {
  readonly path: string;
  /** The rows' name in an answer. */
  readonly name: string;
  readonly params?: Params;
}

/** The address grows with it, and servers allow about 8 kB. */
const BATCH = 100;
const PAGE_ROWS = 250;
const PAGES_MAX = 100;
const KEPT_MAX = 20_000;

/** Cards by their ids, in batches, each asked for once in a run. */
export class LookUp<T> {
  readonly #api: AmoApi;
  readonly #list: LookUpList;
  readonly #read: (row: Row) => T;
  /** Null: amoCRM has no such card, or does not show it. */
  readonly #kept = new Map<string, T | null>();

  constructor(api: AmoApi, list: LookUpList, read: (row: Row) => T) {
    this.#api = api;
    this.#list = list;
    this.#read = read;
  }

  /** Asks for those that are not known yet. Fails as `AmoApi.list` does. */
  async fetch(ids: Iterable<string>, signal: AbortSignal): Promise<void> {
    if (this.#kept.size > KEPT_MAX) this.#kept.clear();
    const wanted = [...new Set(ids)].filter((id) => !this.#kept.has(id));
    for (let start = 0; start < wanted.length; start += BATCH)
      await this.#fetchBatch(wanted.slice(start, start + BATCH), signal);
  }

  get(id: string): T | null {
    return this.#kept.get(id) ?? null;
  }

  async #fetchBatch(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const found = new Map<string, T>();
    for await (const row of this.#rows(ids, signal)) {
      const id = idFrom(row['id']);
      if (id !== null) found.set(id, this.#read(row));
    }
    for (const id of ids) this.#kept.set(id, found.get(id) ?? null);
  }

  async *#rows(ids: readonly string[], signal: AbortSignal): AsyncGenerator<Row> {
    const { path, name, params = {} } = this.#list;
    for (let page = 1; page <= PAGES_MAX; page += 1) {
      const query = { ...params, 'filter[id][]': ids, limit: PAGE_ROWS, page };
      const { rows, hasNext } = await this.#api.list(path, name, query, signal);
      yield* rows.filter(isObject);
      if (!hasNext) return;
    }
    throw new Failure('invalid', `amoCRM gives a list of ${path} without an end`);
  }
}
