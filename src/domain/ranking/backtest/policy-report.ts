import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { JudgedCall } from './backtest.ts';

/** Calls that would have met this, and how often the label was among those named. */
export interface Met {
  readonly n: number;
  /** Of all calls, 0 to 1. */
  readonly share: number;
  /** The label was named; null where nobody is named. */
  readonly precision: number | null;
}

/** What the settings of the menu would have done, by the corrected probabilities; everybody taken as free. */
export interface PolicyReport {
  readonly direct: Met;
  readonly menu: Met;
  readonly default: Met;
  /** For choosing `menu.threshold`: calls with at least this sum of three, and hit@3 among them. */
  readonly thresholds: readonly {
    readonly threshold: number;
    readonly share: number;
    readonly hit3: number | null;
  }[];
  /** The setting. */
  readonly threshold: number;
}

/** docs/ranking.md, section 8. */
const THRESHOLDS = [0.3, 0.4, 0.5, 0.6, 0.7];

export function policyReport(judged: readonly JudgedCall[], policy: MenuPolicy): PolicyReport {
  const whole = judged.length;
  const met = (kind: JudgedCall['offered']['kind']): Met => {
    const calls = judged.filter(({ offered }) => offered.kind === kind);
    const right = calls.filter(({ offered, call }) =>
      offered.employeeIds.includes(call.employeeId),
    ).length;
    return {
      n: calls.length,
      share: part(calls.length, whole) ?? 0,
      precision: kind === 'default' ? null : part(right, calls.length),
    };
  };
  return {
    direct: met('direct'),
    menu: met('menu'),
    default: met('default'),
    thresholds: THRESHOLDS.map((threshold) => {
      const calls = judged.filter(({ sum3Corrected }) => sum3Corrected >= threshold);
      const hits = calls.reduce((sum, { product }) => sum + product[1], 0);
      return { threshold, share: part(calls.length, whole) ?? 0, hit3: part(hits, calls.length) };
    }),
    threshold: policy.threshold,
  };
}

function part(count: number, whole: number): number | null {
  return whole === 0 ? null : count / whole;
}
