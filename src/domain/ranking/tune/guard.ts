import { drawnMeans, percentile } from '../backtest/bootstrap.ts';
import type { History } from '../backtest/history.ts';
import { reciprocalWithin } from '../backtest/place.ts';
import { productVerdict } from '../backtest/product.ts';
import { walkForward } from '../backtest/walk.ts';
import type { Weights } from '../weights.ts';

/** The calls after those that were fitted to: [from, to). */
export interface GuardPart {
  readonly from: number;
  readonly to: number;
}

/** Mean difference of 1 ÷ rank within the first three, and what nine of ten redrawn samples exceed. */
export interface Gain {
  readonly gain: number;
  readonly tenthPercentile: number;
}

/** Whether the gain holds on calls between those that were fitted to and the last part; docs/ranking.md, 11. */
export interface Guard extends Gain {
  readonly calls: number;
  /** By the label's department, the greatest loss first; empty where nobody knows departments. */
  readonly departments: readonly DepartmentGain[];
}

export interface DepartmentGain {
  readonly department: string;
  readonly calls: number;
  readonly gain: number;
  /** More than anybody should lose for the others' gain: nothing is proposed. */
  readonly losesTooMuch: boolean;
}

const DEPTH = 3;
const PERCENTILE = 0.1;
/** docs/ranking.md, 11. */
const DEPARTMENT_LOSS_MAX = 0.02;
/** With fewer calls two points are chance: a single call moves the mean by more. */
const DEPARTMENT_CALLS_MIN = 30;

export function guardOf(history: History, before: Weights, after: Weights, part: GuardPart): Guard {
  const differences = differencesOf(history, before, after, part);
  return {
    calls: differences.length,
    ...gainOver(history, differences, part),
    departments: byDepartment(history, differences, part),
  };
}

/** The guard's measure alone. */
export function guardedGain(
  history: History,
  before: Weights,
  after: Weights,
  part: GuardPart,
): Gain {
  return gainOver(history, differencesOf(history, before, after, part), part);
}

function gainOver(history: History, differences: readonly number[], { from }: GuardPart): Gain {
  const rows = differences.map((value, i) => ({
    clientId: history.calls[from + i]!.clientId,
    values: [value],
  }));
  const [drawn] = drawnMeans(rows, 1);
  return { gain: meanOf(differences), tenthPercentile: percentile(drawn!, PERCENTILE) };
}

function differencesOf(
  history: History,
  before: Weights,
  after: Weights,
  part: GuardPart,
): readonly number[] {
  const [was, is] = [before, after].map((weights) => reciprocals(history, weights, part));
  return is!.map((value, i) => value - was![i]!);
}

function reciprocals(history: History, weights: Weights, { from, to }: GuardPart): number[] {
  const values: number[] = [];
  const calls = history.calls.slice(0, to);
  walkForward({ ...history, calls }, weights, (call, sight, index) => {
    if (index < from) return;
    const { place } = productVerdict(sight, weights, call.employeeId);
    values.push(reciprocalWithin(place, DEPTH));
  });
  return values;
}

function byDepartment(
  { calls, departments }: History,
  differences: readonly number[],
  { from }: GuardPart,
): readonly DepartmentGain[] {
  if (departments === undefined) return [];
  const rows = differences.map((value, i) => ({
    department: departments.get(calls[from + i]!.employeeId) ?? '',
    value,
  }));
  return [...Map.groupBy(rows, ({ department }) => department)]
    .filter(([department]) => department !== '')
    .map(([department, own]) => {
      const gain = meanOf(own.map(({ value }) => value));
      const isJudged = own.length >= DEPARTMENT_CALLS_MIN;
      const losesTooMuch = isJudged && gain < -DEPARTMENT_LOSS_MAX;
      return { department, calls: own.length, gain, losesTooMuch };
    })
    .sort((a, b) => a.gain - b.gain);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
