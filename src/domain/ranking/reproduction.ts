/** Who was weighed how. */
interface Weighed {
  readonly employeeId: string;
  readonly probability: number;
}

/** One employee for whom two rankings disagree; null: not among the candidates there. */
export interface Disagreement {
  readonly employeeId: string;
  readonly stored: number | null;
  readonly recomputed: number | null;
}

/** A hundredth of a percent: less than is ever shown, more than the moments between a call's start and its ranking. */
const TOLERANCE = 1e-4;

/** Where a ranking that was made again differs from the one that was written down; empty: nowhere. */
export function disagreements(
  stored: readonly Weighed[],
  recomputed: readonly Weighed[],
): readonly Disagreement[] {
  const before = new Map(stored.map((one) => [one.employeeId, one.probability]));
  const now = new Map(recomputed.map((one) => [one.employeeId, one.probability]));
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((employeeId) => {
    const pair = [before.get(employeeId) ?? 0, now.get(employeeId) ?? 0] as const;
    if (Math.abs(pair[0] - pair[1]) <= TOLERANCE) return [];
    return {
      employeeId,
      stored: before.get(employeeId) ?? null,
      recomputed: now.get(employeeId) ?? null,
    };
  });
}
