import { expect, test } from 'vitest';
import { afterNoAnswer } from '#agi/after-no-answer.ts';
import type { Heard } from '#ports/call-session.ts';
import { fakeHouse, staff, type FakeHouse } from '#test/fakes/house.ts';
import { employee } from '#test/fakes/people.ts';
import { scriptedCall } from '#test/fakes/scripted-call.ts';

const key = (digit: string): Heard => ({ kind: 'digit', digit });

function houseWithOffer(options: Parameters<typeof fakeHouse>[0] = {}): FakeHouse {
  const house = fakeHouse(options);
  house.offersMade.remember('1700000000.1', [
    { employeeId: 'anna', probability: 0.5 },
    { employeeId: 'pyotr', probability: 0.2 },
    { employeeId: 'zoya', probability: 0.15 },
  ]);
  return house;
}

const annaDidNotAnswer = { TEL_EXT: '34', TEL_DIALSTATUS: 'NOANSWER', TEL_ROUND: '1' };
const pyotr = { kind: 'employee', employeeId: 'pyotr', extension: '35', ringSeconds: 20 };

test('the caller is told who did not answer, and hears the others', async () => {
  const { call, played, routed } = scriptedCall([key('3'), key('5')], {
    variables: annaDidNotAnswer,
  });
  await afterNoAnswer(call, houseWithOffer());
  expect(played).toEqual(['no_answer:34 menu_begin option:35 option:36 menu_end']);
  expect(routed).toEqual([pyotr]);
});

test('the journal tells why each of the others was offered or not', async () => {
  const { call } = scriptedCall([], { variables: annaDidNotAnswer });
  const house = houseWithOffer({ devices: { 36: 'inuse' } });
  await afterNoAnswer(call, house);
  expect(house.visits[0]?.candidates).toEqual([
    { employeeId: 'anna', probability: 0.5, scores: {}, notOffered: 'already-tried', phone: null },
    { employeeId: 'pyotr', probability: 0.2, scores: {}, notOffered: null, phone: 'not_inuse' },
    {
      employeeId: 'zoya',
      probability: 0.15,
      scores: {},
      notOffered: 'device-inuse',
      phone: 'inuse',
    },
  ]);
});

test('a busy employee is called busy', async () => {
  const { call, played } = scriptedCall([], {
    variables: { ...annaDidNotAnswer, TEL_DIALSTATUS: 'BUSY' },
  });
  await afterNoAnswer(call, houseWithOffer());
  expect(played[0]).toMatch(/^busy:34 /);
});

test('the second time only the last one is left, then the queue', async () => {
  const house = houseWithOffer();
  await afterNoAnswer(scriptedCall([], { variables: annaDidNotAnswer }).call, house);
  const second = scriptedCall([key('0')], {
    variables: { TEL_EXT: '35', TEL_DIALSTATUS: 'NOANSWER', TEL_ROUND: '2' },
  });
  await afterNoAnswer(second.call, house);
  expect(second.played).toEqual(['no_answer:35 offer_one:36 menu_end']);
  expect(second.routed).toEqual([{ kind: 'queue', reason: 'asked-for-a-person' }]);
});

test('nobody else can be reached: the caller is told and sent to the queue', async () => {
  const { call, played, routed } = scriptedCall([], { variables: annaDidNotAnswer });
  await afterNoAnswer(call, houseWithOffer({ devices: { 35: 'busy', 36: 'unavailable' } }));
  expect(played).toEqual(['no_answer:34 to_queue']);
  expect(routed).toEqual([{ kind: 'queue', reason: 'nobody-answered' }]);
});

test.each([
  ['the rounds are used up', { ...annaDidNotAnswer, TEL_ROUND: '3' }],
  ['the dialplan says no round', { TEL_EXT: '34', TEL_DIALSTATUS: 'NOANSWER' }],
])('%s: the queue, without a menu', async (_, variables) => {
  const { call, played, routed } = scriptedCall([], { variables });
  await afterNoAnswer(call, houseWithOffer());
  expect(played).toEqual(['no_answer:34 to_queue']);
  expect(routed).toEqual([{ kind: 'queue', reason: 'nobody-answered' }]);
});

test('no choice is offered that the dialplan would not ring any more, whatever the settings say', async () => {
  const { call, played } = scriptedCall([], { variables: { ...annaDidNotAnswer, TEL_ROUND: '3' } });
  const rules = fakeHouse().rules();
  await afterNoAnswer(call, houseWithOffer({ rules: { ...rules, roundsMax: 9 } }));
  expect(played).toEqual(['no_answer:34 to_queue']);
});

test('two people on one telephone: the one who was offered is named, and neither is offered again', async () => {
  const namesake = employee({ id: 'aaron', extension: '34' });
  const house = houseWithOffer({ employees: [namesake, ...staff] });
  const spoken: string[] = [];
  const { call, played } = scriptedCall([], { variables: annaDidNotAnswer });
  await afterNoAnswer(call, {
    ...house,
    spokenName: (id) => {
      spoken.push(id);
      return { name: id };
    },
  });
  expect(played[0]).toBe('no_answer:34 menu_begin option:35 option:36 menu_end');
  expect(spoken[0]).toBe('anna');
});

test('somebody who was dismissed while the first one rang is not offered', async () => {
  const employees = staff.map((one) => ({ ...one, dismissed: one.id === 'pyotr' }));
  const { call, played } = scriptedCall([], { variables: annaDidNotAnswer });
  await afterNoAnswer(call, houseWithOffer({ employees }));
  expect(played[0]).toBe('no_answer:34 offer_one:36 menu_end');
});

test('a call that this server knows nothing of goes to the queue', async () => {
  const { call, routed } = scriptedCall([], { variables: annaDidNotAnswer });
  await afterNoAnswer(call, fakeHouse());
  expect(routed).toEqual([{ kind: 'queue', reason: 'nobody-answered' }]);
});

test('an extension of nobody goes to the queue in silence', async () => {
  const { call, played, routed } = scriptedCall([], { variables: { TEL_EXT: '9999' } });
  await afterNoAnswer(call, houseWithOffer());
  expect(played).toEqual([]);
  expect(routed).toEqual([{ kind: 'queue', reason: 'nobody-answered' }]);
});
