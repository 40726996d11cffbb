import { describe, expect, test } from 'vitest';
import { telefonistka } from '#test/fakes/command-line.ts';
import { contacts } from '#test/fakes/house.ts';

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

  test('says that a stranger is one', async () => {
    expect((await telefonistka(`rank ${NUMBER}`)).printed).toContain('A stranger');
    expect((await telefonistka(`rank ${NUMBER} --json`)).printed).toBe('null');
  });
});
