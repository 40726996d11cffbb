import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Weights } from '../weights.ts';
import {
  calibrationOf,
  type CalibrationReport,
  type CalibratedCall,
} from './calibration-report.ts';
import { Calibrator } from './calibrator.ts';
import type { History, HistoryCall } from './history.ts';
import { baselinesFor, type Sight } from './methods.ts';
import { measuresOf, type Measures } from './place.ts';
import { offeredBy, type Offered } from './policy.ts';
import { policyReport, type PolicyReport } from './policy-report.ts';
import { productVerdict } from './product.ts';
import { partReport, type PartReport } from './part-report.ts';
import { slices, type Slice } from './slices.ts';
import { walkForward, type Clients } from './walk.ts';

/** One call of the last part, and what each method made of it. */
export interface JudgedCall extends CalibratedCall {
  readonly call: HistoryCall;
  /** The client had an earlier event. */
  readonly isWarm: boolean;
  /** The label stands in the client's history: what no method over it can exceed. */
  readonly isReachable: boolean;
  readonly isNamed: boolean;
  readonly product: Measures;
  readonly baselines: readonly Measures[];
  readonly offered: Offered;
  /** Of the client before the call. */
  readonly events: number;
  readonly lastType: string | null;
}

export interface BacktestOptions extends Clients {
  readonly weights: Weights;
  readonly policy: MenuPolicy;
  /** This share of the calls, the earliest, only teaches; 0 to 1. */
  readonly split: number;
  readonly progress?: (share: number) => void;
}

/** docs/ranking.md, 5.9: the top level is of all calls of the last part. */
export interface BacktestReport extends PartReport {
  readonly events: number;
  readonly calls: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly warm: PartReport;
  readonly calibration: CalibrationReport;
  readonly policy: PolicyReport;
  readonly byMonth: readonly Slice[];
  readonly byLastType: readonly Slice[];
  readonly byHistory: readonly Slice[];
}

/** Ranks every call of the last part with what was known strictly before it; docs/ranking.md, section 5. */
export function backtest(history: History, options: BacktestOptions): BacktestReport {
  return reportOf(history, judgedCalls(history, options), options);
}

function methodsFor({ weights, managerOf }: BacktestOptions) {
  return Object.entries(baselinesFor(weights, { knowsManagers: managerOf !== undefined }));
}

/** The calls of the last part, each with what every method made of it. */
export function judgedCalls(history: History, options: BacktestOptions): readonly JudgedCall[] {
  const { weights, policy, split, progress } = options;
  const methods = methodsFor(options);
  const [first, sumOfThree] = [new Calibrator(), new Calibrator()];
  const from = Math.floor(history.calls.length * split);
  const judged: JudgedCall[] = [];

  function judge(call: HistoryCall, sight: Sight, index: number): void {
    if (index % PROGRESS_EVERY === 0) progress?.(index / history.calls.length);
    const isWarm = sight.contacts.length > 0;
    if (index < from && !isWarm) return;
    const { place, named } = productVerdict(sight, weights, call.employeeId);
    const product = measuresOf(place);
    const p1 = named[0]?.probability ?? 0;
    const sum3 = named.slice(0, 3).reduce((sum, { probability }) => sum + probability, 0);
    // Only what is known to be warm teaches the calibrators: a cold caller has no probability at all.
    const p1Corrected = isWarm ? first.tell({ probability: p1, hit: product[0] }, call.at) : 0;
    const sum3Corrected = isWarm
      ? sumOfThree.tell({ probability: sum3, hit: product[1] }, call.at)
      : 0;
    if (index < from) return;
    const last = latestOf(sight);
    judged.push({
      call,
      isWarm,
      isReachable: sight.contacts.some(({ employeeId }) => employeeId === call.employeeId),
      isNamed: named.length > 0,
      product,
      baselines: methods.map(([, method]) => measuresOf(method(sight, call.employeeId))),
      p1,
      p1Corrected,
      sum3,
      sum3Corrected,
      offered: offeredBy(policy, named, { p1: p1Corrected, sum3: sum3Corrected }),
      events: sight.contacts.reduce((sum, { events }) => sum + events, 0),
      lastType: last?.lastType ?? null,
    });
  }

  walkForward(history, weights, judge, options);
  return judged;
}

export function reportOf(
  history: History,
  judged: readonly JudgedCall[],
  options: BacktestOptions,
): BacktestReport {
  const names = methodsFor(options).map(([name]) => name);
  const warm = judged.filter(({ isWarm }) => isWarm);
  return {
    ...partReport(judged, names),
    events: history.events.length,
    calls: history.calls.length,
    from: judged[0]?.call.at ?? null,
    to: judged.at(-1)?.call.at ?? null,
    warm: partReport(warm, names),
    calibration: calibrationOf(warm),
    policy: policyReport(judged, options.policy),
    ...slices(judged),
  };
}

const PROGRESS_EVERY = 1_000;

function latestOf({ contacts }: Sight): Sight['contacts'][number] | undefined {
  return contacts.reduce<Sight['contacts'][number] | undefined>(
    (latest, contact) =>
      latest === undefined || contact.lastAt > latest.lastAt ? contact : latest,
    undefined,
  );
}
