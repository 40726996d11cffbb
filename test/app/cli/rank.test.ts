import { describe, expect, test } from 'vitest';
import { telefonistka } from '#test/fakes/command-line.ts';
import { RAISED } from '#test/fakes/calls.ts';
import { contacts, weights } from '#test/fakes/house.ts';

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
      '1   60.0 % → 68.7 %  34  Анна Петрова',
      'corrected by earlier calls (by own events): one of them 80.0 % → 91.6 % (calls: 200), shared out as the ranking has it; the first alone 60.0 % → 80.3 % (calls: 200), for straight through',
    ],
    [
      'ru',
      '1   60,0 % → 68,7 %  34  Анна Петрова',
      'поправка по прежним звонкам (по своим событиям): один из них 80,0 % → 91,6 % (звонков: 200), между ними делится как в весах; первый сам по себе 60,0 % → 80,3 % (звонков: 200), для соединения без меню',
    ],
  ] as const)('shows what earlier calls taught (%s)', async (language, first, taught) => {
    const records = { known: ivan, calibrations: { test: RAISED } };
    const { printed } = await telefonistka(`rank ${NUMBER}`, { records, language });
    expect(printed.split('\n')).toEqual(expect.arrayContaining([first, taught]));
    const data = JSON.parse((await telefonistka(`rank ${NUMBER} --json`, { records })).printed);
    expect(data).toMatchObject({
      arm: 'main',
      candidates: [{ probability: 0.6, believed: expect.closeTo(0.687, 3) as number }, {}],
      belief: { first: { raw: 0.6, labels: 200 } },
    });
  });

  test('says when the ranking on trial decides for a number, and goes by it', async () => {
    const canary = { weights: { ...weights, version: 'trial', prior: 100 }, share: 1 };
    const records = { known: ivan, canary, calibrations: { test: RAISED } };
    const { printed } = await telefonistka(`rank ${NUMBER}`, { records });
    expect(printed).toMatch(/the ranking on trial \(canary\) decides\nThe default menu/);
  });

  test('says that a stranger is one', async () => {
    expect((await telefonistka(`rank ${NUMBER}`)).printed).toContain('A stranger');
    expect((await telefonistka(`rank ${NUMBER} --json`)).printed).toBe('null');
  });
});
