import { describe, expect, test } from 'vitest';
import { CASE_LINKEDID, LABEL_CASES } from '#test/fakes/label-cases.ts';
import { labelledCalls, type JournalVisit } from '#domain/ranking/backtest/labels.ts';

const START = 1_700_000_000_000;
const MINUTE = 60_000;

/** A call of three minutes with anna, who talked for two; say what differs. */
function visit({
  startedAtMs = START,
  outcome = {},
  ...over
}: Partial<Omit<JournalVisit, 'outcome'>> & {
  outcome?: Partial<NonNullable<JournalVisit['outcome']>> | null;
} = {}): JournalVisit {
  return {
    linkedid: '1.1',
    startedAtMs,
    callerNumber: '+79161234567',
    clientId: 'c1',
    outcome: outcome && {
      endedAtMs: startedAtMs + 3 * MINUTE,
      employeeId: 'anna',
      talkSeconds: 120,
      transferred: false,
      ...outcome,
    },
    ...over,
  };
}

test.each(LABEL_CASES)('$name: $label', ({ outcome = {}, later = [], label }) => {
  const others = later.map(({ afterEndMs, ...over }, i) =>
    visit({
      linkedid: `${20 + i}.1`,
      startedAtMs: START + 3 * MINUTE + afterEndMs,
      outcome: null,
      ...over,
    }),
  );
  const { calls } = labelledCalls([visit({ linkedid: CASE_LINKEDID, outcome }), ...others]);
  expect(calls.map(({ employeeId }) => employeeId)).toEqual(label === null ? [] : [label]);
});

test('a talk of half a minute says who dealt with the call; a second less does not', () => {
  const [enough, short] = [30, 29].map((talkSeconds) =>
    labelledCalls([visit({ outcome: { talkSeconds } })]),
  );
  expect(enough!.calls).toEqual([{ at: START / 1000, clientId: 'c1', employeeId: 'anna' }]);
  expect(enough!.count).toMatchObject({ calls: 1, labelled: 1, shortTalk: 0 });
  expect(short).toMatchObject({ calls: [], count: { labelled: 0, shortTalk: 1 } });
});

test('the time of a call is the whole second in which it began', () => {
  const { calls } = labelledCalls([visit({ startedAtMs: START + 999 })]);
  expect(calls[0]!.at).toBe(START / 1000);
});

test.each([
  ['an end that is not known', visit({ outcome: null }), 'unknownOutcome'],
  ['nobody of ours', visit({ outcome: { employeeId: null } }), 'nobody'],
  [
    'what anna passed on to nobody we know',
    visit({
      outcome: { transferred: true, afterTransfer: { employeeId: null, talkSeconds: 60 } },
    }),
    'passedOn',
  ],
  ['a stranger', visit({ clientId: null }), 'strangers'],
] as const)('%s is no label, and is counted', (_, told, reason) => {
  const { calls, count } = labelledCalls([told]);
  expect(calls).toEqual([]);
  expect(count).toMatchObject({ calls: 1, labelled: 0, [reason]: 1 });
});

test('after a transfer the label is whom it went to, and such labels are counted', () => {
  const { calls, count } = labelledCalls([
    visit({
      outcome: {
        employeeId: 'pyotr',
        transferred: true,
        afterTransfer: { employeeId: 'pyotr', talkSeconds: 90 },
      },
    }),
  ]);
  expect(calls[0]!.employeeId).toBe('pyotr');
  expect(count).toMatchObject({ labelled: 1, transferred: 1 });
});

describe('who calls again within ten minutes was not with the right one', () => {
  /** The first call, and a second one that begins so long after its end. */
  const twice = (laterMs: number, over: Parameters<typeof visit>[0] = {}) =>
    labelledCalls([
      visit({ linkedid: '2.1', startedAtMs: START + 3 * MINUTE + laterMs, ...over }),
      visit(),
    ]);

  test.each([
    [0, 1],
    [10 * MINUTE, 1],
    [10 * MINUTE + 1, 0],
  ])('%i ms after the end', (laterMs, redialled) => {
    const { calls, count } = twice(laterMs);
    expect(count).toMatchObject({ calls: 2, labelled: 2 - redialled, redialled });
    // The last word stands.
    expect(calls.at(-1)!.at).toBe((START + 3 * MINUTE) / 1000 + Math.floor(laterMs / 1000));
  });

  test('also when that call reached nobody', () => {
    expect(twice(MINUTE, { outcome: null }).count).toMatchObject({ labelled: 0, redialled: 1 });
  });

  test('but not another number, a withheld one, or a second line during the first call', () => {
    expect(twice(MINUTE, { callerNumber: '+79160000000' }).count.redialled).toBe(0);
    expect(twice(-MINUTE).count.redialled).toBe(0);
    const withheld = [0, 4 * MINUTE].map((later, i) =>
      visit({ linkedid: `${i}.1`, startedAtMs: START + later, callerNumber: null }),
    );
    expect(labelledCalls(withheld).count.redialled).toBe(0);
  });

  test('a second line does not hide the redial behind it', () => {
    const { count } = labelledCalls([
      visit(),
      visit({ linkedid: '2.1', startedAtMs: START + MINUTE, outcome: null }),
      visit({ linkedid: '3.1', startedAtMs: START + 5 * MINUTE }),
    ]);
    expect(count).toMatchObject({ redialled: 1, unknownOutcome: 1, labelled: 1 });
  });
});

test('the first visit speaks for a call; calls come in order of time', () => {
  const second = visit({ startedAtMs: START + MINUTE, clientId: 'other' });
  const earlier = visit({ linkedid: '0.1', startedAtMs: START - 3_600_000 });
  const { calls, count } = labelledCalls([second, visit(), earlier]);
  expect(calls.map(({ at, clientId }) => [at, clientId])).toEqual([
    [START / 1000 - 3_600, 'c1'],
    [START / 1000, 'c1'],
  ]);
  expect(count.calls).toBe(2);
});
