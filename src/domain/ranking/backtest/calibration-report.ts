import { calibrationError, reliability, type Bin, type Told } from './calibration.ts';
import type { Measures } from './place.ts';

/** What was told of a call before its end was known. */
export interface CalibratedCall {
  readonly product: Measures;
  readonly p1: number;
  readonly p1Corrected: number;
  /** p1 + p2 + p3. */
  readonly sum3: number;
  readonly sum3Corrected: number;
}

/** How honest a probability is; of calls with a history. */
export interface Honesty {
  /** Expected calibration error; null of no calls. */
  readonly ece: number | null;
  readonly eceCorrected: number | null;
  /** Of the corrected probabilities. */
  readonly bins: readonly Bin[];
}

export interface CalibrationReport {
  /** p1 against hit@1. */
  readonly first: Honesty;
  /** p1 + p2 + p3 against hit@3. */
  readonly sumOfThree: Honesty;
}

export function calibrationOf(calls: readonly CalibratedCall[]): CalibrationReport {
  return {
    first: honesty(
      calls.map(({ p1, product }) => ({ probability: p1, hit: product[0] })),
      calls.map(({ p1Corrected, product }) => ({ probability: p1Corrected, hit: product[0] })),
    ),
    sumOfThree: honesty(
      calls.map(({ sum3, product }) => ({ probability: sum3, hit: product[1] })),
      calls.map(({ sum3Corrected, product }) => ({ probability: sum3Corrected, hit: product[1] })),
    ),
  };
}

function honesty(raw: readonly Told[], corrected: readonly Told[]): Honesty {
  return {
    ece: calibrationError(raw),
    eceCorrected: calibrationError(corrected),
    bins: reliability(corrected),
  };
}
