import { bootstrapMeans, drawnMeans, percentile, type Interval } from '../backtest/bootstrap.ts';
import {
  judgedCalls,
  reportOf,
  type BacktestReport,
  type JudgedCall,
} from '../backtest/backtest.ts';
import type { History } from '../backtest/history.ts';
import { reciprocalWithin } from '../backtest/place.ts';
import { productVerdict } from '../backtest/product.ts';
import { walkForward } from '../backtest/walk.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Weights } from '../weights.ts';
import { evidenceTable, type EvidenceTable } from './evidence-table.ts';
import { CALLS_FOR_HALF_LIVES, freedomFor, proposedWeights } from './fit.ts';
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
  readonly why: 'better' | 'few-calls' | 'noise' | 'nothing-to-change';
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

/** Whether the gain holds on calls between those that were fitted to and the last part; docs/ranking.md, 11. */
export interface Guard {
  readonly calls: number;
  /** Mean difference of 1 ÷ rank within the first three, and what nine of ten redrawn samples exceed. */
  readonly gain: number;
  readonly tenthPercentile: number;
}

const FIT_SHARE = 0.7;
const GUARD_DEPTH = 3;
const GUARD_PERCENTILE = 0.1;
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

  const guard = guardOf(history, table, counts, weights, to);
  if (guard.tenthPercentile <= 0) {
    const why = to < CALLS_FOR_HALF_LIVES ? 'few-calls' : 'noise';
    return { ...nothing, verdict: 'keep', why, guard };
  }
  const proposed = proposedWeights(table, weights, { from: 0, to }, counts);
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

/** Fits to the first 70 % and holds the result against the other 30. */
function guardOf(
  history: History,
  table: EvidenceTable,
  counts: ReadonlyMap<string, number>,
  weights: Weights,
  to: number,
): Guard {
  const at = Math.floor(to * FIT_SHARE);
  const fitted = proposedWeights(table, weights, { from: 0, to: at }, counts);
  const before = reciprocals(history, weights, at, to);
  const after = reciprocals(history, fitted, at, to);
  const rows = before.map((value, i) => ({
    clientId: history.calls[at + i]!.clientId,
    values: [after[i]! - value],
  }));
  const [drawn] = drawnMeans(rows, 1);
  return {
    calls: rows.length,
    gain: rows.reduce((sum, { values }) => sum + values[0]!, 0) / rows.length,
    tenthPercentile: percentile(drawn!, GUARD_PERCENTILE),
  };
}

function reciprocals(history: History, weights: Weights, from: number, to: number): number[] {
  const values: number[] = [];
  const calls = history.calls.slice(0, to);
  walkForward({ ...history, calls }, weights, (call, sight, index) => {
    if (index < from) return;
    const { place } = productVerdict(sight, weights, call.employeeId);
    values.push(reciprocalWithin(place, GUARD_DEPTH));
  });
  return values;
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

function countsOf({ events }: History): ReadonlyMap<string, number> {
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
