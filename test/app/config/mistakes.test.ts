import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rmSync } from 'node:fs';
import { loadConfig, readConfig, settingsFile } from '#app/config/load.ts';
import { mistakeInWords } from '#app/config/mistake.ts';

async function folder(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'telefonistka-config-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

/** The mistakes of a settings file, with its folder left out. */
async function mistakesIn(
  text: string,
  env: Record<string, string> = {},
  beside: Record<string, string> = {},
) {
  const dir = await folder({ 'my.yaml': text, ...beside });
  const { mistakes, language, config } = await readConfig(join(dir, 'my.yaml'), env);
  expect(config === null).toBe(mistakes.length > 0);
  return mistakes.map((mistake) => mistakeInWords(mistake, language).replace(`${dir}/`, ''));
}

const english = (text: string) => `language: en\n${text}`;

describe('each mistake has its place, its words and its remedy', () => {
  test.each([
    ['menu: {tires: 3}', 'my.yaml:2:8 menu.tires: no such setting → did you mean "tries"?'],
    ['agy: {port: 1}', 'my.yaml:2:1 agy: no such setting → did you mean "agi"?'],
    [
      'menu: {xyzzy: 3}',
      /^my\.yaml:2:8 menu\.xyzzy: no such setting → remove it; known here: keys, people_max/,
    ],
    [
      'menu: {tries: 9}',
      'my.yaml:2:15 menu.tries: the number is out of bounds → write a number from 1 to 4',
    ],
    ['menu: {tries: 0}', /my\.yaml:2:15 .* from 1 to 4$/],
    ['menu: {tries: 2.5}', /my\.yaml:2:15 menu\.tries: a whole number is needed/],
    ['menu: {tries: three}', /my\.yaml:2:15 menu\.tries: a number is needed/],
    [
      'menu: {tries: "3"}',
      /my\.yaml:2:15 menu\.tries: a number is needed → write a number without quotes/,
    ],
    ['menu: {keys: postion}', /my\.yaml:2:14 menu\.keys: no such value → perhaps "position"\?/],
    ['menu: 3', /my\.yaml:2:7 menu: settings with an indent belong here/],
    ['voice: {mode: economic}', /my\.yaml:2:15 voice\.mode: no such value → perhaps "economy"\?/],
    [
      'voice: {sample_rate_hz: 44100}',
      /my\.yaml:2:25 voice\.sample_rate_hz: no such value → .*8000, 16000/,
    ],
    ['mode: shadwo', /my\.yaml:2:7 mode: no such value → perhaps "shadow"\?/],
    ['caller_name: {set: yes}', /my\.yaml:2:20 caller_name\.set: true or false is needed/],
    ['agi: {allow: 127.0.0.1}', /my\.yaml:2:14 agi\.allow: a list is needed/],
    ['agi: {allow: [localhost]}', /my\.yaml:2:15 agi\.allow\.0: this is no IP address/],
    ['agi: {allow: [999.1.1.1]}', /agi\.allow\.0: this is no IP address and no block/],
    ['agi: {allow: [10.0.0.0/33]}', /agi\.allow\.0: .* → write it in digits: .*10\.0\.0\.0\/8/],
    ['agi: {host: cafe}', /agi\.host: this is no IP address/],
    ['agi: {host: localhost}', /my\.yaml:2:13 agi\.host: .*"localhost" means ::1 first/],
    ['agi: {hint_context: "a b"}', /agi\.hint_context: this is no name of a context/],
    [
      'office: {company: +79161234567}',
      /my\.yaml:2:19 office\.company: text is needed.* → put it in quotes: "\+79161234567"/,
    ],
    ['office: {company: 0012}', /put it in quotes: "0012"/],
    ['office: {zone: Moscow}', /my\.yaml:2:16 office\.zone: no such time zone/],
    ['office: {region: ru}', /my\.yaml:2:18 office\.region: no such country/],
    ['office: {hours: {mon: 9-18}}', /my\.yaml:2:23 office\.hours\.mon: these hours make no sense/],
    ['office: {hours: {mn: closed}}', /office\.hours\.mn: no such setting → did you mean "mon"\?/],
    ['office: {holidays: ["32-01"]}', /my\.yaml:2:21 office\.holidays\.0: this day makes no sense/],
    [
      'office: {special_days: {"2026-13-01": closed}}',
      /my\.yaml:2:25 office\.special_days\.2026-13-01: this day/,
    ],
    [
      'office: {special_days: {"2026-12-31": short}}',
      /my\.yaml:2:39 office\.special_days\.2026-12-31: these hours/,
    ],
    [
      'presence: {dnd: ignore}',
      /my\.yaml:2:17 presence\.dnd: no such value → write one of: offer, skip/,
    ],
    ['ami: {enabled: true}', /my\.yaml:2:16 ami\.enabled: AMI is enabled without a secret/],
    [
      'ami: {enabled: true, secret: "${NOPE}"}',
      /my\.yaml:2:30 ami\.secret: environment variable NOPE is not set/,
    ],
    [
      'ami: {enabled: true, secret_file: nowhere}',
      /my\.yaml:2:35 ami\.secret_file: the file cannot be read \(ENOENT\)/,
    ],
    [
      'ami: {enabled: true, secret: a, secret_file: my.yaml}',
      /ami\.secret_file: both secret and secret_file/,
    ],
    ['http: {tokens: [short]}', /my\.yaml:2:16 http\.tokens: an API token has fewer than 16/],
    ['http: {port: 4573}', /my\.yaml:2:14 http\.port: agi and http listen on the same port/],
    ['storage: {url: mysql://db}', /my\.yaml:2:16 storage\.url: this is no address of PostgreSQL/],
    ['ranking_file: nowhere.yaml', /nowhere\.yaml:1:1 the file cannot be read \(ENOENT\)/],
    ['mode: live\nmode: shadow', /my\.yaml:3:1 mode: the key occurs twice/],
    ['menu:\n\ttries: 3', /my\.yaml:3:1 a tab indents the line/],
    ['menu: [', /my\.yaml:\d:\d broken YAML/],
    ['"__proto__": {x: 1}', /__proto__: no such setting/],
  ])('%j', async (text, told) => {
    const mistakes = await mistakesIn(english(text));
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(told);
  });

  test('all of them are told at once, in the order of the file', async () => {
    const mistakes = await mistakesIn(
      english(
        'menu: {tries: 9, keyz: a}\noffice: {zone: X}\nhttp: {tokens: [short]}\nranking_file: no.yaml',
      ),
    );
    expect(mistakes.map((line) => line.split(' ')[0])).toEqual([
      'my.yaml:2:15',
      'my.yaml:2:18',
      'my.yaml:3:16',
      'my.yaml:4:16',
      'no.yaml:1:1',
    ]);
  });

  test('a value that is a secret is in no mistake', async () => {
    const env = { TOKEN: 'hunter2' };
    const mistakes = await mistakesIn(
      english('http: {tokens: ["${TOKEN}"]}\nstorage: {url: "mysql://u:hunter2@db"}'),
      env,
    );
    expect(mistakes).toHaveLength(2);
    expect(mistakes.join()).not.toContain('hunter2');
  });
});

describe('in the language of the administrator', () => {
  test.each([
    ['language: ru', 'en', 'такой настройки нет'],
    ['language: en', 'ru', 'no such setting'],
    ['mode: live', 'en', 'no such setting'],
    ['mode: live', 'ru', 'такой настройки нет'],
    ['mode: live', '', 'такой настройки нет'],
  ])('%s, TEL_LANG=%s: %s', async (text, TEL_LANG, words) => {
    expect(await mistakesIn(`${text}\nnonsense: 1`, { TEL_LANG })).toEqual([
      expect.stringContaining(words),
    ]);
  });

  test('the system language counts when nothing else is said', async () => {
    expect((await mistakesIn('nonsense: 1', { LANG: 'en_US.UTF-8' }))[0]).toContain(
      'no such setting',
    );
    expect((await mistakesIn('nonsense: 1', { LANG: 'C.UTF-8' }))[0]).toContain(
      'такой настройки нет',
    );
  });
});

const ranking = (text: string) =>
  mistakesIn(english('ranking_file: r.yaml'), {}, { 'r.yaml': text });

describe('the ranking file', () => {
  test.each([
    ['event_types: {}', /r\.yaml:1:14 event_types: there is no event type/],
    ['prior: 5', /r\.yaml:1:1 event_types: the value is missing → add it/],
    [
      'event_types: {call: {handled: true}}',
      /r\.yaml:1:15 event_types\.call\.weight: the value is missing/,
    ],
    [
      'event_types: {call: {weight: -1}}',
      /weight: the number is out of bounds → write a number from 0 to 100/,
    ],
    ['event_types: {call: {weight: 1, half_life: 3}}', /did you mean "half_life_days"\?/],
    [
      'event_types: {call: {weight: 1, half_life_days: 1, valid_for_days: 2}}',
      /both half_life_days and valid_for_days/,
    ],
    ['event_types: {"a b": {weight: 1}}', /this is no name of an event type/],
    [
      'prior: 0\nevent_types: {call: {weight: 1}}',
      /r\.yaml:1:8 prior: the number is out of bounds/,
    ],
  ])('%j', async (text, told) => {
    expect(await ranking(text)).toEqual([expect.stringMatching(told)]);
  });

  test('"valid for" means twice the half-life, and 90 days are the default', async () => {
    const dir = await folder({
      'my.yaml': 'ranking_file: r.yaml',
      'r.yaml':
        'event_types: {a: {weight: 1, valid_for_days: 60}, b: {weight: 2, half_life_days: 30, handled: true}, c: {weight: 4}}',
    });
    const { weights } = await loadConfig(join(dir, 'my.yaml'), {});
    expect(Object.fromEntries(weights.eventTypes)).toEqual({
      a: { weight: 1, halfLifeDays: 30, handled: false },
      b: { weight: 2, halfLifeDays: 30, handled: true },
      c: { weight: 4, halfLifeDays: 90, handled: false },
    });
    expect(weights).toMatchObject({ prior: 5, companyPrior: 0.3, minGapMinutes: 60, maxFresh: 5 });
    expect(weights.version).toMatch(/^[\da-f]{8}$/);
  });
});

describe('the phrases file', () => {
  test('needs every phrase, knows its placeholders, and speaks the language of the settings', async () => {
    const mistakes = await mistakesIn(
      english('phrases_file: p.yaml'),
      {},
      {
        'p.yaml': 'language: ru\nphrases: {greeting: "{name}, hello", option: "{nane}"}',
      },
    );
    expect(mistakes).toContainEqual(
      expect.stringMatching(/p\.yaml:1:11 language: the phrases are in another language/),
    );
    expect(mistakes).toContainEqual(
      expect.stringMatching(/p\.yaml:2:21 phrases\.greeting: a phrase has an unknown word/),
    );
    expect(mistakes).toContainEqual(
      expect.stringMatching(/p\.yaml:2:46 phrases\.option: a phrase has an unknown word/),
    );
    expect(mistakes).toContainEqual(
      expect.stringMatching(/p\.yaml:2:1 phrases\.no_match: the value is missing/),
    );
  });
});

describe('a settings file', () => {
  test('finds secrets in the environment and in files, and shows them to nobody', async () => {
    const dir = await folder({
      'my.yaml': [
        'ami: {enabled: true, secret_file: ami.secret}',
        'http: {tokens: ["${TOKEN}"]}',
        'storage: {url: "postgres://tel:${PASSWORD}@db/tel"}',
      ].join('\n'),
      'ami.secret': 'hunter2\n',
    });
    const config = await loadConfig(join(dir, 'my.yaml'), {
      TOKEN: 'a-token-of-24-characters',
      PASSWORD: 'hunter3',
    });
    expect(config.ami?.secret.reveal()).toBe('hunter2');
    expect(config.http?.tokens.map((token) => token.reveal())).toEqual([
      'a-token-of-24-characters',
    ]);
    expect(config.storage.url?.reveal()).toBe('postgres://tel:hunter3@db/tel');
    expect(`${JSON.stringify(config)} ${String(config.ami?.secret)}`).not.toMatch(/hunter|a-token/);
  });

  test('names other files from its own folder, and leaves the shipped ones where they are', async () => {
    const dir = await folder({ 'my.yaml': 'data_dir: data\nvoice: {sounds_dir: /srv/sounds}' });
    const config = await loadConfig(join(dir, 'my.yaml'), {});
    const builtIn = await loadConfig(null, {});
    expect(config.dataDir).toBe(join(dir, 'data'));
    expect(config.voice.soundsDir).toBe('/srv/sounds');
    expect(config.voice.recordedDir).toBe(builtIn.voice.recordedDir);
    expect(config.weights).toEqual(builtIn.weights);
  });

  test('with a section of comments only has its defaults', async () => {
    expect(await mistakesIn('menu:\n  # tries: 3\nmode: live')).toEqual([]);
  });

  test('that is empty or cannot be read is a mistake, not "everything by default"', async () => {
    expect(await mistakesIn('')).toEqual([expect.stringContaining('my.yaml:1:1 файл пуст')]);
    expect(await mistakesIn('# only words')).toEqual([
      expect.stringContaining('my.yaml:1:1 файл пуст'),
    ]);
    await expect(loadConfig('/nowhere/my.yaml', {})).rejects.toMatchObject({ code: 'invalid' });
  });

  test('cannot exhaust us', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i}: &a${i} [${i === 0 ? '1' : `*a${i - 1},`.repeat(9)}]`,
    );
    expect(await mistakesIn(levels.join('\n'))).toEqual([
      expect.stringContaining('слишком много ссылок'),
    ]);
  });

  test('is the one that the command line names, else that of TEL_CONFIG', () => {
    expect(settingsFile('a.yaml', { TEL_CONFIG: '/b.yaml' })).toBe(join(process.cwd(), 'a.yaml'));
    expect(settingsFile(undefined, { TEL_CONFIG: '/b.yaml' })).toBe('/b.yaml');
  });
});
