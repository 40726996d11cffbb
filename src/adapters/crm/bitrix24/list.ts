import { Failure } from '#ports/failure.ts';
import { isObject } from '../fields.ts';
import type { BitrixApi } from './api.ts';
import { idOf, listOf, type Row } from './values.ts';

/** A method that answers with records, 50 at a time. */
export interface List {
  readonly method: string;
  readonly idField: 'ID' | 'id';
  parameters(filter: Row, order: 'ASC' | 'DESC'): Row;
  /** The records in its `result`; null where there is no list. */
  recordsIn(result: unknown): readonly unknown[] | null;
}

/** The vendor's; an answer with fewer records is the last one. */
export const PAGE_RECORDS = 50;
/** More in one answer is not from this vendor. */
const ANSWER_RECORDS_MAX = 1_000;

/** `crm.contact.list` and its like. -1 spares the portal the counting of everything that fits. */
export function crmList(method: string, select: readonly string[]): List {
  return {
    method,
    idField: 'ID',
    parameters: (filter, order) => ({ order: { ID: order }, filter, select, start: -1 }),
    recordsIn: listOf,
  };
}

/** Deals, quotes, invoices, smart processes. */
export function itemList(entityTypeId: number, select: readonly string[]): List {
  return {
    method: 'crm.item.list',
    idField: 'id',
    parameters: (filter, order) => ({
      entityTypeId,
      order: { id: order },
      filter,
      select: [...new Set(select)],
      start: -1,
    }),
    recordsIn: (result) => (isObject(result) ? listOf(result['items']) : null),
  };
}

/** Its filter has capitals, and -1 is not promised here: each request asks for the first page after an id. */
export const callList: List = {
  method: 'voximplant.statistic.get',
  idField: 'ID',
  parameters: (filter, order) => ({ FILTER: filter, SORT: 'ID', ORDER: order }),
  recordsIn: listOf,
};

export function userList(select: readonly string[]): List {
  return {
    method: 'user.get',
    idField: 'ID',
    parameters: (filter, order) => ({ FILTER: filter, sort: 'ID', order, select, start: -1 }),
    recordsIn: listOf,
  };
}

export interface Records {
  readonly records: readonly unknown[];
  /** See `Answer.clock`. */
  readonly clock: number;
}

/** One answer. Fails with `invalid` when it is no list. */
export async function askList(
  api: BitrixApi,
  list: List,
  filter: Row,
  order: 'ASC' | 'DESC',
  signal: AbortSignal,
): Promise<Records> {
  const { result, clock } = await api.ask(list.method, list.parameters(filter, order), signal);
  const records = list.recordsIn(result);
  if (records === null || records.length > ANSWER_RECORDS_MAX)
    throw new Failure(
      'invalid',
      `${api.name}: ${list.method} answered with something that is no list of ${PAGE_RECORDS}`,
    );
  return { records, clock };
}

/**
 * Everything that fits, by ascending id: what comes and goes meanwhile shifts nothing. Fails with `invalid` when the
 * portal does not heed the filter by id, which would never end.
 */
export async function* pagesAfter(
  api: BitrixApi,
  list: List,
  filter: Row,
  afterId: number,
  signal: AbortSignal,
): AsyncGenerator<Records & { readonly lastId: number }> {
  let lastId = afterId;
  for (;;) {
    const page = await askList(
      api,
      list,
      { ...filter, [`>${list.idField}`]: lastId },
      'ASC',
      signal,
    );
    const ids = page.records.flatMap((record) => idIn(record, list) ?? []);
    if (ids.some((id) => id <= lastId) || (page.records.length >= PAGE_RECORDS && ids.length === 0))
      throw new Failure(
        'invalid',
        `${api.name}: ${list.method} does not heed its filter by ${list.idField}`,
      );
    lastId = Math.max(lastId, ...ids);
    yield { ...page, lastId };
    if (page.records.length < PAGE_RECORDS) return;
  }
}

export function idIn(record: unknown, { idField }: List): number | null {
  return isObject(record) ? (idOf(record[idField]) ?? null) : null;
}
