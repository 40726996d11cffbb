import { describe, expect, test } from 'vitest';
import { afterNoAnswer } from '#agi/after-no-answer.ts';
import { personalIvr } from '#agi/personal-ivr.ts';
import { drawOf } from '#domain/learning/draw.ts';
import { NO_CALIBRATION, type Calibration, type Fitted } from '#domain/learning/calibration.ts';
import type { Heard } from '#ports/call-session.ts';
import { contacts, fakeHouse, NOW, staff, weights } from '#test/fakes/house.ts';
import { scriptedCall } from '#test/fakes/scripted-call.ts';

const key = (digit: string): Heard => ({ kind: 'digit', digit });
const CLIENT = '+79161234567';
const NEARLY_EQUAL = {
  [CLIENT]: { tallies: [contacts('anna', 4), contacts('pyotr', 3.9), contacts('zoya', 1.5)] },
};
/** .5, of which the threshold is just not reached. */
const HARDLY_KNOWN = { [CLIENT]: { tallies: [contacts('anna', 0.6), contacts('pyotr', 0.3)] } };
const AS_RANKED = 'greeting menu_begin option:34 option:35 option:36 menu_end';

/** A call of which lots say this: the draws are of its linkedid alone. */
function linkedidWith(purpose: 'holdout' | 'swap', isBelow: number): string {
  const ids = Array.from({ length: 1_000 }, (_, at) => `1763690587.${at}`);
  return ids.find((id) => drawOf(id, purpose) < isBelow)!;
}

const raised = (labels: number): Fitted => ({ a: 1, b: 1, labels });
const ownRaised = (labels: number): Calibration => ({
  ...NO_CALIBRATION,
  own: { first: raised(labels), two: raised(labels), three: raised(labels) },
});

describe('what earlier calls taught', () => {
  test.each([
    [199, 'greeting default_menu', 'default'],
    [200, 'greeting menu_begin option:34 option:35 menu_end', 'menu'],
  ])('%i of them', async (labels, heard, policy) => {
    const house = fakeHouse({ known: HARDLY_KNOWN, calibrations: { test: ownRaised(labels) } });
    const { call, played } = scriptedCall([key('0')]);
    await personalIvr(call, house);
    expect(played[0]).toBe(heard);
    expect(house.visits[0]).toMatchObject({ policy, lesson: { belief: { sum: { labels } } } });
  });

  test('is in the receipt beside what the ranking said', async () => {
    const house = fakeHouse({ known: HARDLY_KNOWN, calibrations: { test: ownRaised(200) } });
    await personalIvr(scriptedCall([key('0')]).call, house);
    const { belief } = house.visits[0]!.lesson!;
    expect(belief.sum.raw).toBeCloseTo(0.474, 3);
    expect(belief.sum.calibrated).toBeCloseTo(0.71, 2);
    expect(house.visits[0]?.candidates[0]?.probability).toBeCloseTo(0.316, 3);
  });

  test('is what the receipt says the offer was judged by', async () => {
    const house = fakeHouse({ known: HARDLY_KNOWN, calibrations: { test: ownRaised(200) } });
    await personalIvr(scriptedCall([key('0')]).call, house);
    const { judged, candidates, lesson } = house.visits[0]!;
    expect(judged?.known).toBeCloseTo(lesson!.belief.sum.calibrated);
    expect(judged?.firstOwn).toBeCloseTo(lesson!.belief.first.calibrated);
    const inAll = candidates.reduce((sum, { believed }) => sum + (believed ?? 0), 0);
    expect(inAll).toBeCloseTo(judged!.known);
  });

  test('stays with the second visit of the call: its candidates are told as they were believed', async () => {
    const house = fakeHouse({ known: HARDLY_KNOWN, calibrations: { test: ownRaised(200) } });
    await personalIvr(scriptedCall([key('3'), key('4')]).call, house);
    const variables = { TEL_EXT: '34', TEL_DIALSTATUS: 'NOANSWER', TEL_ROUND: '1' };
    await afterNoAnswer(scriptedCall([], { variables }).call, house);
    const [first, second] = house.visits.map(({ candidates }) => candidates);
    expect(second?.map(({ probability }) => probability)).toEqual(
      first?.map(({ believed }) => expect.closeTo(believed ?? 0) as number),
    );
  });

  test('is nobody’s own where an absent one passed it on', async () => {
    const away = { fromMs: 0, toMs: NOW.getTime() + 1, deputyId: 'zoya' };
    const [anna, ...others] = staff;
    const house = fakeHouse({
      known: HARDLY_KNOWN,
      employees: [{ ...anna!, absences: [away] }, ...others],
      calibrations: { test: ownRaised(200) },
    });
    await personalIvr(scriptedCall([key('0')]).call, house);
    expect(house.visits[0]?.candidates).toMatchObject([
      { employeeId: 'anna', notOffered: 'absent', believed: null },
      { employeeId: 'pyotr', believed: expect.closeTo(0.237, 3) as number },
    ]);
  });

  test('of another ranking is not applied', async () => {
    const house = fakeHouse({ known: HARDLY_KNOWN, calibrations: { older: ownRaised(200) } });
    const { call, played } = scriptedCall([key('0')]);
    await personalIvr(call, house);
    expect(played[0]).toBe('greeting default_menu');
  });

  test.each([
    [199, 'greeting default_menu'],
    [200, 'greeting menu_begin option:34 option:35 menu_end'],
  ])(
    'of callers known by their company alone: %i of them, and the own history of others counts nothing',
    async (labels, heard) => {
      const colleague = {
        companyId: 'k1',
        companyTallies: [contacts('anna', 3), contacts('pyotr', 2)],
      };
      const company = { a: 2, b: 1, labels };
      const calibration = {
        own: { first: raised(1_000), two: raised(1_000), three: raised(1_000) },
        company: { first: company, two: company, three: company },
      };
      const house = fakeHouse({
        known: { [CLIENT]: colleague },
        calibrations: { test: calibration },
      });
      const { call, played } = scriptedCall([key('0')]);
      await personalIvr(call, house);
      expect(played[0]).toBe(heard);
      expect(house.visits[0]?.lesson?.belief.evidence).toBe('company');
    },
  );
});

describe('a call that is held out', () => {
  const rules = { experiments: { holdoutShare: 0.1, swapShare: 0 } };
  const visit = { linkedid: linkedidWith('holdout', 0.1) };

  test('hears the default menu, and the journal tells what was kept from it', async () => {
    const house = fakeHouse({ known: NEARLY_EQUAL, rules });
    const { call, played } = scriptedCall([key('0')], { visit });
    await personalIvr(call, house);
    expect(played[0]).toBe('greeting default_menu');
    expect(house.visits[0]).toMatchObject({
      policy: 'default',
      offered: [],
      lesson: { holdout: true, propensity: 0.1, planned: ['anna', 'pyotr', 'zoya'] },
    });
  });

  test('hears no names after somebody did not answer either', async () => {
    const house = fakeHouse({ known: NEARLY_EQUAL, rules });
    await personalIvr(scriptedCall([key('3'), key('4')], { visit }).call, house);
    const variables = { TEL_EXT: '34', TEL_DIALSTATUS: 'NOANSWER', TEL_ROUND: '1' };
    const { call, routed } = scriptedCall([], { visit, variables });
    await afterNoAnswer(call, house);
    expect(routed).toEqual([{ kind: 'queue', reason: 'nobody-answered' }]);
  });

  test('is no lot in shadow mode, nor when the office is closed: nobody would hear anything', async () => {
    for (const quiet of [{ shadow: true }, { isOpen: () => false }]) {
      const house = fakeHouse({ known: NEARLY_EQUAL, rules: { ...rules, ...quiet } });
      await personalIvr(scriptedCall([], { visit }).call, house);
      expect(house.visits[0]).toMatchObject({
        policy: 'menu',
        lesson: { holdout: false, propensity: 1 },
      });
    }
  });
});

describe('a call whose first two are swapped', () => {
  const rules = { experiments: { holdoutShare: 0, swapShare: 0.1 } };
  const visit = { linkedid: linkedidWith('swap', 0.1) };

  test('hears them so, and the journal tells the order of both', async () => {
    const house = fakeHouse({ known: NEARLY_EQUAL, rules });
    const { call, played, routed } = scriptedCall([key('3'), key('4')], { visit });
    await personalIvr(call, house);
    expect(played[0]).toBe('greeting menu_begin option:35 option:34 option:36 menu_end');
    expect(routed[0]).toMatchObject({ employeeId: 'anna' });
    expect(house.visits[0]).toMatchObject({
      offered: [{ employeeId: 'pyotr' }, { employeeId: 'anna' }, { employeeId: 'zoya' }],
      lesson: { randomised: true, swapped: true, planned: ['anna', 'pyotr', 'zoya'] },
    });
  });

  test('leaves alone who would be connected straight away', async () => {
    const favourite = { [CLIENT]: { tallies: [contacts('anna', 5), contacts('anna', 5)] } };
    const experiments = { holdoutShare: 0.5, swapShare: 0.5 };
    const { call, played } = scriptedCall([], { visit });
    await personalIvr(call, fakeHouse({ known: favourite, rules: { experiments } }));
    expect(played).toEqual(['greeting connecting:34']);
  });
});

test('as shipped every caller hears the order of the ranking', async () => {
  const house = fakeHouse({ known: NEARLY_EQUAL });
  for (let at = 0; at < 50; at += 1) {
    const { call, played } = scriptedCall([key('0')], { visit: { linkedid: `1763690587.${at}` } });
    await personalIvr(call, house);
    expect(played[0]).toBe(AS_RANKED);
  }
});

describe('a ranking on trial', () => {
  const other = { ...weights, version: 'trial', prior: 100 };

  test('decides for its callers, by its own corrections, and the journal says so', async () => {
    const rules = { canary: { weights: other, share: 1 } };
    const house = fakeHouse({ known: NEARLY_EQUAL, rules, calibrations: { test: ownRaised(200) } });
    const { call, played } = scriptedCall([key('0')]);
    await personalIvr(call, house);
    expect(played[0]).toBe('greeting default_menu');
    expect(house.visits[0]).toMatchObject({
      weightsVersion: 'trial',
      lesson: { arm: 'canary', belief: { sum: { labels: 0 } } },
    });
  });

  test('is named by the second visit of its callers as well', async () => {
    const house = fakeHouse({
      known: NEARLY_EQUAL,
      rules: { canary: { weights: { ...weights, version: 'trial' }, share: 1 } },
    });
    await personalIvr(scriptedCall([key('3'), key('4')]).call, house);
    const variables = { TEL_EXT: '34', TEL_DIALSTATUS: 'NOANSWER', TEL_ROUND: '1' };
    const { call, played } = scriptedCall([], { variables });
    await afterNoAnswer(call, house);
    expect(played[0]).toContain('option:35 option:36');
    expect(house.visits.map(({ weightsVersion }) => weightsVersion)).toEqual(['trial', 'trial']);
  });

  test('is none of the others', async () => {
    const house = fakeHouse({
      known: NEARLY_EQUAL,
      rules: { canary: { weights: other, share: 0 } },
    });
    const { call, played } = scriptedCall([key('0')]);
    await personalIvr(call, house);
    expect(played[0]).toBe(AS_RANKED);
    expect(house.visits[0]).toMatchObject({ weightsVersion: 'test', lesson: { arm: 'main' } });
  });
});

test('a stranger leaves no lesson', async () => {
  const house = fakeHouse();
  await personalIvr(scriptedCall([key('0')]).call, house);
  expect(house.visits[0]?.lesson).toBeNull();
});
