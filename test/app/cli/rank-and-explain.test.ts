import { describe, expect, test } from 'vitest';
import { NO_CALIBRATION, type Calibration, type Fitted } from '#domain/learning/calibration.ts';
import type { CallReceipt, VisitRecord } from '#ports/journal.ts';
import { telefonistka } from '#test/fakes/command-line.ts';
import { aBelief, aLesson } from '#test/fakes/calls.ts';
import { contacts, NOW, weights } from '#test/fakes/house.ts';

const NUMBER = '+79161234567';
const ivan = {
  [NUMBER]: { clientName: 'Иван', tallies: [contacts('anna', 3), contacts('pyotr', 1)] },
};

describe('rank', () => {
  test('shows whom the number wants, and what would be offered', async () => {
    const { exit, printed, closed } = await telefonistka('rank 8(916)123-45-67', {
      records: { known: ivan },
    });
    expect(exit).toBe(0);
    expect(printed).toBe(
      [
        `${NUMBER}  Иван`,
        '1   60.0 %  34  Анна Петрова',
        '2   20.0 %  35  Пётр Смирнов',
        'Menu: 34, 35',
      ].join('\n'),
    );
    expect(closed, 'the records are closed again').toBe(1);
  });

  test('as data', async () => {
    const { printed } = await telefonistka(`rank ${NUMBER} --json`, { records: { known: ivan } });
    expect(JSON.parse(printed)).toMatchObject({
      number: NUMBER,
      client: { id: 'c1', name: 'Иван' },
      candidates: [
        { id: 'anna', extension: '34', probability: 0.6, notOffered: null },
        { id: 'pyotr' },
      ],
      plan: { kind: 'menu', people: [{ keys: '34' }, { keys: '35' }] },
    });
  });

  test.each([
    [
      'en',
      'by own events: the first 60.0 % → 80.3 % (n = 200), one of them 80.0 % → 91.6 % (n = 200)',
    ],
    [
      'ru',
      'по своим событиям: первый 60.0 % → 80.3 % (n = 200), один из них 80.0 % → 91.6 % (n = 200)',
    ],
  ] as const)('shows what earlier calls taught (%s)', async (language, told) => {
    const records = { known: ivan, calibrations: { test: RAISED } };
    const { printed } = await telefonistka(`rank ${NUMBER}`, { records, language });
    expect(printed.split('\n')).toContain(told);
    const data = JSON.parse((await telefonistka(`rank ${NUMBER} --json`, { records })).printed);
    expect(data).toMatchObject({ arm: 'main', belief: { first: { raw: 0.6, labels: 200 } } });
  });

  test('says when the ranking on trial decides for a number, and goes by it', async () => {
    const canary = { weights: { ...weights, version: 'trial', prior: 100 }, share: 1 };
    const records = { known: ivan, canary, calibrations: { test: RAISED } };
    const { printed } = await telefonistka(`rank ${NUMBER}`, { records });
    expect(printed).toMatch(/The ranking on trial \(canary\) decides\.\nThe default menu/);
    expect((await telefonistka(`explain ${NUMBER}`, { records })).printed).toContain(
      'version of the weights: trial',
    );
  });

  test('says that a stranger is one', async () => {
    expect((await telefonistka(`rank ${NUMBER}`)).printed).toContain('A stranger');
    expect((await telefonistka(`rank ${NUMBER} --json`)).printed).toBe('null');
  });
});

const raised: Fitted = { a: 1, b: 1, labels: 200 };
const RAISED: Calibration = { ...NO_CALIBRATION, own: { first: raised, sum: raised } };

const visit: VisitRecord = {
  linkedid: '1763690587.14',
  uniqueid: '1763690587.14',
  script: 'personal-ivr',
  startedAtMs: NOW.getTime(),
  callerNumber: NUMBER,
  clientId: 'c1',
  companyId: null,
  dialled: '',
  weightsVersion: 'test',
  candidates: [
    { employeeId: 'anna', probability: 0.6, scores: { call_answered: 3 }, notOffered: null },
    { employeeId: 'zoya', probability: 0.1, scores: {}, notOffered: 'device-busy' },
  ],
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
  lesson: null,
};
const receipt: CallReceipt = {
  linkedid: visit.linkedid,
  visits: [visit],
  outcome: {
    linkedid: visit.linkedid,
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

describe('explain', () => {
  test('shows the arithmetic of a number down to its events', async () => {
    const at = NOW.getTime() / 1000;
    const events = [{ at, type: 'call_answered', employeeId: 'pyotr' }];
    const { printed } = await telefonistka(`explain ${NUMBER}`, {
      records: { known: ivan, events, receipts: [receipt] },
    });
    expect(printed).toContain('1. Анна Петрова — 60 %');
    expect(printed).toContain('2026-11-20 09:00, 0 days ago: 0.5^(0 ÷ 90) = 1');
    expect(printed).toContain('somebody else: 20 %');
    expect(printed).toContain('The list of events is shortened');
    expect(printed).toContain('latest calls: 1763690587.14');
  });

  test('as data', async () => {
    const { printed } = await telefonistka(`explain ${NUMBER} --json`, {
      records: { known: ivan },
    });
    expect(JSON.parse(printed)).toMatchObject({
      number: NUMBER,
      mass: 5,
      weights: { version: 'test', eventTypes: { call_answered: { weight: 1 } } },
      calls: [],
    });
  });

  test('shows what happened in a call', async () => {
    const { printed } = await telefonistka('explain 1763690587.14', {
      records: { receipts: [receipt] },
    });
    expect(printed.split('\n')).toEqual([
      '1763690587.14',
      '',
      '2026-11-20T09:00:00.000Z  personal-ivr  menu',
      '  •   60.0 %  Анна Петрова  call_answered 3.00',
      '      10.0 %  Анна Петрова                      device-busy'.replace(
        'Анна Петрова',
        'Зоя Белых   ',
      ),
      '  ♪ Здравствуйте!',
      '  [34]',
      '  → Анна Петрова (34)  (routed)',
      '  to first audio, to the decision, in all: 12 ms, 2500 ms, 2503 ms',
      '',
      'Answered: Анна Петрова, 93 s',
    ]);
    expect(
      JSON.parse(
        (await telefonistka('explain 1763690587.14 --json', { records: { receipts: [receipt] } }))
          .printed,
      ),
    ).toEqual(receipt);
  });

  test('shows what was believed, and what was left to chance', async () => {
    const learnt = { raw: 0.3, calibrated: 0.5, labels: 412 };
    const belief = aBelief({ evidence: 'company', first: learnt });
    const lesson = aLesson({ arm: 'canary', belief, holdout: true, swapped: true });
    const records = { receipts: [{ ...receipt, visits: [{ ...visit, lesson }] }] };
    const { printed } = await telefonistka('explain 1763690587.14', { records });
    expect(printed).toContain('personal-ivr  menu (canary) (holdout) (swapped)\n');
    expect(printed).toContain(
      "\n  by the company's events: the first 30.0 % → 50.0 % (n = 412), one of them 70.0 %\n",
    );
  });

  test('of a call that the journal does not have ends with 1', async () => {
    expect(await telefonistka('explain pbx-1763690587.99')).toMatchObject({
      exit: 1,
      noted: 'The journal has no such call.',
    });
  });
});
