import { Failure } from '#ports/failure.ts';
import { isObject } from '../fields.ts';
import type { Listed } from './api.ts';
import { secondsFrom } from './values.ts';

export interface Stretch {
  /** [from, to), seconds. */
  readonly from: number;
  readonly to: number;
  /** The field with the time that the stretch is about. */
  readonly time: 'created_at' | 'updated_at';
  readonly pageRows: number;
  /** One page of the rows whose time is from `from` to `to`. */
  readonly ask: (from: number, to: number, page: number) => Promise<Listed>;
}

export interface Piece {
  /** Rows of the stretch, and those whose time cannot be read. A row may come in two pieces. */
  readonly rows: readonly unknown[];
  /** Everything before it was read; where the order does not tell: where the stretch begins. */
  readonly readUntil: number;
}

/** More pages than these of one second, or of a list in no order, and more requests than these have no end. */
const PAGES_MAX = 1_000;
const REQUESTS_MAX = 20_000;
/** How often what is paged by position is read over again, at most: until nothing new comes. */
const PASSES_MAX = 4;

/**
 * A list, page by page. amoCRM pages by position, and a row that comes or goes meanwhile moves all behind it by one:
 * so what comes next is asked for by the time of the last row that came, and by position only within one second or
 * where the list turns out to be in no order. Whether bounds are inclusive is not documented: both are asked for.
 */
export async function* byTime(stretch: Stretch): AsyncGenerator<Piece> {
  const budget = { requests: REQUESTS_MAX };
  let rest: Rest | null = { first: stretch.from, end: stretch.to };
  while (rest !== null) rest = yield* readOn(stretch, rest, budget);
}

/** Reads until a page tells what is left; several pages by position are read over: the first time some may have moved. */
async function* readOn(
  stretch: Stretch,
  rest: Rest,
  budget: { requests: number },
): AsyncGenerator<Piece, Rest | null> {
  const seen = new Set<unknown>();
  for (let pass = 1; ; pass += 1) {
    const seenBefore = seen.size;
    const { pages, left } = yield* readOnce(stretch, rest, budget, seen);
    const isSettled = pass > 1 && seen.size === seenBefore;
    if (pages === 1 || isSettled || pass === PASSES_MAX) return left;
  }
}

async function* readOnce(
  { from, to, time, pageRows, ask }: Stretch,
  rest: Rest,
  budget: { requests: number },
  seen: Set<unknown>,
): AsyncGenerator<Piece, { readonly pages: number; readonly left: Rest | null }> {
  const isInside = (at: number): boolean => at >= from && at < to;
  for (let page = 1; page <= PAGES_MAX && budget.requests > 0; page += 1) {
    budget.requests -= 1;
    const { rows, hasNext } = await ask(Math.max(0, rest.first - 1), rest.end, page);
    for (const row of rows) if (isObject(row)) seen.add(row['id']);
    const times = rows.map((row) => timeOf(row, time)).filter((at) => at !== null);
    const isLast = !hasNext && rows.length < pageRows;
    const left = isLast ? null : restAfter(times.filter(isInside), rest);
    yield {
      rows: rows.filter((row) => isInside(timeOf(row, time) ?? from)),
      readUntil: rest.first,
    };
    if (isLast || left !== null) return { pages: page, left };
  }
  throw new Failure('invalid', 'amoCRM gives a list without an end');
}

/** What is still to be read: [first, end). */
interface Rest {
  readonly first: number;
  readonly end: number;
}

/** What is left after a page with rows of these times; null when the page does not tell: all of one second, or in no order. */
function restAfter(times: readonly number[], { first, end }: Rest): Rest | null {
  const steps = times.slice(1).map((at, i) => at - times[i]!);
  const isAscending = steps.every((step) => step >= 0);
  const isDescending = steps.every((step) => step <= 0);
  if (isAscending === isDescending) return null;
  const last = times.at(-1)!;
  if (isAscending) return last > first ? { first: last, end } : null;
  return last + 1 < end ? { first, end: last + 1 } : null;
}

function timeOf(row: unknown, time: Stretch['time']): number | null {
  return isObject(row) ? secondsFrom(row[time]) : null;
}
