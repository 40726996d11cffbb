import { describe, expect, test } from 'vitest';
import type { VisitRecord } from '#ports/journal.ts';
import { aLesson, RAISED } from '#test/fakes/calls.ts';
import type { FakeRecords } from '#test/fakes/cli-house.ts';
import { telefonistka } from '#test/fakes/command-line.ts';
import { contacts, weights } from '#test/fakes/house.ts';
import { ivansCall, ivansLog, ivansVisit } from '#test/fakes/receipts.ts';

const NUMBER = '+79161234567';
const known = {
  [NUMBER]: { clientName: 'Иван', tallies: [contacts('anna', 3), contacts('pyotr', 1)] },
};
const trial = { ...weights, version: 'trial', prior: 2 };

describe('explain NUMBER', () => {
  test.each([
    ['what earlier calls taught', { known, calibrations: { test: RAISED } }],
    ['a ranking on trial', { known, canary: { weights: trial, share: 1 } }],
  ])('says of %s the same as rank', async (_, records) => {
    const data = async (verb: string): Promise<Record<string, unknown>> =>
      JSON.parse((await telefonistka(`${verb} ${NUMBER} --json`, { records })).printed);
    const [ranked, explained] = [await data('rank'), await data('explain')];
    expect(explained['plan']).toEqual(ranked['plan']);
    expect(explained['belief']).toEqual(ranked['belief']);
    expect(explained['arm']).toEqual(ranked['arm']);
    expect(explained).toMatchObject({ weights: { version: ranked['weights'] } });
    expect(explained).toMatchObject({ people: ranked['candidates'] });
  });

  test.each([
    [
      'en',
      ' •   60.0 % → 68.7 %  34  Анна Петрова  keys 34',
      '  corrected by earlier calls (by own events): one of them 80.0 % → 91.6 % (calls: 200), shared out as the ranking has it; the first alone 60.0 % → 80.3 % (calls: 200), for straight through',
      '  the first 3 together: 91.6 % ≥ menu.threshold 50.0 %: enough is known to name people',
    ],
    [
      'ru',
      ' •   60,0 % → 68,7 %  34  Анна Петрова  клавиши 34',
      '  поправка по прежним звонкам (по своим событиям): один из них 80,0 % → 91,6 % (звонков: 200), между ними делится как в весах; первый сам по себе 60,0 % → 80,3 % (звонков: 200), для соединения без меню',
      '  первые 3 вместе: 91,6 % ≥ menu.threshold 50,0 %: знаем достаточно, называем людей',
    ],
  ] as const)(
    'shows both figures, and judges by the corrected one (%s)',
    async (language, ...told) => {
      const records = { known, calibrations: { test: RAISED } };
      const { printed } = await telefonistka(`explain ${NUMBER}`, { records, language });
      expect(printed.split('\n')).toEqual(expect.arrayContaining(told));
      expect(printed).toMatch(/menu\.direct_lead\); (?:the first has 80\.3|у первого 80,3) %/);
    },
  );

  test('goes by the ranking on trial for its callers, now and at a past moment', async () => {
    const records = { known, canary: { weights: trial, share: 1 }, log: ivansLog };
    for (const at of [[], ['--at', '2026-11-10 12:00']]) {
      const { printed } = await telefonistka(['explain', NUMBER, ...at], { records });
      expect(printed).toContain(
        'version of the weights: trial (the ranking on trial (canary) decides)',
      );
      expect(printed).toContain('somebody else 2');
    }
  });

  test.each([
    ['en', 'what calls had taught by then is not kept'],
    ['ru', 'поправки того времени по прежним звонкам не хранятся'],
  ] as const)('of a past moment is told uncorrected, and says so (%s)', async (language, note) => {
    const records = { known, log: ivansLog, calibrations: { test: RAISED } };
    const asked = ['explain', NUMBER, '--at', '2026-11-10 12:00'];
    const { printed } = await telefonistka(asked, { records, language });
    expect(printed).toContain(note);
    expect(printed).not.toMatch(/→|corrected by|поправка по/);
  });

  test('of somebody who is connected straight away says so of the others', async () => {
    const favourite = { [NUMBER]: { tallies: [contacts('anna', 40), contacts('pyotr', 0.1)] } };
    const high = { ...weights, maxFresh: 100 };
    const records = { known: favourite, canary: { weights: high, share: 1 } };
    const { printed } = await telefonistka(`explain ${NUMBER}`, { records });
    expect(printed).toMatch(/Анна Петрова {2}connected\n.*Пётр Смирнов {2}straight through to the/);
  });
});

describe('explain LINKEDID', () => {
  const call = (
    different: Partial<VisitRecord>,
    { language = 'en', ...records }: FakeRecords & { language?: 'ru' | 'en' } = {},
  ) =>
    telefonistka('explain 1763690587.14', {
      records: {
        receipts: [{ ...ivansCall, visits: [{ ...ivansVisit, ...different }] }],
        log: ivansLog,
        ...records,
      },
      language,
    });
  const { belief } = ivansVisit.lesson!;
  const learnt = (raw: number, calibrated: number) => ({ raw, calibrated, labels: 412 });
  const [anna, zoya] = ivansVisit.candidates;

  test.each([
    [
      'en',
      '•   85.7 % → 77.1 %  Анна Петрова',
      "corrected by earlier calls (by the company's events): one of them 100.0 % → 90.0 % (calls: 412), shared out as the ranking has it; the first alone 85.7 % → 80.0 % (calls: 412), for straight through",
      'the first 3 together: 90.0 % ≥ menu.threshold 50.0 %',
      'the first has 80.0 %',
      'the same as was decided in the call',
    ],
    [
      'ru',
      '•   85,7 % → 77,1 %  Анна Петрова',
      'поправка по прежним звонкам (по событиям компании): один из них 100,0 % → 90,0 % (звонков: 412), между ними делится как в весах; первый сам по себе 85,7 % → 80,0 % (звонков: 412), для соединения без меню',
      'первые 3 вместе: 90,0 % ≥ menu.threshold 50,0 %',
      'у первого 80,0 %',
      'сходится с тем, что решено в звонке',
    ],
  ] as const)(
    'shows what was believed beside what the ranking told (%s)',
    async (language, ...told) => {
      const corrected = {
        ...belief,
        evidence: 'company' as const,
        first: learnt(0.857, 0.8),
        sum: learnt(1, 0.9),
      };
      const { printed } = await call(
        {
          candidates: [
            { ...anna!, believed: 0.771 },
            { ...zoya!, believed: 0.129 },
          ],
          judged: { ...ivansVisit.judged!, known: 0.9, firstOwn: 0.8 },
          lesson: aLesson({ belief: corrected, planned: ['anna'] }),
        },
        { language },
      );
      for (const text of told) expect(printed).toContain(text);
    },
  );

  test('of the ranking on trial is made again with its weights, also when the trial is over', async () => {
    const lesson = aLesson({ arm: 'canary', belief, planned: ['anna'] });
    const tried = { ...weights, version: 'tried' };
    const visit = { lesson, weightsVersion: 'tried' };
    const during = await call(visit, { canary: { weights: tried, share: 1 } });
    const after = await call(visit, { versions: [tried] });
    expect(during.printed).toContain('with the weights of version tried: the same');
    expect(after.printed).toBe(during.printed);
    expect(after.printed).toContain('personal menu (the ranking on trial (canary) decides)');
  });

  test.each([
    [
      'en',
      'default menu (no names, by lot: learning.holdout_share)',
      /Анна Петрова .*telephone free; not offered: by lot\n/,
    ],
    [
      'ru',
      'общее меню (по жребию без имён, learning.holdout_share)',
      /Анна Петрова .*телефон свободен; не предложен: по жребию\n/,
    ],
  ] as const)(
    'of a call that was held out blames the lot, not the share (%s)',
    async (language, head, row) => {
      const lesson = aLesson({ belief, planned: ['anna'], holdout: true });
      const { printed } = await call({ policy: 'default', offered: [], lesson }, { language });
      expect(printed).toContain(head);
      expect(printed).toMatch(row);
    },
  );

  test.each([
    ['en', 'personal menu (the first two swapped by lot: learning.swap_share)'],
    ['ru', 'персональное меню (первые двое поменялись местами по жребию, learning.swap_share)'],
  ] as const)('of a swapped call says so (%s)', async (language, head) => {
    const lesson = aLesson({ belief, planned: ['anna'], swapped: true });
    expect((await call({ lesson }, { language })).printed).toContain(head);
  });

  test('of names that nobody could say blames the speech', async () => {
    const { printed } = await call({ policy: 'default', offered: [] });
    expect(printed).toMatch(/Анна Петрова .*not offered: no speech was ready/);
  });
});
