import type { Belief } from '#domain/learning/belief.ts';
import { NO_CALIBRATION, type Calibration, type Fitted } from '#domain/learning/calibration.ts';
import type { Lesson } from '#domain/learning/lesson.ts';
import type { OfferedCall } from '#ports/journal.ts';
import { NOW } from './house.ts';

/** What was believed of a caller: the first two thirds of the time one of these, nothing corrected yet. */
export function aBelief(different: Partial<Belief> = {}): Belief {
  return {
    evidence: 'own',
    people: [
      { employeeId: 'anna', isFree: true, probability: 0.4 },
      { employeeId: 'pyotr', isFree: true, probability: 0.2 },
      { employeeId: 'zoya', isFree: true, probability: 0.1 },
    ],
    first: { raw: 0.4, calibrated: 0.4, labels: 0 },
    sum: { raw: 0.7, calibrated: 0.7, labels: 0 },
    ...different,
  };
}

/** A menu of these people, played as it was planned. */
export function aLesson(different: Partial<Lesson> = {}): Lesson {
  const belief = different.belief ?? aBelief();
  return {
    arm: 'main',
    belief,
    planned: belief.people.map(({ employeeId }) => employeeId),
    holdout: false,
    randomised: false,
    swapped: false,
    propensity: 1,
    ...different,
  };
}

/** A call of a client who heard three names, keyed the first and talked. */
export function anOfferedCall(different: Partial<OfferedCall> = {}): OfferedCall {
  const lesson = different.lesson === undefined ? aLesson() : different.lesson;
  return {
    linkedid: '1',
    startedAtMs: NOW.getTime(),
    clientId: 'c1',
    weightsVersion: 'test',
    policy: 'menu',
    offered: lesson?.planned ?? [],
    wasHeard: true,
    chosenSlot: 0,
    reachedEmployeeId: 'anna',
    end: { employeeId: 'anna', talkSeconds: 60, transferred: false, redialled: false },
    lesson,
    ...different,
  };
}

const raised: Fitted = { a: 1, b: 1, labels: 200 };
/** Two hundred calls came true more often than their probabilities said. */
export const RAISED: Calibration = {
  ...NO_CALIBRATION,
  own: { first: raised, two: raised, three: raised },
};
