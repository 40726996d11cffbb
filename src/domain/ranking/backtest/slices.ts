import type { JudgedCall } from './backtest.ts';
import type { Quality } from './part-report.ts';

/** The calls that have something in common. */
export interface Slice extends Quality {
  readonly name: string;
  readonly n: number;
  /** Of calls in which somebody could be named, 0 to 1. */
  readonly coverage: number;
}

/** Events of the client before the call: up to so many. */
const HISTORY_STEPS = [0, 1, 2, 5, 10, 20, 50, 100];

/**
 * Where the ranking is good and where it is not: by month (UTC), by the type of the last event, by length of history,
 * and by what there was to go by.
 */
export function slices(judged: readonly JudgedCall[]): {
  readonly byMonth: readonly Slice[];
  readonly byLastType: readonly Slice[];
  readonly byHistory: readonly Slice[];
  readonly byEvidence: readonly Slice[];
} {
  return {
    byMonth: sliced(judged, ({ call }) => monthOf(call.at)).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    ),
    byLastType: sliced(judged, ({ lastType }) => lastType ?? '').toSorted((a, b) => b.n - a.n),
    byHistory: HISTORY_STEPS.flatMap((step, i) =>
      sliced(
        judged.filter(({ events }) => stepOf(events) === i),
        () => rangeText((HISTORY_STEPS[i - 1] ?? -1) + 1, step),
      ),
    ).concat(
      sliced(
        judged.filter(({ events }) => stepOf(events) === -1),
        () => `${HISTORY_STEPS.at(-1)! + 1}-`,
      ),
    ),
    byEvidence: EVIDENCE.flatMap((kind) =>
      sliced(
        judged.filter(({ evidence }) => evidence === kind),
        () => kind,
      ),
    ),
  };
}

const EVIDENCE = ['own', 'company', 'nothing'] as const;

function rangeText(from: number, to: number): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function stepOf(events: number): number {
  return HISTORY_STEPS.findIndex((step) => events <= step);
}

function monthOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 7);
}

function sliced(judged: readonly JudgedCall[], nameOf: (one: JudgedCall) => string): Slice[] {
  return [...Map.groupBy(judged, nameOf)].map(([name, calls]) => {
    const mean = (i: 0 | 1 | 2): number =>
      calls.reduce((sum, { product }) => sum + product[i], 0) / calls.length;
    return {
      name,
      n: calls.length,
      coverage: calls.filter(({ isNamed }) => isNamed).length / calls.length,
      hit1: mean(0),
      hit3: mean(1),
      mrr: mean(2),
    };
  });
}
