import { describe, expect, test } from 'vitest';
import type { VisitRecord } from '#ports/journal.ts';
import type { FakeRecords } from '#test/fakes/cli-house.ts';
import { telefonistka } from '#test/fakes/command-line.ts';
import { contacts, NOW, weights } from '#test/fakes/house.ts';
import { ivansCall, ivansLog, ivansVisit, logged } from '#test/fakes/receipts.ts';

const NUMBER = '+79161234567';
const ivan = {
  [NUMBER]: { clientName: 'Иван', tallies: [contacts('anna', 3), contacts('pyotr', 1)] },
};

describe('explain NUMBER', () => {
  test('shows the arithmetic down to events, what would be offered, and by which settings', async () => {
    const at = NOW.getTime() / 1000;
    const events = [
      { at, type: 'call_answered', employeeId: 'pyotr' },
      { at, type: 'fax', employeeId: 'pyotr' },
    ];
    const { printed } = await telefonistka(`explain ${NUMBER}`, {
      records: { known: ivan, events, receipts: [ivansCall] },
    });
    expect(printed).toContain('1. Анна Петрова — 60 %');
    expect(printed, 'on the clock of the office').toContain(
      '2026-11-20 12:00, 0 days ago: 0.5^(0 ÷ 90) = 1',
    );
    expect(printed).toContain('somebody else: 20 %');
    expect(printed).toContain('The list of events is shortened');
    expect(printed).toContain('they count nothing: fax (1)');
    expect(printed).toContain(' •   60.0 %  34  Анна Петрова  keys 34');
    expect(printed).toContain('the first 3 together: 80.0 % ≥ menu.threshold 50.0 %');
    expect(printed).toContain('latest calls: 1763690587.14');
  });

  test('says why each of the others is left out', async () => {
    const known = {
      [NUMBER]: { tallies: [contacts('anna', 3), contacts('pyotr', 1), contacts('zoya', 0.1)] },
    };
    const { printed } = await telefonistka(`explain ${NUMBER}`, { records: { known } });
    expect(printed).toMatch(/2\.0 % {2}36 {2}Зоя Белых +too small a share/);
  });

  test('names whom only the history knows, and why such a person is never offered', async () => {
    const known = { [NUMBER]: { tallies: [contacts('anna', 3), contacts('gone', 1)] } };
    const { printed } = await telefonistka(`explain ${NUMBER}`, { records: { known } });
    expect(printed).toMatch(/20\.0 % {2}- +gone +not on the list of employees/);
  });

  test('as data', async () => {
    const { printed } = await telefonistka(`explain ${NUMBER} --json`, {
      records: { known: ivan },
    });
    expect(JSON.parse(printed)).toMatchObject({
      number: NUMBER,
      at: null,
      client: { id: 'c1', name: 'Иван' },
      mass: 5,
      weights: { version: 'test', eventTypes: { call_answered: { weight: 1 } } },
      people: [{ id: 'anna', name: 'Анна Петрова', notOffered: null }, { id: 'pyotr' }],
      judged: { known: 0.8, threshold: 0.5 },
      plan: { kind: 'menu' },
      calls: [],
    });
  });

  test('of a stranger says that there is nothing to explain', async () => {
    expect((await telefonistka(`explain ${NUMBER}`)).printed).toContain('A stranger');
    expect(JSON.parse((await telefonistka(`explain ${NUMBER} --json`)).printed)).toEqual({
      number: NUMBER,
      overrides: [],
      at: null,
      client: null,
      calls: [],
    });
  });
});

describe('explain NUMBER --at TIME', () => {
  const at = (text: string, records: FakeRecords = {}) =>
    telefonistka(['explain', NUMBER, '--at', text], { records: { known: ivan, ...records } });

  test('ranks by what had happened and was known before', async () => {
    const secondsBefore = (days: number) => NOW.getTime() / 1000 - days * 86_400;
    const log = [
      logged('anna', 100),
      logged('pyotr', 100, { knownAt: secondsBefore(1) }),
      logged('zoya', 100, { knownAt: secondsBefore(1), deleted: true }),
      logged('zoya', 5),
    ];
    // Ten days ago Anna's event was 90 days old.
    const { printed } = await at('2026-11-10 12:00', { log });
    expect(printed).toContain('As of 2026-11-10 12:00 (Europe/Moscow).');
    expect(printed).toContain('2026-08-12 12:00, 90 days ago: 0.5^(90 ÷ 90) = 0.5');
    expect(printed).toContain('together: 1.5 ÷ 1.5 = 100 %');
    expect(printed).toContain('became known, or were corrected, later do not count: 1');
    expect(printed).toContain('deleted since do not count: 1');
    expect(printed).not.toMatch(/Пётр|Зоя/);
  });

  test.each([
    '2026-11-10 9:00',
    '10.11.2026 9:00',
    '2026-11-10T06:00:00Z',
    '2026-11-10T09:00:00+03:00',
    String(Date.UTC(2026, 10, 10, 6) / 1000),
  ])('%s is nine in the morning in Moscow', async (text) => {
    expect((await at(text)).printed).toContain('As of 2026-11-10 09:00 (Europe/Moscow).');
  });

  test.each(['yesterday', '2026-02-31 9:00', '9:00', ''])('%j is no time', async (text) => {
    const { exit, noted } = await at(text);
    expect(exit).toBe(2);
    expect(noted).toContain(`--at: "${text}" is no time. Examples: "2026-01-31 9:00"`);
  });

  test('what has not come yet cannot be looked back at', async () => {
    const { exit, noted } = await at('2026-11-20 12:01');
    expect(exit).toBe(2);
    expect(noted).toContain('has not come yet');
    expect((await at('2026-11-20 12:00')).exit).toBe(0);
  });

  test('goes with a number only', async () => {
    const { exit, noted } = await telefonistka('explain 1763690587.14 --at 2026-11-10');
    expect(exit).toBe(2);
    expect(noted).toContain('--at goes with a number');
  });
});

describe('explain LINKEDID', () => {
  const call = (records: FakeRecords, language: 'ru' | 'en' = 'en') =>
    telefonistka('explain 1763690587.14', { records, language });
  const withVisit = (different: Partial<VisitRecord>): FakeRecords => ({
    receipts: [{ ...ivansCall, visits: [{ ...ivansVisit, ...different }] }],
    log: ivansLog,
  });

  test('shows what happened, and that the ranking comes out the same', async () => {
    const { printed } = await call({ receipts: [ivansCall], log: ivansLog });
    expect(printed).toMatchInlineSnapshot(`
      "1763690587.14  (Europe/Moscow)

      2026-11-20 12:00  personal-ivr: personal menu
        +79161234567
        •   85.7 %  Анна Петрова  call_answered 0.50  telephone free
            14.3 %  Зоя Белых     call_answered 0.25  not offered: telephone busy
        the first 3 together: 100.0 % ≥ menu.threshold 50.0 %: enough is known to name people
        named are at most 3 (menu.people_max), with a share from 10.0 % (menu.slot_probability_min) among those who can be had,
        and while share × 30 s (menu.saved_seconds) exceeds what is not named yet × 3 s (menu.listen_cost_seconds)
        straight through from 90.0 % (menu.direct_from), if that is 4 times the next one's (menu.direct_lead); the first has 85.7 %
        ♪ Здравствуйте!
        keyed: 34
        → Анна Петрова (34)
        to first audio, to the decision, in all: 12 ms, 2500 ms, 2503 ms

      Answered: Анна Петрова, 93 s

      Made again with the weights of version test: the same as was decided in the call

      Divided by: everybody’s own history 0.75 + somebody else 1 = 1.75

      1. Анна Петрова — 85.71 %
         call_answered:
            2026-08-22 12:00, 90 days ago: 0.5^(90 ÷ 90) = 0.5
            sum 0.5; × weight 1 = 0.5
         own history: 0.5
         share of recent work with all clients: 0.9999 × 1 = 0.9999
         together: 1.4999 ÷ 1.75 = 85.71 %

      2. Зоя Белых — 14.29 %
         call_answered:
            2026-05-24 12:00, 180 days ago: 0.5^(180 ÷ 90) = 0.25
            sum 0.25; × weight 1 = 0.25
         own history: 0.25
         share of recent work with all clients: 0.0001 × 1 = 0.0001
         together: 0.2501 ÷ 1.75 = 14.29 %

      somebody else: 0 %"
    `);
  });

  test('in Russian', async () => {
    const { printed } = await call({ receipts: [ivansCall], log: ivansLog }, 'ru');
    expect(printed.split('\n').slice(0, 14).join('\n')).toMatchInlineSnapshot(`
      "1763690587.14  (Europe/Moscow)

      2026-11-20 12:00  personal-ivr: персональное меню
        +79161234567
        •   85,7 %  Анна Петрова  call_answered 0,50  телефон свободен
            14,3 %  Зоя Белых     call_answered 0,25  не предложен: телефон занят
        первые 3 вместе: 100,0 % ≥ menu.threshold 50,0 %: знаем достаточно, называем людей
        называем не больше 3 (menu.people_max), с долей от 10,0 % (menu.slot_probability_min) среди тех, кого можно позвать,
        и пока доля × 30 с (menu.saved_seconds) больше, чем ещё не названное × 3 с (menu.listen_cost_seconds)
        без меню соединяем от 90,0 % (menu.direct_from), если это в 4 раза больше, чем у следующего (menu.direct_lead); у первого 85,7 %
        ♪ Здравствуйте!
        нажато: 34
        → Анна Петрова (34)
        до первого звука, до решения, всего: 12 мс, 2500 мс, 2503 мс"
    `);
  });

  test('as data: the receipt, and beside each visit its ranking made again', async () => {
    const records = { receipts: [ivansCall], log: ivansLog };
    const { printed } = await telefonistka('explain 1763690587.14 --json', { records });
    expect(JSON.parse(printed)).toMatchObject({
      ...ivansCall,
      visits: [{ ...ivansVisit, recomputed: { kind: 'done', disagreements: [] } }],
    });
  });

  test('uses the weights of then, whatever they are today', async () => {
    const old = { ...weights, version: 'old' };
    const { printed } = await call({ ...withVisit({ weightsVersion: 'old' }), versions: [old] });
    expect(printed).toContain('Made again with the weights of version old: the same');
    const other = { ...old, prior: 9 };
    const records = { ...withVisit({ weightsVersion: 'old' }), versions: [other] };
    expect((await call(records)).printed).toContain('NOT the same');
  });

  test('says when those were not kept', async () => {
    const { printed } = await call(withVisit({ weightsVersion: 'gone' }));
    expect(printed).toContain('the weights of this version were not kept');
  });

  test('says where it comes out otherwise, and what may be the cause', async () => {
    const known = NOW.getTime() / 1000 + 3_600;
    const log = [ivansLog[0]!, logged('zoya', 180, { knownAt: known, deleted: true })];
    const { printed } = await call({ receipts: [ivansCall], log });
    expect(printed).toContain('NOT the same as was decided in the call');
    expect(printed).toContain('  Зоя Белых     was: 14.3 %  made again: no candidate');
    expect(printed).toContain('Events that were deleted since do not count: 1');
  });

  test('of a call with a stranger there is nothing to make again', async () => {
    const { printed } = await call(
      withVisit({ clientId: null, candidates: [], judged: null, policy: 'default', offered: [] }),
    );
    expect(printed).toContain('+79161234567, a stranger');
    expect(printed).not.toContain('Made again');
  });

  test('names a deputy who was offered, and whoever was left out for another reason', async () => {
    const [anna, zoya] = ivansVisit.candidates;
    const { printed } = await call(
      withVisit({
        candidates: [
          { ...anna!, notOffered: 'absent', phone: null },
          { ...zoya!, notOffered: null, phone: 'unknown' },
        ],
        offered: [{ employeeId: 'pyotr', extension: '35', keys: '35' }],
      }),
    );
    expect(printed).toMatch(/Анна Петрова .*not offered: away/);
    expect(printed).toMatch(/Зоя Белых .*state of the telephone unknown; not offered: too small/);
    expect(printed).toMatch(/• +Пётр Смирнов +stands in for somebody who is away/);
  });

  test('names whom the list of employees does not have', async () => {
    const [anna] = ivansVisit.candidates;
    const candidates = [{ ...anna!, employeeId: 'gone', phone: null }];
    const { printed } = await call(withVisit({ candidates }));
    expect(printed).toMatch(/gone +call_answered 0\.50 +not offered: not on the list of employees/);
  });

  test('an old receipt lacks what was not noted then, and is shown all the same', async () => {
    const { judged: _, candidates, ...visit } = ivansVisit;
    const old = candidates.map(({ phone: __, ...one }) => one);
    const { exit, printed } = await call({
      receipts: [{ ...ivansCall, visits: [{ ...visit, candidates: old }] }],
      log: ivansLog,
    });
    expect(exit).toBe(0);
    expect(printed).toContain('Зоя Белых     call_answered 0.25  not offered: telephone busy');
    expect(printed).not.toContain('menu.threshold');
  });

  test('of a call that the journal does not have ends with 1', async () => {
    expect(await telefonistka('explain pbx-1763690587.99')).toMatchObject({
      exit: 1,
      noted: 'The journal has no such call.',
    });
  });
});

test('what overrides the ranking is said beside it, by explain and by rank', async () => {
  const records = { known: { [NUMBER]: {} }, rules: { shadow: true, asksCrmForMenus: true } };
  for (const verb of ['explain', 'rank']) {
    const { printed } = await telefonistka(`${verb} ${NUMBER}`, { records });
    expect(printed).toMatch(/^! The CRM is asked for a menu first/m);
    expect(printed).toMatch(/^! Shadow mode: the caller hears nothing of this/m);
  }
  const { printed } = await telefonistka(`rank ${NUMBER} --json`, { records });
  expect(JSON.parse(printed)).toMatchObject({ overrides: ['crm-menu', 'shadow'] });
});
