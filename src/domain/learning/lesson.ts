import type { Arm } from './arm.ts';
import type { Belief } from './belief.ts';
import type { Drawn } from './experiment.ts';

/** What a visit leaves to learn from once the end of the call is known; docs/ranking.md, sections 9 and 10. */
export interface Lesson extends Omit<Drawn, 'plan'> {
  readonly arm: Arm;
  readonly belief: Belief;
}
