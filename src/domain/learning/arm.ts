import type { Weights } from '#domain/ranking/weights.ts';
import { drawOf } from './draw.ts';

/** Which of two rankings decides for a caller. */
export type Arm = 'main' | 'canary';

/** A second ranking on trial. */
export interface Canary {
  readonly weights: Weights;
  /** For this share of the callers, 0 to 1. */
  readonly share: number;
}

/** The ranking of this number: the same caller always meets the same one, and a larger share keeps whom it has. */
export function rankingFor(
  callerNumber: string,
  rules: { readonly weights: Weights; readonly canary: Canary | null },
): { readonly arm: Arm; readonly weights: Weights } {
  const { weights, canary } = rules;
  return canary !== null && drawOf(callerNumber, 'canary') < canary.share
    ? { arm: 'canary', weights: canary.weights }
    : { arm: 'main', weights };
}
