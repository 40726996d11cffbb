import { ownPart, type Prospect } from '#domain/menu/plan.ts';
import type { Belief, Believed, EvidenceKind } from './belief.ts';
import { calibrated, NAMED_MAX, ofFirst, type Calibration, type Fitted } from './calibration.ts';

/** The prospects with probabilities that can be believed. */
export interface BelievedProspects {
  readonly prospects: readonly Prospect[];
  /** That the caller wants the first one himself, and not somebody whose deputy he is. */
  readonly firstOwn: number;
  readonly belief: Belief;
}

/**
 * What to believe of these prospects, most probable first, where a menu may name `peopleMax`: the sum of so many is
 * corrected by what came true of the sum of so many. Whoever passed his probability on to a deputy is no longer wanted.
 */
export function believe(
  prospects: readonly Prospect[],
  evidence: EvidenceKind,
  calibration: Calibration,
  peopleMax: number,
): BelievedProspects {
  const fit = calibration[evidence];
  const wanted = prospects.filter(({ probability }) => probability > 0);
  const [head] = wanted;
  const raw = wanted.slice(0, peopleMax).reduce((sum, { probability }) => sum + probability, 0);
  const sum = believed(raw, ofFirst(peopleMax, fit));
  return {
    prospects: withSum(prospects, peopleMax, sum.calibrated),
    firstOwn: calibrated(ownPart(head), fit.first),
    belief: {
      evidence,
      people: wanted.slice(0, NAMED_MAX).map(({ employee, notOffered, probability }) => ({
        employeeId: employee.id,
        isFree: notOffered === null,
        probability,
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
