import type { CallReceipt, VisitRecord } from '#ports/journal.ts';
import { aLesson } from './calls.ts';
import type { LoggedEvent } from './fake-archive.ts';
import { NOW } from './house.ts';

const NOW_SECONDS = NOW.getTime() / 1000;
const DAY = 86_400;

/** An event between Ivan and somebody, known as soon as it happened. */
export function logged(
  employeeId: string,
  daysAgo: number,
  different: Partial<LoggedEvent> = {},
): LoggedEvent {
  const at = NOW_SECONDS - daysAgo * DAY;
  const event = { clientId: 'c1', employeeId, type: 'call_answered', at, knownAt: at };
  return { ...event, deleted: false, ...different };
}

/** What Ivan's call below was ranked by, under the weights of the fake house. */
export const ivansLog: readonly LoggedEvent[] = [logged('anna', 90), logged('zoya', 180)];

/** The first visit of a call of Ivan, at `NOW`. */
export const ivansVisit: VisitRecord = {
  linkedid: '1763690587.14',
  uniqueid: '1763690587.14',
  script: 'personal-ivr',
  startedAtMs: NOW.getTime(),
  callerNumber: '+79161234567',
  clientId: 'c1',
  companyId: null,
  dialled: '',
  weightsVersion: 'test',
  candidates: [
    {
      employeeId: 'anna',
      // (0.5 + 0.99987) ÷ 1.75: half a contact is left, and nearly all recent work was hers.
      probability: 0.857_066,
      scores: { call_answered: 0.5 },
      notOffered: null,
      phone: 'not_inuse',
    },
    {
      employeeId: 'zoya',
      probability: 0.142_934,
      scores: { call_answered: 0.25 },
      notOffered: 'device-busy',
      phone: 'busy',
    },
  ],
  judged: {
    known: 1,
    firstOwn: 0.857_066,
    keys: 'extension',
    peopleMax: 3,
    threshold: 0.5,
    slotProbabilityMin: 0.1,
    directFrom: 0.9,
    directLead: 4,
    savedSeconds: 30,
    listenCostSeconds: 3,
  },
  policy: 'menu',
  offered: [{ employeeId: 'anna', extension: '34', keys: '34' }],
  shadow: false,
  said: ['Здравствуйте!'],
  keyed: '34',
  destination: { kind: 'employee', employeeId: 'anna', extension: '34', ringSeconds: 20 },
  end: 'routed',
  firstAudioMs: 12,
  decidedMs: 2500,
  tookMs: 2503,
  lesson: aLesson({
    belief: {
      evidence: 'own',
      people: [
        { employeeId: 'anna', isFree: true },
        { employeeId: 'zoya', isFree: false },
      ],
      first: { raw: 0.857_066, calibrated: 0.857_066, labels: 0 },
      sum: { raw: 1, calibrated: 1, labels: 0 },
    },
    planned: ['anna'],
  }),
};

export const ivansCall: CallReceipt = {
  linkedid: ivansVisit.linkedid,
  visits: [ivansVisit],
  outcome: {
    linkedid: ivansVisit.linkedid,
    startedAtMs: 0,
    endedAtMs: 0,
    employeeId: 'anna',
    reached: 'employee',
    queue: null,
    talkSeconds: 93,
    transferred: false,
    hangupCause: 16,
    waitedMs: null,
  },
};
