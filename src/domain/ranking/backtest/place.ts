/** One of those whom a method would name; `second`, then `lastAt`, break its ties. */
export interface Scored {
  readonly employeeId: string;
  readonly score: number;
  readonly second?: number;
  readonly lastAt: number;
}

/** Where the label came out: so many before it, so many in its tie, itself included. */
export interface Place {
  readonly before: number;
  readonly tied: number;
}

/** [hit@1, hit@3, 1 ÷ rank] of one call. */
export type Measures = readonly [hit1: number, hit3: number, reciprocal: number];

export const MISS: Measures = [0, 0, 0];

/** Rounding must not decide: scores nearer than this, relative, are equal (docs/ranking.md, 5.4). */
const EQUAL_RELATIVE = 1e-9;

/**
 * Order: higher score, then later last event, then nothing: whoever is still equal shares the places. Null when the
 * label is not among those named.
 */
export function placeOf(label: string, named: readonly Scored[]): Place | null {
  const mine = named.find(({ employeeId }) => employeeId === label);
  if (mine === undefined) return null;
  let before = 0;
  let tied = 0;
  for (const other of named) {
    const difference =
      (isEqualScore(other.score, mine.score) ? 0 : other.score - mine.score) ||
      (other.second ?? 0) - (mine.second ?? 0) ||
      other.lastAt - mine.lastAt;
    if (difference > 0) before += 1;
    else if (difference === 0) tied += 1;
  }
  return { before, tied };
}

export function isEqualScore(a: number, b: number): boolean {
  return Math.abs(a - b) <= EQUAL_RELATIVE * Math.max(Math.abs(a), Math.abs(b));
}

/** 1 ÷ rank where the rank is 1 to `depth`, else 0; in a tie its expectation. */
export function reciprocalWithin(place: Place | null, depth: number): number {
  if (place === null) return 0;
  let sum = 0;
  for (let i = 1; i <= place.tied && place.before + i <= depth; i += 1)
    sum += 1 / (place.before + i);
  return sum / place.tied;
}

/** 1 where the label stands among the first `count`, else 0; in a tie its expectation. */
export function hitWithin(place: Place | null, count: number): number {
  return place === null ? 0 : Math.min(1, Math.max(0, (count - place.before) / place.tied));
}

/** Expectations over all orders of a tie (docs/ranking.md, 5.4); MRR is over the full depth. */
export function measuresOf(place: Place | null): Measures {
  if (place === null) return MISS;
  const { before, tied } = place;
  let reciprocals = 0;
  for (let i = 1; i <= tied; i += 1) reciprocals += 1 / (before + i);
  return [hitWithin(place, 1), hitWithin(place, 3), reciprocals / tied];
}
