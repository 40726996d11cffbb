/** Words further away than this are another word, not a slip of the finger. */
const DISTANCE_MAX = 3;

/** A beginning shorter than this may be the beginning of anything. */
const BEGINNING_MIN = 4;

/** The known word that was probably meant, or null: a third of its letters may differ, or its end be missing. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of known) {
    const distance = editDistance(word.slice(0, 64).toLowerCase(), candidate.toLowerCase());
    const allowed = Math.min(DISTANCE_MAX, Math.max(1, Math.floor(candidate.length / 3)));
    if (distance <= allowed && distance < least) [best, least] = [candidate, distance];
  }
  if (best !== null || word.length < BEGINNING_MIN) return best;
  return known.find((candidate) => candidate.startsWith(word.toLowerCase())) ?? null;
}

/** Letters to add, drop, change, or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
