import { describe, expect, test, vi } from 'vitest';
import { NO_CALIBRATION, type LabelledCall } from '#domain/learning/calibration.ts';
import { keepCalibration } from '#pipeline/calibrate.ts';
import { Failure } from '#ports/failure.ts';
import type { CallOutcome, LabelsWanted } from '#ports/journal.ts';
import { aBelief } from '#test/fakes/calls.ts';

/** A keeper over a journal that answers as the test says. */
function desk(
  answer: (wanted: LabelsWanted) => Promise<readonly LabelledCall[]>,
  versions = ['v1'],
) {
  const asked: LabelsWanted[] = [];
  const lines: string[] = [];
  const write = (_: object, text: string): void => void lines.push(text);
  const current = [...versions];
  const looks: boolean[] = [];
  const keeper = keepCalibration({
    journal: {
      labelledCalls: (wanted) => {
        asked.push(wanted);
        return answer(wanted);
      },
    },
    versions: () => current,
    beforeMs: () => 1_000,
    log: { debug: write, info: write, warn: write, error: write },
    looked: (ok) => looks.push(ok),
    retryAfterMs: 1,
  });
  return { keeper, asked, lines, looks, versions: current };
}

const labelled = (count: number): readonly LabelledCall[] =>
  Array.from({ length: count }, (_, at) => ({
    belief: aBelief(),
    label: at % 2 === 0 ? 'anna' : 'zoya',
  }));
const onlyOwn = async ({ evidence }: LabelsWanted) => labelled(evidence === 'own' ? 300 : 3);

test('each kind of evidence of each ranking is fitted to its own calls, those that are old enough', async () => {
  const { keeper, asked } = desk(onlyOwn, ['v1', 'v2']);
  await keeper.refit();
  expect(asked.map(({ weightsVersion, evidence }) => `${weightsVersion} ${evidence}`)).toEqual([
    'v1 own',
    'v1 company',
    'v2 own',
    'v2 company',
  ]);
  expect(new Set(asked.map(({ beforeMs }) => beforeMs))).toEqual(new Set([1_000]));
  const { own, company } = keeper.calibrationOf('v2');
  expect([own.first.labels, company.first.labels]).toEqual([300, 3]);
  expect(own.first.a).not.toBe(0);
});

test('before the first look, and of a ranking that nobody asked about, nothing is corrected', async () => {
  const { keeper } = desk(onlyOwn);
  expect(keeper.calibrationOf('v1')).toBe(NO_CALIBRATION);
  await keeper.refit();
  expect(keeper.calibrationOf('unknown')).toBe(NO_CALIBRATION);
});

test('switched off, it asks for nothing and forgets what it knew', async () => {
  const { keeper, asked, versions } = desk(onlyOwn);
  await keeper.refit();
  versions.length = 0;
  await keeper.refit();
  expect(asked).toHaveLength(2);
  expect(keeper.calibrationOf('v1')).toBe(NO_CALIBRATION);
});

describe('calls that end', () => {
  const talk: Pick<CallOutcome, 'employeeId' | 'talkSeconds'> = {
    employeeId: 'anna',
    talkSeconds: 30,
  };
  const ended = (different: Partial<CallOutcome> = {}): CallOutcome => ({
    linkedid: '1',
    startedAtMs: 0,
    endedAtMs: 0,
    reached: 'employee',
    queue: null,
    transferred: false,
    hangupCause: 16,
    waitedMs: null,
    ...talk,
    ...different,
  });

  test('are worth a new look when two hundred of them told something', async () => {
    const { keeper, asked } = desk(onlyOwn);
    for (let at = 0; at < 199; at += 1) keeper.ended(ended());
    for (let at = 0; at < 300; at += 1) {
      keeper.ended(ended({ talkSeconds: 29 }));
      keeper.ended(ended({ employeeId: null }));
    }
    expect(asked).toEqual([]);
    keeper.ended(ended());
    await vi.waitFor(() => expect(keeper.calibrationOf('v1').own.first.labels).toBe(300));
  });
});

test('who asks while it looks is answered by one more look, not by ten', async () => {
  const gate = Promise.withResolvers<void>();
  const { keeper, asked } = desk(async (wanted) => {
    await gate.promise;
    return onlyOwn(wanted);
  });
  const first = keeper.refit();
  await Promise.resolve();
  const rest = Array.from({ length: 10 }, () => keeper.refit());
  gate.resolve();
  await Promise.all([first, ...rest]);
  expect(asked).toHaveLength(4);
});

test('while the journal cannot be read the last corrections stay, and it tries again by itself', async () => {
  let isAway = false;
  const { keeper, lines, looks } = desk(async (wanted) => {
    if (isAway) throw new Failure('unavailable', 'the database is away');
    return labelled(wanted.evidence === 'own' ? 300 + lines.length : 0);
  });
  await keeper.refit();
  const before = keeper.calibrationOf('v1');
  isAway = true;
  await keeper.refit();
  expect(keeper.calibrationOf('v1')).toBe(before);
  expect(lines.at(-1)).toBe('not calibrated: the last corrections stay in force');
  expect(looks).toEqual([true, false]);
  isAway = false;
  await vi.waitFor(() => expect(keeper.calibrationOf('v1')).not.toBe(before));
  expect(looks.at(-1)).toBe(true);
  keeper.stop();
});

test('stopped, it looks no more and complains of nothing', async () => {
  const { keeper, asked, lines } = desk(async () => {
    throw new Failure('gone', 'closed');
  });
  keeper.stop();
  await keeper.refit();
  expect([asked, lines]).toEqual([[], []]);
});
