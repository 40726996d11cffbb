import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#app/config/load.ts';
import { mistakeInWords } from '#app/config/mistake.ts';

async function read(people: string) {
  const folder = await mkdtemp(join(tmpdir(), 'tel-people-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'people.yaml'), people);
  const file = join(folder, 'settings.yaml');
  await writeFile(file, 'language: en\npeople_file: people.yaml\n');
  const { config, mistakes } = await readConfig(file, {});
  const told = mistakes.map((one) => mistakeInWords(one, 'en').replace(`${folder}/`, ''));
  return { people: config?.people, mistakes: told };
}

test('absences are days of the office’s clock, the last one whole', async () => {
  const { people } = await read(`
people:
  Анна Петрова:
    numbers: ["8 916 123-45-67"]
    absent: [2026-12-28..2027-01-15, { days: "2026-12-01", deputy: Иван Белых }]
`);
  expect(people?.people.get('Анна Петрова')).toMatchObject({
    numbers: ['+79161234567'],
    absences: [
      {
        fromMs: Date.parse('2026-12-28T00:00:00+03:00'),
        toMs: Date.parse('2027-01-16T00:00:00+03:00'),
        deputy: null,
      },
      {
        fromMs: Date.parse('2026-12-01T00:00:00+03:00'),
        toMs: Date.parse('2026-12-02T00:00:00+03:00'),
        deputy: 'Иван Белых',
      },
    ],
  });
});

test('every mistake is told with its place and remedy', async () => {
  const { people, mistakes } = await read(`people:
  Анна Петрова:
    extention: "34"
    extension: 34
    numbers: [мобильный]
    absent: [12-28]
allow: Отдел продаж
`);
  expect(people).toBeUndefined();
  expect(mistakes).toEqual([
    'people.yaml:3:5 people.Анна Петрова.extention: no such setting → did you mean "extension"?',
    'people.yaml:4:16 people.Анна Петрова.extension: text is needed, and without quotes YAML reads something else, e.g. a number → put it in quotes: "34" (or a plus and leading zeros are lost)',
    'people.yaml:5:15 people.Анна Петрова.numbers.0: this is no telephone number → write it in quotes: "+7 916 123-45-67"',
    'people.yaml:6:14 people.Анна Петрова.absent.0: this absence makes no sense → write 2026-12-28..2027-01-15, or { days: "2026-12-01", deputy: Ivan Belykh }',
    'people.yaml:7:8 allow: settings with an indent belong here → write them below, each on its line: "  key: value"',
  ]);
});
