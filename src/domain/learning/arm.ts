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

interface Rankings {
  readonly weights: Weights;
  readonly canary: Canary | null;
}

/** One of the rankings that decide now. */
export interface RankingInForce {
  readonly arm: Arm;
  readonly weights: Weights;
}

export function rankingsOf({ weights, canary }: Rankings): readonly RankingInForce[] {
  const usual = { arm: 'main', weights } as const;
  return canary === null ? [usual] : [usual, { arm: 'canary', weights: canary.weights }];
}

/** The ranking of this number: the same caller always meets the same one, and a larger share keeps whom it has. */
export function rankingFor(callerNumber: string, { weights, canary }: Rankings): RankingInForce {
  return canary !== null && drawOf(callerNumber, 'canary') < canary.share
    ? { arm: 'canary', weights: canary.weights }
    : { arm: 'main', weights };
}
