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
import { hitWithin, measuresOf, type Measures } from './place.ts';
import { offeredBy, type Offered } from './policy.ts';
import { policyReport, type PolicyReport } from './policy-report.ts';
import { productVerdict } from './product.ts';
import { partReport, type PartReport } from './part-report.ts';
import { slices, type Slice } from './slices.ts';
import { walkForward } from './walk.ts';

/** One call of the last part, and what each method made of it. */
export interface JudgedCall extends CalibratedCall {
  readonly call: HistoryCall;
  /** The client had an earlier event. */
  readonly isWarm: boolean;
  /** What there was to go by. */
  readonly evidence: 'own' | 'company' | 'nothing';
  /** The label stands in the client's history: what no method over it can exceed. */
  readonly isReachable: boolean;
  /** … or in the company's. */
  readonly isReachableByCompany: boolean;
  readonly isNamed: boolean;
  readonly product: Measures;
  readonly baselines: readonly Measures[];
  readonly offered: Offered;
  /** Of the client before the call. */
  readonly events: number;
  readonly lastType: string | null;
}

export interface BacktestOptions {
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
  /** What is known of the clients besides their events; null where the data do not say. */
  readonly clients: ClientsReport | null;
  readonly calibration: CalibrationReport;
  readonly policy: PolicyReport;
  readonly byMonth: readonly Slice[];
  readonly byLastType: readonly Slice[];
  readonly byHistory: readonly Slice[];
  /** By what there was to go by: own history, the company's alone, nothing. */
  readonly byEvidence: readonly Slice[];
}

/** Shares of the calls of the last part, 0 to 1. */
export interface ClientsReport {
  readonly companyKnown: number;
  readonly managerKnown: number;
  /** The label stands in the client's history or in the company's. */
  readonly ceilingWithCompany: number;
}

/** Ranks every call of the last part with what was known strictly before it; docs/ranking.md, section 5. */
export function backtest(history: History, options: BacktestOptions): BacktestReport {
  return reportOf(history, judgedCalls(history, options), options);
}

function methodsFor({ clients }: History, { weights }: BacktestOptions) {
  const knowsManagers = clients?.values().some(({ managerId }) => managerId !== null) ?? false;
  return Object.entries(baselinesFor(weights, { knowsManagers }));
}

/** The calls of the last part, each with what every method made of it. */
export function judgedCalls(history: History, options: BacktestOptions): readonly JudgedCall[] {
  const { weights, policy, split, progress } = options;
  const methods = methodsFor(history, options);
  // docs/ranking.md, 6.3: what a company's history tells is another kind of evidence, right in other shares.
  const calibrators = { own: calibratorsOfSums(), company: calibratorsOfSums() };
  const from = Math.floor(history.calls.length * split);
  const judged: JudgedCall[] = [];

  function judge(call: HistoryCall, sight: Sight, index: number): void {
    if (index % PROGRESS_EVERY === 0) progress?.(index / history.calls.length);
    const evidence = evidenceOf(sight);
    if (index < from && evidence === 'nothing') return;
    const { place, named } = productVerdict(sight, weights, call.employeeId);
    const product = measuresOf(place);
    const [p1, sum2, sum3] = [1, 2, 3].map((count) =>
      named.slice(0, count).reduce((sum, { probability }) => sum + probability, 0),
    ) as [number, number, number];
    // Only calls that have something to go by teach the calibrators: the others have no probability at all.
    const told = evidence === 'nothing' ? null : calibrators[evidence];
    const p1Corrected = told?.first.tell({ probability: p1, hit: product[0] }, call.at) ?? 0;
    const hit2 = hitWithin(place, 2);
    const sum2Corrected = told?.two.tell({ probability: sum2, hit: hit2 }, call.at) ?? 0;
    const sum3Corrected = told?.three.tell({ probability: sum3, hit: product[1] }, call.at) ?? 0;
    if (index < from) return;
    const isLabel = ({ employeeId }: { employeeId: string }) => employeeId === call.employeeId;
    const isReachable = sight.contacts.some(isLabel);
    judged.push({
      call,
      isWarm: evidence === 'own',
      evidence,
      isReachable,
      isReachableByCompany: isReachable || (sight.colleagues?.some(isLabel) ?? false),
      isNamed: named.length > 0,
      product,
      baselines: methods.map(([, method]) => measuresOf(method(sight, call.employeeId))),
      p1,
      p1Corrected,
      sum3,
      sum3Corrected,
      offered: offeredBy(policy, named, [p1Corrected, sum2Corrected, sum3Corrected]),
      events: sight.contacts.reduce((sum, { events }) => sum + events, 0),
      lastType: latestOf(sight)?.lastType ?? null,
    });
  }

  walkForward(history, weights, judge);
  return judged;
}

/** As a service has them: src/domain/learning/calibration.ts. */
function calibratorsOfSums(): Readonly<Record<'first' | 'two' | 'three', Calibrator>> {
  return { first: new Calibrator(), two: new Calibrator(), three: new Calibrator() };
}

function evidenceOf({ contacts, colleagues }: Sight): JudgedCall['evidence'] {
  if (contacts.length > 0) return 'own';
  return (colleagues?.length ?? 0) > 0 ? 'company' : 'nothing';
}

export function reportOf(
  history: History,
  judged: readonly JudgedCall[],
  options: BacktestOptions,
): BacktestReport {
  const names = methodsFor(history, options).map(([name]) => name);
  const warm = judged.filter(({ isWarm }) => isWarm);
  return {
    ...partReport(judged, names),
    events: history.events.length,
    calls: history.calls.length,
    from: judged[0]?.call.at ?? null,
    to: judged.at(-1)?.call.at ?? null,
    warm: partReport(warm, names),
    clients: clientsReport(history, judged),
    calibration: calibrationOf(warm),
    policy: policyReport(judged, options.policy),
    ...slices(judged),
  };
}

function clientsReport({ clients }: History, judged: readonly JudgedCall[]): ClientsReport | null {
  if (clients === undefined) return null;
  const share = (is: (one: JudgedCall) => boolean): number =>
    judged.length === 0 ? 0 : judged.filter(is).length / judged.length;
  const known = ({ call }: JudgedCall) => clients.get(call.clientId);
  return {
    companyKnown: share((one) => (known(one)?.companyId ?? null) !== null),
    managerKnown: share((one) => (known(one)?.managerId ?? null) !== null),
    ceilingWithCompany: share(({ isReachableByCompany }) => isReachableByCompany),
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
