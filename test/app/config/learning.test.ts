import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#app/config/load.ts';
import { mistakeInWords } from '#app/config/mistake.ts';
import { rulesFrom } from '#app/rules.ts';

const MAIN =
  'event_types: {call: {weight: 4, half_life_days: 90, handled: true}, bill: {weight: 1, valid_for_days: 180}}';

/** What comes of these settings beside a ranking, and of a second one in trial.yaml. */
async function read(settings: string, trial = MAIN, language = 'en') {
  const dir = await mkdtemp(join(tmpdir(), 'telefonistka-config-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const text = `language: ${language}\nranking_file: main.yaml\n${settings}`;
  await writeFile(join(dir, 'my.yaml'), text);
  await writeFile(join(dir, 'main.yaml'), MAIN);
  await writeFile(join(dir, 'trial.yaml'), trial);
  const { config, mistakes, files } = await readConfig(join(dir, 'my.yaml'), {});
  const told = mistakes.map((one) => mistakeInWords(one, language === 'ru' ? 'ru' : 'en'));
  return { config, files, mistakes: told.map((line) => line.replaceAll(`${dir}/`, '')) };
}
const ON_TRIAL = 'canary: {ranking_file: trial.yaml, share: 0.1}';

test('as shipped nothing is left to chance, nothing is on trial, and what is learnt is applied', async () => {
  const { config } = await read('mode: live');
  expect(config).toMatchObject({
    canary: null,
    learning: { calibrates: true, labelDelayMs: 86_400_000, holdoutShare: 0, swapShare: 0 },
  });
  expect(rulesFrom(config!)).toMatchObject({
    canary: null,
    experiments: { holdoutShare: 0, swapShare: 0 },
  });
});

test('shares and the delay are as the file says', async () => {
  const { config } = await read(
    'learning: {calibrate: false, label_delay_hours: 1, holdout_share: 0.05, swap_share: 0.1}',
  );
  expect(config?.learning).toEqual({
    calibrates: false,
    labelDelayMs: 3_600_000,
    holdoutShare: 0.05,
    swapShare: 0.1,
  });
});

describe('a ranking on trial', () => {
  test('may have other weights, prior, share of the company and limit of freshness', async () => {
    const trial = `prior: 15\ncompany_prior: 1\nmax_fresh: 9\n${MAIN.replace('weight: 4', 'weight: 2')}`;
    const { config, mistakes } = await read(ON_TRIAL, trial);
    expect(mistakes).toEqual([]);
    expect(config?.canary).toMatchObject({ share: 0.1, weights: { prior: 15, maxFresh: 9 } });
    expect(config?.canary?.weights.version).not.toBe(config?.weights.version);
    expect(rulesFrom(config!).canary).toBe(config?.canary);
  });

  test('may leave types out that nobody handles, and write a life in the other word', async () => {
    const trial = 'event_types: {call: {weight: 1, valid_for_days: 180, handled: true}}';
    expect((await read(ON_TRIAL, trial)).mistakes).toEqual([]);
  });

  describe('must name every type that ranking_file has handled', () => {
    const bills = 'event_types: {bill: {weight: 1}}';

    test.each([
      [
        'en',
        'trial.yaml:1:1 event_types: call is handled: true in ranking_file and absent here, which would be another popularity → write it here too, as in ranking_file, if only with weight: 0',
      ],
      [
        'ru',
        'trial.yaml:1:1 event_types: в ranking_file вид событий call - handled: true, а здесь его нет, и популярность была бы другой → впишите его и сюда, как в ranking_file, хотя бы с weight: 0',
      ],
    ])('which is told in %s', async (language, told) => {
      const { config, mistakes } = await read(ON_TRIAL, bills, language);
      expect(config).toBeNull();
      expect(mistakes).toEqual([told]);
    });

    test('if only with weight 0', async () => {
      const trial = bills.replace('{bill', '{call: {weight: 0, handled: true}, bill');
      expect((await read(ON_TRIAL, trial)).mistakes).toEqual([]);
    });
  });

  test.each([
    [
      'half-life',
      MAIN.replace('half_life_days: 90', 'half_life_days: 30'),
      /^trial\.yaml:1:49 event_types\.call\.half_life_days: .*\(90\), and both share one gathered history → make it the same; weight, prior, company_prior and max_fresh may differ on trial$/,
    ],
    [
      'validity',
      MAIN.replace('valid_for_days: 180', 'valid_for_days: 60'),
      /^trial\.yaml:1:103 event_types\.bill\.valid_for_days: .*\(180\)/,
    ],
    [
      'popularity',
      MAIN.replace(', handled: true', ''),
      /^trial\.yaml:1:15 event_types\.call\.handled: .*\(true\)/,
    ],
    ['gap', `min_gap_minutes: 5\n${MAIN}`, /^trial\.yaml:1:18 min_gap_minutes: .*\(60\)/],
    [
      'type of event',
      MAIN.replace('bill', 'letter'),
      /^trial\.yaml:1:69 event_types\.letter: ranking_file has no such event type → write it there too/,
    ],
    ['number that is none', `prior: five\n${MAIN}`, /^trial\.yaml:1:8 prior: a number is needed/],
  ])('with a %s that the gathered history does not have is refused', async (_, trial, told) => {
    const { mistakes, config } = await read(ON_TRIAL, trial);
    expect(config).toBeNull();
    expect(mistakes).toEqual([expect.stringMatching(told)]);
  });

  test('is told in Russian too', async () => {
    const { mistakes } = await read(ON_TRIAL, MAIN.replace('life_days: 90', 'life_days: 30'), 'ru');
    expect(mistakes[0]).toMatch(
      /в ranking_file другое значение \(90\).*можно менять weight, prior/,
    );
  });

  test.each([
    [
      'canary: {ranking_file: nowhere.yaml}',
      /^nowhere\.yaml:1:1 the file cannot be read \(ENOENT\)/,
    ],
    [
      'canary: {share: 0.1}',
      /^my\.yaml:3:17 canary\.share: there is no second ranking → write canary\.ranking_file/,
    ],
    ['canary: {ranking_file: trial.yaml, share: 1.5}', /canary\.share: .* from 0 to 1/],
    ['learning: {holdout_share: 0.6}', /learning\.holdout_share: .* from 0 to 0\.5/],
    ['learning: {swap_share: -0.1}', /learning\.swap_share: .* from 0 to 0\.5/],
    ['learning: {label_delay_hours: 0}', /learning\.label_delay_hours: .* from 1 to 2160/],
  ])('%s', async (settings, told) => {
    const { mistakes } = await read(settings);
    expect(mistakes).toEqual([expect.stringMatching(told)]);
  });

  test('is among the files to watch', async () => {
    expect((await read(ON_TRIAL)).files).toContainEqual(expect.stringMatching(/trial\.yaml$/));
    expect((await read('mode: live')).files).toHaveLength(5);
  });
});
