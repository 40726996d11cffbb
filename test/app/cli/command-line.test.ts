import { describe, expect, test } from 'vitest';
import { verbs } from '#app/cli/index.ts';
import { Failure } from '#ports/failure.ts';
import { telefonistka } from '#test/fakes/command-line.ts';
import { contacts } from '#test/fakes/house.ts';

const NUMBER = '+79161234567';

describe('the command line', () => {
  test('without words lists its verbs and says that this was no verb', async () => {
    const { exit, printed } = await telefonistka('');
    expect(exit).toBe(2);
    for (const { name } of verbs) expect(printed).toContain(`  ${name} `);
  });

  test.each(verbs.map(({ name }) => name))(
    '%s has help in two languages, without a house',
    async (name) => {
      for (const [language, flag] of [
        ['ru', '--help'],
        ['en', '-h'],
      ] as const) {
        const { exit, printed, configs } = await telefonistka(`${name} ${flag}`, { language });
        expect(exit).toBe(0);
        expect(printed).toMatch(
          new RegExp(`^telefonistka ${name} .*\\[--config FILE\\] \\[--help\\]\\n`),
        );
        expect(/[а-я]/.test(printed)).toBe(language === 'ru');
        expect(configs).toEqual([]);
      }
    },
  );

  test.each([
    ['exlpain 1', 'There is no verb "exlpain". Did you mean explain?'],
    ['telephone', 'There is no verb "telephone". The list: telefonistka --help'],
    ['rank', 'other words are expected after the verb\ntelefonistka rank NUMBER [--json]'],
    ['rank 1 2', 'other words are expected'],
    ['rank --jsn 1', 'unknown option --jsn. Did you mean --json?'],
    ['check-config --line 5', 'unknown option --line.'],
    ['report shadow --days', '--days: the value does not fit'],
    ['report shadow --days 0', '--days: a whole number from 1 to 3650 is needed'],
    ['report sahdow', 'shadow or live is needed'],
    ['switch maybe', 'on or off is needed'],
    ['switch off --line ../x', '--line: digits only'],
    ['rank 1234567', '"1234567" is no caller\'s number'],
    ['rank 112', '"112" is no caller\'s number'],
  ])('%j is told what is wrong with it, and ends with 2', async (words, told) => {
    const { exit, noted } = await telefonistka(words);
    expect(exit).toBe(2);
    expect(noted).toContain(told);
  });

  test('goes by the file of --config', async () => {
    const checkSettings = async () => ({ file: 'x.yaml', files: ['x.yaml'], mistakes: [] });
    expect(
      (await telefonistka('check-config --config x.yaml', { house: { checkSettings } })).configs,
    ).toEqual(['x.yaml']);
    expect((await telefonistka('check-config', { house: { checkSettings } })).configs).toEqual([
      undefined,
    ]);
  });

  test('tells a failure in its words alone, and a bug with its place', async () => {
    const failing = (error: Error) => ({ openRecords: () => Promise.reject(error) });
    const failure = await telefonistka(`rank ${NUMBER}`, {
      house: failing(new Failure('unavailable', 'no database')),
    });
    expect([failure.exit, failure.noted]).toEqual([1, 'no database']);
    const bug = await telefonistka(`rank ${NUMBER}`, { house: failing(new TypeError('oops')) });
    expect([bug.exit, bug.noted]).toEqual([1, expect.stringMatching(/oops\n.*command-line\.test/)]);
  });

  test('lets no name command the terminal', async () => {
    const known = { [NUMBER]: { clientName: 'Иван\u001B[2J', tallies: [contacts('anna', 3)] } };
    const { printed } = await telefonistka(`rank ${NUMBER}`, { records: { known } });
    expect(printed).toContain('Иван·[2J');
  });
});
