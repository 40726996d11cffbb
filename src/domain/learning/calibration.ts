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

/**
 * docs/ranking.md, 5.8: of the first one's probability, of the first two together, of the first three. A menu that may
 * name two is judged by the sum of two, which comes true in another share of calls than the sum of three.
 */
export interface KindCalibration {
  readonly first: Fitted;
  readonly two: Fitted;
  readonly three: Fitted;
}

/** More are never named. */
export const NAMED_MAX = 3;

/** What was taught of the first `count` together. */
export function ofFirst(count: number, { first, two, three }: KindCalibration): Fitted {
  if (count <= 1) return first;
  return count === 2 ? two : three;
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

const NO_LABELS: Fitted = { ...NO_CORRECTION, labels: 0 };
const NOTHING_LEARNT: KindCalibration = { first: NO_LABELS, two: NO_LABELS, three: NO_LABELS };
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
  return { first: fitted(calls, 1), two: fitted(calls, 2), three: fitted(calls, 3) };
}

function fitted(calls: readonly LabelledCall[], count: number): Fitted {
  const told = calls.map((call) => toldOfFirst(count, call)).filter((one) => one !== null);
  const newest = told.slice(0, LABELS_MAX);
  const labels = newest.length;
  return labels < LABELS_MIN ? { ...NO_CORRECTION, labels } : { ...fitCorrection(newest), labels };
}

/** What was told of the first `count` together, and whether it came true; null where the call cannot tell. */
function toldOfFirst(count: number, { belief, label }: LabelledCall): Told | null {
  const people = belief.people.slice(0, count);
  if (people.length === 0 || !people.every(({ isFree }) => isFree)) return null;
  let probability = 0;
  for (const one of people) {
    // Before each one's own was noted only that of the first was told for certain: the sum was of as many as a menu
    // might name in those days.
    const told = one.probability ?? (count === 1 ? belief.first.raw : null);
    if (told === null) return null;
    probability += told;
  }
  return { probability, hit: Number(people.some(({ employeeId }) => employeeId === label)) };
}
