/** How a Bitrix24 portal looks for records, with what it does without a word. */

export type Row = Readonly<Record<string, unknown>>;

export interface Query {
  readonly filter: Row;
  readonly select: readonly string[] | null;
  readonly sortBy: string;
  readonly descending: boolean;
  /** Position of the first record; -1: count nothing, and name no next page. */
  readonly start: number;
}

export interface Answered {
  readonly records: readonly Row[];
  readonly next: number | null;
  readonly total: number;
}

const PAGE = 50;
/** Kept without a time, and compared without one, in the portal's zone. */
const DATES = new Set(['closedate']);
const OPERATOR = /^(>=|<=|>|<|@|=)?(.+)$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;

/** Fields that the table does not have are passed over; a time that it cannot read fits nothing. */
export function answer(rows: readonly Row[], fields: ReadonlySet<string>, query: Query): Answered {
  const conditions = Object.entries(query.filter).flatMap(([key, value]) => {
    const [, operator = '=', field = ''] = OPERATOR.exec(key) ?? [];
    return fields.has(field) ? [{ operator, field, value }] : [];
  });
  const fitting = rows.filter((row) =>
    conditions.every((one) => fits(row[one.field], one.operator, one.value, DATES.has(one.field))),
  );
  const sorted = fitting.sort((a, b) => compare(a[query.sortBy], b[query.sortBy]));
  if (query.descending) sorted.reverse();
  const from = Math.max(0, query.start);
  const records = sorted.slice(from, from + PAGE).map((row) => selected(row, fields, query.select));
  const hasMore = sorted.length > from + PAGE;
  return {
    records,
    next: query.start >= 0 && hasMore ? from + PAGE : null,
    total: query.start >= 0 ? sorted.length : 0,
  };
}

/** Names in the filter that the table does not have. */
export function unknownIn(filter: Row, fields: ReadonlySet<string>): readonly string[] {
  return Object.keys(filter).filter((key) => !fields.has(OPERATOR.exec(key)?.[2] ?? ''));
}

function selected(row: Row, fields: ReadonlySet<string>, select: readonly string[] | null): Row {
  const names = select === null || select.includes('*') ? [...fields] : select;
  return Object.fromEntries(
    names.filter((name) => fields.has(name)).map((name) => [name, row[name] ?? null]),
  );
}

function fits(value: unknown, operator: string, wanted: unknown, isDate: boolean): boolean {
  if (operator === '@') return Array.isArray(wanted) && wanted.map(String).includes(text(value));
  const isTime = typeof wanted === 'string' && !/^\d+$/.test(wanted);
  if (isTime && !TIME.test(wanted)) return false;
  const [left = NaN, right = NaN] = isTime
    ? [Date.parse(text(value)), Date.parse(wanted)].map((ms) => (isDate ? dayOf(ms) : ms))
    : [Number(value), Number(wanted)];
  if (Number.isNaN(left)) return false;
  switch (operator) {
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    default:
      return left === right;
  }
}

function dayOf(ms: number): number {
  return Math.floor((ms + 3 * 3_600_000) / 86_400_000);
}

function compare(a: unknown, b: unknown): number {
  const [left, right] = [Number(a), Number(b)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return text(a) < text(b) ? -1 : 1;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
