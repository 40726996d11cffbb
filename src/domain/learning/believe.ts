import { ownPart, type Prospect } from '#domain/menu/plan.ts';
import type { Belief, Believed, EvidenceKind } from './belief.ts';
import { calibrated, type Calibration, type Fitted } from './calibration.ts';

/** The prospects with probabilities that can be believed. */
export interface BelievedProspects {
  readonly prospects: readonly Prospect[];
  /** That the caller wants the first one himself, and not somebody whose deputy he is. */
  readonly firstOwn: number;
  readonly belief: Belief;
}

/** What to believe of these prospects, most probable first. */
export function believe(
  prospects: readonly Prospect[],
  evidence: EvidenceKind,
  calibration: Calibration,
  peopleMax: number,
): BelievedProspects {
  const fit = calibration[evidence];
  const people = prospects.slice(0, peopleMax);
  const [head] = people;
  const raw = people.reduce((sum, { probability }) => sum + probability, 0);
  const sum = believed(raw, fit.sum);
  return {
    prospects: withSum(prospects, peopleMax, sum.calibrated),
    firstOwn: calibrated(ownPart(head), fit.first),
    belief: {
      evidence,
      people: people.map(({ employee, notOffered }) => ({
        employeeId: employee.id,
        isFree: notOffered === null,
      })),
      first: believed(head?.probability ?? 0, fit.first),
      sum,
    },
  };
}

function believed(raw: number, fit: Fitted): Believed {
  return { raw, calibrated: calibrated(raw, fit), labels: fit.labels };
}

/**
 * The same people in the same order, the first `count` of them together as probable as `sum`. When they gain, all others
 * lose; when they lose, the others do not gain: it goes to somebody whom we do not know.
 */
export function withSum(
  prospects: readonly Prospect[],
  count: number,
  sum: number,
): readonly Prospect[] {
  const raw = prospects.slice(0, count).reduce((all, { probability }) => all + probability, 0);
  if (raw === 0 || raw === sum) return prospects;
  const scale = sum / raw;
  const ofOthers = Math.min(scale, Math.max(0, (1 - sum) / (1 - raw)));
  return prospects.map((prospect, index) => {
    const by = index < count ? scale : ofOthers;
    return {
      ...prospect,
      probability: prospect.probability * by,
      inherited: prospect.inherited * by,
    };
  });
}
