/** A stretch of time and all that a source has of it. */
export interface Window<Row> {
  /** [from, to), seconds. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
  /** All of the stretch; false for one of several pieces of a very crowded one. */
  readonly isWhole: boolean;
}

export interface WindowWalk<Row> {
  /** [from, to), seconds. */
  readonly from: number;
  readonly to: number;
  /** Reads a stretch whole; null when it holds more than `rowsMax`. */
  readonly read: (from: number, to: number, rowsMax: number) => Promise<readonly Row[] | null>;
  /** Reads a stretch that cannot be made shorter, piece by piece. */
  readonly pieces: (from: number, to: number) => AsyncIterable<readonly Row[]>;
  /** No stretch is made shorter: a minute, where the source says nothing else. */
  readonly shortestSeconds?: number;
}

const ROWS_AIM = 1_000;
const ROWS_MAX = 5_000;
const MINUTE_SECONDS = 60;
const LONGEST_SECONDS = 60 * 86_400;
const FIRST_SECONDS = 86_400;

/**
 * Walks a span of time in windows of about 1,000 rows, oldest first. Sources page by position, and rows that come
 * and go meanwhile shift the positions: short windows with fixed ends lose least, and can be compared whole.
 */
export async function* windowWalk<Row>({
  from: start,
  to: end,
  read,
  pieces,
  shortestSeconds: shortest = MINUTE_SECONDS,
}: WindowWalk<Row>): AsyncGenerator<Window<Row>> {
  let length = FIRST_SECONDS;
  let from = start;
  while (from < end) {
    const to = Math.min(end, from + length);
    const rows = await read(from, to, ROWS_MAX);
    if (rows === null && to - from > shortest) {
      length = Math.max(shortest, Math.floor((to - from) / 4));
      continue;
    }
    if (rows === null)
      for await (const piece of pieces(from, to)) yield { from, to, rows: piece, isWhole: false };
    else yield { from, to, rows, isWhole: true };
    length = Math.max(shortest, nextLength(length, rows?.length ?? ROWS_MAX));
    from = to;
  }
}

function nextLength(length: number, rows: number): number {
  const wished = rows === 0 ? length * 4 : Math.floor((length * ROWS_AIM) / rows);
  return Math.min(LONGEST_SECONDS, wished, length * 4);
}
