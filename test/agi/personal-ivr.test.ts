import { describe, expect, test } from 'vitest';
import { personalIvr } from '#agi/personal-ivr.ts';
import type { Prompt } from '#domain/voice/phrases.ts';
import type { Heard } from '#ports/call-session.ts';
import { contacts, fakeHouse, staff } from '#test/fakes/house.ts';
import { employee } from '#test/fakes/people.ts';
import { scriptedCall } from '#test/fakes/scripted-call.ts';

const key = (digit: string): Heard => ({ kind: 'digit', digit });
const silence: Heard = { kind: 'silence' };
const CLIENT = '+79161234567' as const;
const known = {
  [CLIENT]: { tallies: [contacts('anna', 4), contacts('pyotr', 3), contacts('zoya', 1.5)] },
};
const to = (employeeId: string, extension: string) => [
  { kind: 'employee', employeeId, extension, ringSeconds: 20 },
];
const queue = (reason: string) => [{ kind: 'queue', reason }];

describe('a client whom we know', () => {
  test('hears the right three and reaches the one he keys', async () => {
    const { call, routed, played } = scriptedCall([key('3'), key('5')]);
    await personalIvr(call, fakeHouse({ known }));
    expect(played).toEqual(['greeting menu_begin option:34 option:35 option:36 menu_end']);
    expect(routed).toEqual(to('pyotr', '35'));
  });

  test('is nobody whom we know when a colleague calls from his own mobile', async () => {
    const employees = staff.map((one) => (one.id === 'anna' ? { ...one, numbers: [CLIENT] } : one));
    const { call, played } = scriptedCall([]);
    await personalIvr(call, fakeHouse({ known, employees }));
    expect(played[0]).toBe('greeting default_menu');
  });

  test('reaches by extension somebody who was not offered', async () => {
    const { call, routed } = scriptedCall([key('7'), key('0')]);
    const employees = [...staff, employee({ id: 'lev', extension: '70' })];
    await personalIvr(call, fakeHouse({ known, employees }));
    expect(routed).toEqual(to('lev', '70'));
  });

  test('hears the next ones when his favourite is on leave', async () => {
    const away = { fromMs: 0, toMs: 9e15, deputyId: null };
    const employees = staff.map((one) => (one.id === 'anna' ? { ...one, absences: [away] } : one));
    const { call, played } = scriptedCall([]);
    await personalIvr(call, fakeHouse({ known, employees }));
    expect(played[0]).toBe('greeting menu_begin option:35 option:36 menu_end');
  });

  test('hears who is still here when nine favourites of old have left the company', async () => {
    const left = Array.from({ length: 9 }, (_, at) =>
      employee({ id: `left${at}`, extension: `5${at}`, dismissed: true }),
    );
    const old = left.map(({ id }, at) => contacts(id, at < 2 ? 5 : 1.5));
    const tallies = [contacts('anna', 1.4), ...old];
    const { call, played } = scriptedCall([]);
    const employees = [...staff, ...left];
    await personalIvr(call, fakeHouse({ known: { [CLIENT]: { tallies } }, employees }));
    expect(played[0]).toMatch(/option:34|offer_one:34/);
  });

  test.each(['busy', 'inuse', 'unavailable', 'dnd', 'invalid'] as const)(
    'never hears the name of somebody whose phone is %s',
    async (state) => {
      const { call, played } = scriptedCall([]);
      await personalIvr(call, fakeHouse({ known, devices: { 34: state } }));
      expect(played[0]).toBe('greeting menu_begin option:35 option:36 menu_end');
    },
  );

  test('is protected from unreachable people with AMI down too: the call asks Asterisk itself', async () => {
    const { call, played } = scriptedCall([], { devices: { 34: 'unavailable' } });
    await personalIvr(call, fakeHouse({ known, amiDown: true }));
    expect(played[0]).toBe('greeting menu_begin option:35 option:36 menu_end');
  });

  test('never hears of a colleague outside the office whom the dialplan has no way to ring', async () => {
    const employees = staff.map((one) => ({ ...one, external: one.id === 'anna' }));
    const unheard = scriptedCall([], { devices: { 34: null } });
    await personalIvr(unheard.call, fakeHouse({ known, employees, amiDown: true }));
    expect(unheard.played[0]).toBe('greeting menu_begin option:35 option:36 menu_end');

    const unwatched = scriptedCall([], { devices: { 34: 'invalid' } });
    await personalIvr(unwatched.call, fakeHouse({ known, employees, amiDown: true }));
    expect(unwatched.played[0]).toContain('option:34');
  });

  test('is not greeted a second time when the first node died', async () => {
    const { call, played } = scriptedCall([], { visit: { attempt: 2 } });
    await personalIvr(call, fakeHouse({ known }));
    expect(played[0]).toBe('menu_begin option:34 option:35 option:36 menu_end');
  });

  test('with a clear favourite is connected after her name, unless he keys 0', async () => {
    const favourite = { [CLIENT]: { tallies: [contacts('anna', 5), contacts('anna', 5)] } };
    const patient = scriptedCall([silence, silence]);
    await personalIvr(patient.call, fakeHouse({ known: favourite }));
    expect(patient.played).toEqual(['greeting connecting:34']);
    expect(patient.routed).toEqual(to('anna', '34'));

    const other = scriptedCall([key('0')]);
    await personalIvr(other.call, fakeHouse({ known: favourite }));
    expect(other.routed).toEqual(queue('asked-for-a-person'));
  });

  test('hears of the deputy of a clear favourite who is away, and is asked first', async () => {
    const away = { fromMs: 0, toMs: 9e15, deputyId: 'zoya' };
    const employees = staff.map((one) => (one.id === 'anna' ? { ...one, absences: [away] } : one));
    const favourite = { [CLIENT]: { tallies: [contacts('anna', 5), contacts('anna', 5)] } };
    const { call, routed, played } = scriptedCall([]);
    await personalIvr(call, fakeHouse({ known: favourite, employees }));
    expect(played[0]).toBe('greeting offer_one:36 menu_end');
    expect(routed).toEqual(queue('no-input'));
  });

  test('is named on the phones of the office when his call came without a name', async () => {
    const nameless = scriptedCall([]);
    await personalIvr(nameless.call, fakeHouse({ known }));
    expect(nameless.names).toEqual(['Иван']);

    const named = scriptedCall([], { visit: { callerName: 'Ivan from the trunk' } });
    await personalIvr(named.call, fakeHouse({ known }));
    expect(named.names).toEqual([]);
  });
});

test('a client whom we know waits before those whom we do not', async () => {
  const client = scriptedCall([]);
  await personalIvr(client.call, fakeHouse({ known }));
  const stranger = scriptedCall([]);
  await personalIvr(stranger.call, fakeHouse());
  expect([client.priorities, stranger.priorities]).toEqual([[5], [0]]);
});

describe('the sales queue comes', () => {
  test('for three wrong keys, after a word about it', async () => {
    const wrong = [key('9'), silence];
    const { call, routed, played } = scriptedCall([...wrong, ...wrong, ...wrong]);
    await personalIvr(call, fakeHouse({ known }));
    expect(played.at(-1)).toBe('to_queue');
    expect(routed).toEqual(queue('no-match'));
  });

  test('for silence: the menu, one repeat, then a person', async () => {
    const { call, routed, played } = scriptedCall([]);
    await personalIvr(call, fakeHouse({ known }));
    expect(played).toHaveLength(3);
    expect(routed).toEqual(queue('no-input'));
  });

  test.each([
    ['', 'withheld'],
    ['anonymous', 'withheld'],
    ['vasya', 'unreadable-number'],
    ['1'.repeat(30), 'unreadable-number'],
  ])('at once and without a look-up for the number «%s»', async (callerNumber, reason) => {
    const { call, routed, played } = scriptedCall([], { visit: { callerNumber } });
    const house = fakeHouse({ known, storeDown: true });
    await personalIvr(call, house);
    expect(routed).toEqual(queue(reason));
    expect(played).toEqual([]);
    expect(house.lines.filter(({ text }) => text === 'caller not looked up')).toEqual([]);
  });

  test('at once when the office is closed, for a client who is known all the same', async () => {
    const { call, routed, played, names, priorities } = scriptedCall([]);
    const house = fakeHouse({ known, rules: { isOpen: () => false } });
    await personalIvr(call, house);
    expect(routed).toEqual(queue('closed'));
    expect(played).toEqual([]);
    expect([names, priorities]).toEqual([['Иван'], [5]]);
    expect(house.visits[0]).toMatchObject({ clientId: 'c1', callerNumber: CLIENT });
  });

  test('in shadow mode, with the offer in the journal and nothing played', async () => {
    const { call, routed, played } = scriptedCall([]);
    const house = fakeHouse({ known, rules: { shadow: true } });
    await personalIvr(call, house);
    expect(routed).toEqual(queue('shadow'));
    expect(played).toEqual([]);
    expect(house.visits[0]).toMatchObject({ shadow: true, policy: 'menu', said: [] });
    expect(house.visits[0]?.offered.map(({ employeeId }) => employeeId)).toEqual([
      'anna',
      'pyotr',
      'zoya',
    ]);
  });

  test('in shadow mode as if we were not there: no name is set, and nobody waits before others', async () => {
    const { call, names, priorities } = scriptedCall([]);
    await personalIvr(call, fakeHouse({ known, rules: { shadow: true } }));
    expect([names, priorities]).toEqual([[], [0]]);
  });

  test('when no speech exists at all', async () => {
    const { call, routed } = scriptedCall([]);
    await personalIvr(call, fakeHouse({ known, speechless: () => true }));
    expect(routed).toEqual(queue('no-speech'));
  });

  test('when a step of ours fails', async () => {
    const { call, routed } = scriptedCall(['fails']);
    const house = fakeHouse({ known });
    await personalIvr(call, house);
    expect(routed).toEqual(queue('our-failure'));
    expect(house.lines.map(({ text }) => text)).toContain('visit failed');
  });
});

const isPersonal = (prompt: Prompt) => prompt.some(({ phrase }) => phrase === 'option');

describe('the default menu is heard by', () => {
  test('a stranger, who may key any extension', async () => {
    const { call, routed, played } = scriptedCall([key('3'), key('4')]);
    await personalIvr(call, fakeHouse());
    expect(played).toEqual(['greeting default_menu']);
    expect(routed).toEqual(to('anna', '34'));
  });

  test('a known client while our copy cannot be read', async () => {
    const { call, played } = scriptedCall([key('0')]);
    await personalIvr(call, fakeHouse({ known, storeDown: true }));
    expect(played).toEqual(['greeting default_menu']);
  });

  test('a known client for whom no speech is ready', async () => {
    const { call, played } = scriptedCall([key('0')]);
    await personalIvr(call, fakeHouse({ known, speechless: isPersonal }));
    expect(played).toEqual(['greeting default_menu']);
  });
});

describe('the journal tells', () => {
  test('what was offered, said, keyed and decided', async () => {
    const { call } = scriptedCall([key('3'), key('5')]);
    const house = fakeHouse({ known });
    await personalIvr(call, house);
    expect(house.visits).toHaveLength(1);
    expect(house.visits[0]).toMatchObject({
      linkedid: '1700000000.1',
      script: 'personal-ivr',
      callerNumber: CLIENT,
      clientId: 'c1',
      policy: 'menu',
      keyed: '35',
      end: 'routed',
      destination: { kind: 'employee', employeeId: 'pyotr' },
    });
    const [first] = house.visits[0]?.candidates ?? [];
    expect(first).toMatchObject({
      employeeId: 'anna',
      scores: { call_answered: 4 },
      notOffered: null,
    });
  });

  test('the default menu when that is what was heard, whatever was planned', async () => {
    const { call } = scriptedCall([key('0')]);
    const house = fakeHouse({ known, speechless: isPersonal });
    await personalIvr(call, house);
    expect(house.visits[0]).toMatchObject({ policy: 'default', offered: [] });
    expect(house.visits[0]?.candidates).toHaveLength(3);
  });

  test('that the caller hung up, and nobody is routed', async () => {
    const { call, routed } = scriptedCall([{ kind: 'hangup' }]);
    const house = fakeHouse({ known });
    await personalIvr(call, house);
    expect(routed).toEqual([]);
    expect(house.visits[0]).toMatchObject({ end: 'hangup', destination: null });
  });

  test('that not the caller left, but Asterisk took him back', async () => {
    const { call } = scriptedCall([{ kind: 'hangup' }], { end: 'lease-expired' });
    const house = fakeHouse({ known });
    await personalIvr(call, house);
    expect(house.visits[0]).toMatchObject({ end: 'lease-expired', destination: null });
  });

  test('why somebody was not offered', async () => {
    const { call } = scriptedCall([]);
    const house = fakeHouse({ known, devices: { 34: 'busy' } });
    await personalIvr(call, house);
    expect(house.visits[0]?.candidates[0]).toMatchObject({
      employeeId: 'anna',
      notOffered: 'device-busy',
      phone: 'busy',
    });
  });

  test('what the offer was judged by, and what each telephone said', async () => {
    const { call } = scriptedCall([]);
    const house = fakeHouse({ known });
    await personalIvr(call, house);
    const { candidates, judged } = house.visits[0]!;
    const inAll = candidates.reduce((sum, { probability }) => sum + probability, 0);
    expect(judged).toEqual({
      known: inAll,
      firstOwn: candidates[0]!.probability,
      keys: 'extension',
      peopleMax: 3,
      threshold: 0.5,
      slotProbabilityMin: 0.1,
      directFrom: 0.85,
      directLead: 4,
      savedSeconds: 30,
      listenCostSeconds: 3,
    });
    expect(candidates.map(({ phone }) => phone)).toEqual(['not_inuse', 'not_inuse', 'not_inuse']);
  });

  test('that nothing was judged of a stranger', async () => {
    const { call } = scriptedCall([]);
    const house = fakeHouse();
    await personalIvr(call, house);
    expect(house.visits[0]).toMatchObject({ judged: null, candidates: [] });
  });
});

describe('a menu that the CRM made itself', () => {
  const menu = (...who: readonly string[]) => ({
    [CLIENT]: who.map((one) => ({ who: one, phrase: null })),
  });

  test('is heard in its order, by extension or id, instead of our ranking', async () => {
    const house = fakeHouse({ known, readyMenus: menu('zoya', '34') });
    const { call, played, routed } = scriptedCall([key('3'), key('6')]);
    await personalIvr(call, house);
    expect(played).toEqual(['greeting menu_begin option:36 option:34 menu_end']);
    expect(routed).toEqual(to('zoya', '36'));
    expect(house.visits[0]).toMatchObject({
      weightsVersion: 'crm',
      policy: 'menu',
      clientId: 'c1',
      judged: null,
      lesson: null,
    });
  });

  test('is heard by a caller whom we do not know', async () => {
    const { call, played } = scriptedCall([]);
    await personalIvr(call, fakeHouse({ readyMenus: menu('35') }));
    expect(played[0]).toBe('greeting offer_one:35 menu_end');
  });

  test('names nobody who is busy, on leave, dismissed, unknown, or there twice', async () => {
    const away = { fromMs: 0, toMs: 9e15, deputyId: null };
    const employees = [
      ...staff.map((one) => (one.id === 'anna' ? { ...one, absences: [away] } : one)),
      employee({ id: 'lev', extension: '70', dismissed: true }),
    ];
    const readyMenus = menu('34', '35', '70', '99', '36', 'zoya');
    const house = fakeHouse({ employees, readyMenus, devices: { 35: 'busy' } });
    const { call, played } = scriptedCall([]);
    await personalIvr(call, house);
    expect(played[0]).toBe('greeting offer_one:36 menu_end');
    expect(house.visits[0]?.candidates).toMatchObject([
      { employeeId: 'anna', notOffered: 'absent' },
      { employeeId: 'pyotr', notOffered: 'device-busy' },
      { employeeId: 'lev', notOffered: 'dismissed' },
      { employeeId: 'zoya', notOffered: null },
    ]);
  });

  test('with nobody left in it is the default menu', async () => {
    const { call, played } = scriptedCall([]);
    await personalIvr(call, fakeHouse({ known, readyMenus: menu('99') }));
    expect(played[0]).toBe('greeting default_menu');
  });

  test('in words that are not made yet is said in ours, to the same people', async () => {
    const speechless = (prompt: Prompt): boolean =>
      prompt.some((part) => 'person' in part && part.person.wording !== undefined);
    const readyMenus = {
      [CLIENT]: [
        { who: '36', phrase: 'По счёту: {keys}' },
        { who: '34', phrase: null },
      ],
    };
    const { call, played, routed } = scriptedCall([key('3'), key('6')]);
    await personalIvr(call, fakeHouse({ readyMenus, speechless }));
    expect(played).toEqual(['greeting menu_begin option:36 option:34 menu_end']);
    expect(routed).toEqual(to('zoya', '36'));
  });

  test('is remembered: who did not answer is followed by the next of it', async () => {
    const house = fakeHouse({ readyMenus: menu('36', '34') });
    const { call } = scriptedCall([key('3'), key('6')]);
    await personalIvr(call, house);
    const people = house.offersMade.recall(call.visit.linkedid);
    expect(people.map(({ employeeId }) => employeeId)).toEqual(['zoya', 'anna']);
  });
});
