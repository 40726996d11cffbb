import { bootstrapMeans, type Interval } from '../backtest/bootstrap.ts';
import {
  judgedCalls,
  reportOf,
  type BacktestReport,
  type JudgedCall,
} from '../backtest/backtest.ts';
import type { History } from '../backtest/history.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Weights } from '../weights.ts';
import { evidenceTable } from './evidence-table.ts';
import { CALLS_FOR_HALF_LIVES, freedomFor, proposedWeights } from './fit.ts';
import { guardOf, type Guard, type GuardPart } from './guard.ts';
import type { Freedom } from './likelihood.ts';

export interface TuneOptions {
  readonly weights: Weights;
  readonly policy: MenuPolicy;
  /** This share of the calls, the earliest, is fitted to; the rest is looked at once, for the report. */
  readonly split: number;
}

/** What a fit to the earlier calls proposes, and what the later ones, which it never saw, say to that. */
export interface TuneReport {
  /** `keep`: nothing that could be relied on was found. */
  readonly verdict: 'change' | 'keep';
  readonly why: 'better' | 'few-calls' | 'noise' | 'department-loses' | 'nothing-to-change';
  /** Calls that were fitted to, and what so many could tell. */
  readonly fittedCalls: number;
  readonly free: Freedom;
  readonly guard: Guard | null;
  readonly proposed: Weights;
  readonly present: BacktestReport;
  /** The same of the proposal; null when there is none. */
  readonly proposal: BacktestReport | null;
  /** Proposal minus present on the last part: MRR. */
  readonly gain: { readonly all: Interval; readonly warm: Interval } | null;
}

const FIT_SHARE = 0.7;
/** Below it not even the prior is worth a fit. */
const CALLS_MIN = 50;

/** Fits the weights to the earlier calls. The last part decides nothing: it is only reported on. */
export function tune(history: History, options: TuneOptions): TuneReport {
  const { weights, split } = options;
  const to = Math.floor(history.calls.length * split);
  const table = evidenceTable(history, weights);
  const counts = countsOf(history);
  const judged = judgedCalls(history, options);
  const present = reportOf(history, judged, options);
  const free = freedomFor(to);
  const nothing = { proposed: weights, proposal: null, gain: null, fittedCalls: to, free, present };
  if (to < CALLS_MIN) return { ...nothing, verdict: 'keep', why: 'few-calls', guard: null };

  // The fit that is judged saw only the first of them, and was as free as the one that is proposed.
  const part = guardPartOf(history, split);
  const tried = proposedWeights(table, weights, { from: 0, to: part.from }, counts, free);
  const guard = guardOf(history, weights, tried, part);
  if (guard.tenthPercentile <= 0) {
    const why = to < CALLS_FOR_HALF_LIVES ? 'few-calls' : 'noise';
    return { ...nothing, verdict: 'keep', why, guard };
  }
  if (guard.departments.some(({ losesTooMuch }) => losesTooMuch))
    return { ...nothing, verdict: 'keep', why: 'department-loses', guard };
  const proposed = proposedWeights(table, weights, { from: 0, to }, counts, free);
  if (isSame(proposed, weights))
    return { ...nothing, verdict: 'keep', why: 'nothing-to-change', guard };
  const judgedProposal = judgedCalls(history, { ...options, weights: proposed });
  return {
    verdict: 'change',
    why: 'better',
    fittedCalls: to,
    free,
    guard,
    proposed,
    present,
    proposal: reportOf(history, judgedProposal, { ...options, weights: proposed }),
    gain: gainOf(judged, judgedProposal),
  };
}

/** The calls that decide: fitted to are those before them, reported on those after them. */
export function guardPartOf({ calls }: History, split: number): GuardPart {
  const to = Math.floor(calls.length * split);
  return { from: Math.floor(to * FIT_SHARE), to };
}

function gainOf(
  before: readonly JudgedCall[],
  after: readonly JudgedCall[],
): { readonly all: Interval; readonly warm: Interval } {
  const rows = before.map(({ call, product, isWarm }, i) => ({
    isWarm,
    clientId: call.clientId,
    values: [after[i]!.product[2] - product[2]],
  }));
  const [all] = bootstrapMeans(rows, 1);
  const [warm] = bootstrapMeans(
    rows.filter(({ isWarm }) => isWarm),
    1,
  );
  return { all: all!, warm: warm! };
}

/** How often each type occurs. */
export function countsOf({ events }: History): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

function isSame(a: Weights, b: Weights): boolean {
  return (
    a.prior === b.prior &&
    [...a.eventTypes].every(([type, { weight, halfLifeDays }]) => {
      const other = b.eventTypes.get(type);
      return weight === other?.weight && halfLifeDays === other.halfLifeDays;
    })
  );
}
