import {
  corrected,
  fitCorrection,
  NO_CORRECTION,
  type Correction,
  type Told,
} from '#domain/ranking/backtest/calibration.ts';
import type { Belief, EvidenceKind } from './belief.ts';

/** A correction, and how many calls with a known end taught it. */
export interface Fitted extends Correction {
  readonly labels: number;
}

/** docs/ranking.md, 5.8: of the first one's probability, and of the sum of those who may be named. */
export interface KindCalibration {
  readonly first: Fitted;
  readonly sum: Fitted;
}

/** Each kind of evidence has its own (docs/ranking.md, 6.3): the two are wrong in different ways. */
export type Calibration = Readonly<Record<EvidenceKind, KindCalibration>>;

/** A call whose end is known. */
export interface LabelledCall {
  readonly belief: Belief;
  readonly label: string;
}

/** docs/ranking.md, 5.8. */
const LABELS_MIN = 200;
const LABELS_MAX = 1_000;

const NOTHING_LEARNT: KindCalibration = {
  first: { ...NO_CORRECTION, labels: 0 },
  sum: { ...NO_CORRECTION, labels: 0 },
};
export const NO_CALIBRATION: Calibration = { own: NOTHING_LEARNT, company: NOTHING_LEARNT };

/** The probability as it came true so far; untouched while too little is known to correct it. */
export function calibrated(probability: number, fitted: Fitted): number {
  return fitted.labels < LABELS_MIN ? probability : corrected(probability, fitted);
}

/**
 * Learns from these calls, newest first. A call teaches only where its end can tell: who was not there, or was busy,
 * could not be reached however much he was wanted.
 */
export function fitKind(calls: readonly LabelledCall[]): KindCalibration {
  const first = calls.filter(({ belief }) => belief.people[0]?.isFree === true);
  const sum = calls.filter(
    ({ belief: { people } }) => people.length > 0 && people.every(({ isFree }) => isFree),
  );
  return {
    first: fitted(first, ({ belief, label }) => ({
      probability: belief.first.raw,
      hit: Number(belief.people[0]?.employeeId === label),
    })),
    sum: fitted(sum, ({ belief, label }) => ({
      probability: belief.sum.raw,
      hit: Number(belief.people.some(({ employeeId }) => employeeId === label)),
    })),
  };
}

function fitted(calls: readonly LabelledCall[], told: (call: LabelledCall) => Told): Fitted {
  const newest = calls.slice(0, LABELS_MAX);
  const labels = newest.length;
  return labels < LABELS_MIN
    ? { ...NO_CORRECTION, labels }
    : { ...fitCorrection(newest.map(told)), labels };
}
