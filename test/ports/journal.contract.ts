import { describe, expect, test, vi } from 'vitest';
import type { CallOutcome, Journal, LabelsWanted, VisitRecord } from '#ports/journal.ts';
import { labelOf } from '#domain/learning/label.ts';
import { NOW, type Bed } from '#test/adapters/storage/engines.ts';
import { aBelief, aLesson } from '#test/fakes/calls.ts';
import { CASE_LINKEDID, LABEL_CASES } from '#test/fakes/label-cases.ts';
import { aClient, someWeights } from './events.examples.ts';

export function aVisit(over: Partial<VisitRecord> = {}): VisitRecord {
  return {
    linkedid: '100.1',
    uniqueid: '100.1',
    script: 'personal-ivr',
    startedAtMs: NOW.getTime(),
    callerNumber: '+79161234567',
    clientId: 'romashka',
    companyId: null,
    dialled: '74951234567',
    weightsVersion: 'test',
    candidates: [
      { employeeId: 'anna', probability: 0.7, scores: { call_answered: 4 }, notOffered: null },
    ],
    policy: 'menu',
    offered: [{ employeeId: 'anna', extension: '101', keys: '101' }],
    shadow: false,
    said: ['Здравствуйте'],
    keyed: '101',
    destination: { kind: 'employee', employeeId: 'anna', extension: '101', ringSeconds: 20 },
    end: 'routed',
    firstAudioMs: 12,
    decidedMs: 8,
    tookMs: 4_000,
    lesson: null,
    ...over,
  };
}

export function anOutcome(over: Partial<CallOutcome> = {}): CallOutcome {
  return {
    linkedid: '100.1',
    startedAtMs: NOW.getTime(),
    endedAtMs: NOW.getTime() + 90_500,
    employeeId: 'anna',
    reached: 'employee',
    queue: null,
    talkSeconds: 30,
    transferred: false,
    hangupCause: 16,
    waitedMs: null,
    ...over,
  };
}

/** Entries are written behind our back, in order: the one that is told last is there last. */
export async function written(journal: Journal): Promise<void> {
  const marker = aVisit({ linkedid: 'marker', uniqueid: `${Math.random()}`, clientId: null });
  journal.visited({ ...marker, callerNumber: null });
  await vi.waitFor(
    async () => {
      const receipt = await journal.receiptOf('marker');
      expect(receipt?.visits.map((visit) => visit.uniqueid)).toContain(marker.uniqueid);
    },
    { timeout: 10_000, interval: 5 },
  );
}

/** Unix milliseconds, so many seconds after the first call. */
function at(seconds: number): number {
  return NOW.getTime() + seconds * 1000;
}

/** What every journal remembers; src/ports/journal.ts. */
export function journalContract(bed: Bed): void {
  test('an unknown call has no receipt', async () => {
    const { journal } = await bed.open();
    expect(await journal.receiptOf('100.1')).toBeNull();
  });

  test('a call is remembered whole: its visits in order, and its outcome', async () => {
    const { journal } = await bed.open();
    const second = aVisit({ startedAtMs: NOW.getTime() + 20_000, script: 'after-no-answer' });
    journal.visited(second);
    journal.visited(aVisit());
    journal.ended(anOutcome());
    await written(journal);
    expect(await journal.receiptOf('100.1')).toEqual({
      linkedid: '100.1',
      visits: [aVisit(), second],
      outcome: anOutcome(),
    });
  });

  test('an outcome without a visit is a receipt too', async () => {
    const { journal } = await bed.open();
    journal.ended(anOutcome({ reached: 'queue', employeeId: null, queue: 'sales' }));
    await written(journal);
    expect(await journal.receiptOf('100.1')).toMatchObject({
      visits: [],
      outcome: { queue: 'sales' },
    });
  });

  test('told twice, remembered once; the last word about the outcome stands', async () => {
    const { journal } = await bed.open();
    journal.visited(aVisit());
    journal.visited(aVisit());
    journal.ended(anOutcome({ talkSeconds: 1 }));
    journal.ended(anOutcome({ talkSeconds: 2 }));
    await written(journal);
    const receipt = await journal.receiptOf('100.1');
    expect(receipt?.visits).toHaveLength(1);
    expect(receipt?.outcome?.talkSeconds).toBe(2);
  });

  test('the calls of a number are listed once each, newest first', async () => {
    const { journal } = await bed.open();
    journal.visited(aVisit({ linkedid: 'a', startedAtMs: at(0) }));
    journal.visited(aVisit({ linkedid: 'c', startedAtMs: at(20) }));
    journal.visited(aVisit({ linkedid: 'c', startedAtMs: at(30) }));
    journal.visited(aVisit({ linkedid: 'b', startedAtMs: at(10) }));
    journal.visited(aVisit({ linkedid: 'x', startedAtMs: at(99), callerNumber: '+70000000000' }));
    await written(journal);
    expect(await journal.callsOf('+79161234567', 2)).toEqual(['c', 'b']);
  });

  test('old calls are forgotten with their outcomes, a piece at a time; younger ones stay', async () => {
    const { journal } = await bed.open();
    const DAY_MS = 86_400_000;
    const at = (linkedid: string, daysAgo: number) => {
      const startedAtMs = NOW.getTime() - daysAgo * DAY_MS;
      journal.visited(aVisit({ linkedid, uniqueid: linkedid, startedAtMs, clientId: null }));
      journal.ended(anOutcome({ linkedid, startedAtMs, endedAtMs: startedAtMs + 60_000 }));
    };
    for (const [linkedid, daysAgo] of [
      ['1.1', 31],
      ['2.1', 40],
      ['3.1', 29],
    ] as const)
      at(linkedid, daysAgo);
    await written(journal);
    const before = NOW.getTime() - 30 * DAY_MS;
    expect(await journal.forget(before, 1)).toBe(1);
    expect(await journal.forget(before, 10)).toBe(1);
    expect(await journal.forget(before, 10)).toBe(0);
    expect(await journal.receiptOf('1.1')).toBeNull();
    expect(await journal.receiptOf('2.1')).toBeNull();
    expect((await journal.receiptOf('3.1'))?.outcome).not.toBeNull();
  });

  test('calls of shadow mode come in order of time, with whom they reached', async () => {
    const { journal } = await bed.open();
    journal.visited(aVisit({ linkedid: 'late', shadow: true, startedAtMs: at(20) }));
    const silent = { said: [], destination: { kind: 'queue', reason: 'shadow' } } as const;
    journal.visited(aVisit({ ...silent, linkedid: 'early', shadow: true, startedAtMs: at(10) }));
    journal.visited(aVisit({ linkedid: 'before', shadow: true, startedAtMs: at(-1) }));
    journal.visited(aVisit({ linkedid: 'played', shadow: false, startedAtMs: at(15) }));
    journal.ended(anOutcome({ linkedid: 'late', employeeId: 'boris' }));
    await written(journal);
    const offered = {
      clientId: 'romashka',
      weightsVersion: 'test',
      policy: 'menu',
      offered: ['anna'],
      lesson: null,
    };
    expect((await journal.offeredCalls(at(0), 'shadow', 10)).calls).toEqual([
      {
        ...offered,
        linkedid: 'early',
        startedAtMs: at(10),
        wasHeard: false,
        chosenSlot: null,
        reachedEmployeeId: null,
        end: null,
      },
      {
        ...offered,
        linkedid: 'late',
        startedAtMs: at(20),
        wasHeard: true,
        chosenSlot: 0,
        reachedEmployeeId: 'boris',
        end: {
          employeeId: 'boris',
          talkSeconds: 30,
          transferred: false,
          afterTransfer: null,
          redialled: false,
        },
      },
    ]);
    const second = { linkedid: 'played', uniqueid: 'again', script: 'after-no-answer' };
    journal.visited(aVisit({ ...second, startedAtMs: at(16) }));
    await written(journal);
    const { calls } = await journal.offeredCalls(at(10), 'live', 10);
    expect(calls.map((call) => call.startedAtMs)).toEqual([at(15)]);
  });

  test('of more calls than are asked for the newest come, and since when; only first visits count', async () => {
    const { journal } = await bed.open();
    for (const [linkedid, seconds] of [
      ['1.1', 0],
      ['2.1', 10],
      ['3.1', 20],
    ] as const) {
      const first = { linkedid, uniqueid: linkedid, startedAtMs: at(seconds) };
      const later = { linkedid, startedAtMs: at(seconds + 1) };
      journal.visited(aVisit(first));
      journal.visited(aVisit({ ...later, uniqueid: 'second', script: 'after-no-answer' }));
      journal.visited(aVisit({ ...later, uniqueid: 'on another node' }));
    }
    await written(journal);
    // It leaves a call of its own at the very first moment.
    const told = async (sinceMs: number, callsMax: number) => {
      const { calls, cutBeforeMs } = await journal.offeredCalls(sinceMs, 'live', callsMax);
      return [calls.map(({ linkedid }) => linkedid), cutBeforeMs];
    };
    expect(await told(at(1), 2)).toEqual([['2.1', '3.1'], null]);
    expect(await told(at(0), 2)).toEqual([['2.1', '3.1'], at(10)]);
    expect(await told(at(0), 1)).toEqual([['3.1'], at(20)]);
  });

  describe('calls with a known end', () => {
    const own: LabelsWanted = {
      weightsVersion: 'test',
      evidence: 'own',
      beforeMs: at(9_999),
      callsMax: 10,
    };
    const lesson = aLesson();
    const told = (linkedid: string, seconds: number, over: Partial<VisitRecord> = {}) =>
      aVisit({ linkedid, uniqueid: linkedid, startedAtMs: at(seconds), lesson, ...over });

    test('come newest first, each once, with what was believed and whom the caller talked to', async () => {
      const { journal } = await bed.open();
      for (const [linkedid, seconds] of [
        ['1.1', 0],
        ['2.1', 2_000],
        ['3.1', 4_000],
      ] as const) {
        journal.visited(told(linkedid, seconds, { callerNumber: `+7000000000${seconds}` }));
        journal.ended(anOutcome({ linkedid, endedAtMs: at(seconds + 60), employeeId: linkedid }));
      }
      journal.visited(told('3.1', 4_001, { uniqueid: 'on another node' }));
      await written(journal);
      const labels = async (how: Partial<LabelsWanted>) =>
        (await journal.labelledCalls({ ...own, ...how })).map(({ label }) => label);
      expect(await labels({})).toEqual(['3.1', '2.1', '1.1']);
      expect(await labels({ beforeMs: at(2_001) })).toEqual(['2.1', '1.1']);
      expect(await labels({ callsMax: 2 }), 'both visits of 3.1').toEqual(['3.1']);
      expect((await journal.labelledCalls(own))[0]).toEqual({
        belief: lesson.belief,
        label: '3.1',
      });
    });

    test('are kept apart by ranking and by kind of evidence', async () => {
      const { journal } = await bed.open();
      const company = aLesson({ belief: aBelief({ evidence: 'company' }) });
      journal.visited(told('1.1', 0, { lesson: company }));
      journal.visited(told('2.1', 2_000, { weightsVersion: 'other' }));
      journal.ended(anOutcome({ linkedid: '1.1', employeeId: 'boris' }));
      journal.ended(anOutcome({ linkedid: '2.1' }));
      await written(journal);
      expect(await journal.labelledCalls(own)).toEqual([]);
      expect(await journal.labelledCalls({ ...own, evidence: 'company' })).toEqual([
        { belief: company.belief, label: 'boris' },
      ]);
      expect(await journal.labelledCalls({ ...own, weightsVersion: 'other' })).toHaveLength(1);
    });

    test.for(LABEL_CASES)('$name: $label', async ({ outcome = {}, later = [], label }) => {
      const { journal } = await bed.open();
      const linkedid = CASE_LINKEDID;
      journal.visited(told(linkedid, 0));
      const ended = anOutcome({ linkedid, talkSeconds: 120, endedAtMs: at(180), ...outcome });
      journal.ended(ended);
      for (const [i, { afterEndMs, ...over }] of later.entries()) {
        const startedAtMs = at(180) + afterEndMs;
        const other = { linkedid: `${20 + i}.1`, uniqueid: `${20 + i}.1`, startedAtMs, ...over };
        journal.visited(aVisit({ ...other, script: 'after-no-answer' }));
      }
      await written(journal);
      const labels = (await journal.labelledCalls(own)).map((call) => call.label);
      expect(labels).toEqual(label === null ? [] : [label]);
      const [first] = (await journal.offeredCalls(at(0), 'live', 100)).calls;
      expect(first?.end && labelOf(first.end)).toBe(label);
    });

    test.for([
      ['half a minute in shadow mode, which teaches as well', { shadow: true }, 1],
      ['a caller for whom nobody was ranked', { lesson: null }, 0],
    ] as const)('%s', async ([, visit, calls]) => {
      const { journal } = await bed.open();
      journal.visited(told('1.1', 0, visit));
      journal.ended(anOutcome({ linkedid: '1.1' }));
      await written(journal);
      expect(await journal.labelledCalls(own)).toHaveLength(calls);
    });
  });

  for (const order of ['visit first', 'outcome first'] as const) {
    test(`half a minute of talk with a known client counts in the ranking (${order})`, async () => {
      const { callers, events, journal } = await bed.open();
      await events.applyWeights(someWeights());
      await events.keepClients([aClient()]);
      if (order === 'visit first') journal.visited(aVisit());
      journal.ended(anOutcome());
      await written(journal);
      if (order === 'outcome first') journal.visited(aVisit());
      await written(journal);
      const endedAt = Math.floor((NOW.getTime() + 90_500) / 1000);
      expect(await callers.eventsOf('romashka', 10)).toEqual([
        { at: endedAt, type: 'call_answered', employeeId: 'anna' },
      ]);
      // What is committed shows in a node's own copy a moment later.
      await expect
        .poll(async () => (await callers.recognise('+79161234567'))?.tallies[0]?.amount, {
          timeout: 10_000,
          interval: 5,
        })
        .toBe(1);
    });
  }

  test.for([
    ['29 seconds of talk', {}, { talkSeconds: 29 }],
    ['a talk with a stranger', { clientId: null }, {}],
    ['a talk with nobody of ours', {}, { employeeId: null }],
    ['a key without a talk', { keyed: '101' }, { employeeId: null, talkSeconds: 0 }],
  ] as const)('%s teaches the ranking nothing', async ([, visit, outcome]) => {
    const { callers, events, journal } = await bed.open();
    await events.applyWeights(someWeights());
    journal.visited(aVisit(visit));
    journal.ended(anOutcome(outcome));
    await written(journal);
    expect(await callers.eventsOf('romashka', 10)).toEqual([]);
  });

  test('without call_answered in the settings a talk is no event', async () => {
    const { callers, events, journal } = await bed.open();
    const eventTypes = new Map([['letter', { weight: 1, halfLifeDays: 90, handled: true }]]);
    await events.applyWeights(someWeights({ eventTypes }));
    journal.visited(aVisit());
    journal.ended(anOutcome());
    await written(journal);
    expect(await callers.eventsOf('romashka', 10)).toEqual([]);
  });
}
