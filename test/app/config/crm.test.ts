import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#app/config/load.ts';
import { mistakeInWords } from '#app/config/mistake.ts';

/** What came of settings with this `crm` section, and with this mapping beside them. */
async function read(crm: string, mapping = '', env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tel-crm-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'mapping.yaml'), mapping);
  await writeFile(join(folder, 'key'), 's3cret-of-a-file\n');
  const file = join(folder, 'settings.yaml');
  await writeFile(file, `language: en\ncrm:\n${crm}`);
  const { config, mistakes } = await readConfig(file, env);
  const told = mistakes.map((one) => mistakeInWords(one, 'en').replaceAll(`${folder}/`, ''));
  return { crm: config?.crm, mistakes: told };
}

const MAPPING = `
employees: [{ entity: Catalog_Пользователи }]
events: [{ entity: Document_Счет, type: bill, employee: Менеджер_Key, client: Партнер_Key }]
`;

test('a source with its secrets from the environment and from a file', async () => {
  const { crm, mistakes } = await read(
    `  - { name: ut11, kind: one-c-odata, url: "https://1c/x", user: tel, password_file: key, mapping: mapping.yaml, zone: Asia/Yekaterinburg }
  - { name: amo, kind: amocrm, url: "https://firma.amocrm.ru", token: "\${TOKEN}" }
`,
    MAPPING,
    { TOKEN: 't0ken' },
  );
  expect(mistakes).toEqual([]);
  const [ut11, amo] = crm!;
  const basic = Buffer.from('tel:s3cret-of-a-file').toString('base64');
  expect(ut11?.authorization?.reveal()).toBe(`Basic ${basic}`);
  expect(ut11).toMatchObject({ zone: 'Asia/Yekaterinburg', everyMs: 300_000, timeoutMs: 60_000 });
  expect(amo?.authorization?.reveal()).toBe('Bearer t0ken');
  expect(amo).toMatchObject({ zone: 'Europe/Moscow', how: { kind: 'amocrm' } });
  // Wherever it is printed, the secret is not.
  expect(JSON.stringify(crm)).not.toMatch(/s3cret|t0ken|1c\/x/);
});

test('what is no source is told, with its place and remedy', async () => {
  const { mistakes } = await read(`  - { name: UT, kind: one-c, url: "1c" }\n`);
  expect(mistakes).toEqual([
    'settings.yaml:3:13 crm.0.name: this is no name of a source → small letters, digits, hyphen and underscore',
    expect.stringContaining(
      'settings.yaml:3:23 crm.0.kind: no such value → perhaps "one-c-odata"?',
    ),
  ]);
});

test('every mistake of the sources is told at once, with its place and remedy', async () => {
  const { mistakes } = await read(`  - { name: a, kind: one-c-odata, url: "https://1c" }
  - { name: a, kind: http-json, url: "ftp://1c", user: tel, token: x, mapping: mapping.yaml }
  - { name: b, kind: bitrix24 }
  - { name: c, kind: amocrm, url: "\${NONE}", every_minute: 5, ca_file: none.pem }
`);
  expect(mistakes).toEqual([
    expect.stringContaining('settings.yaml:3:5 crm.0.mapping: 1C needs a mapping of its fields → '),
    'settings.yaml:4:13 crm.1.name: the source a is named twice → give each its own name: events are kept under it',
    'settings.yaml:4:38 crm.1.url: this is no http:// or https:// address → copy the whole address from the browser',
    'settings.yaml:4:56 crm.1.user: both user and token are given → keep one: user with password is Basic, token is Bearer',
    'settings.yaml:4:80 crm.1.mapping: this source needs no mapping → remove mapping',
    'settings.yaml:5:13 crm.2.name: the source has no address → write url or url_file',
    'settings.yaml:6:35 crm.3.url: environment variable NONE is not set → set NONE before the start (systemd: EnvironmentFile=)',
    'settings.yaml:6:46 crm.3.every_minute: no such setting → did you mean "every_minutes"?',
    expect.stringContaining('settings.yaml:6:72 crm.3.ca_file: the file cannot be read (ENOENT)'),
  ]);
});

test('every mistake of a mapping is told, with its place and the nearest right word', async () => {
  const { mistakes } = await read(
    `  - { name: ut11, kind: one-c-odata, url: "https://1c", mapping: mapping.yaml }\n`,
    `employees: [{ entity: Пользователи }]
clients: [{ entity: Catalog_Партнеры, telephones: КонтактнаяИнформация }]
events:
  - { entity: Document_Счет, type: счёт, employee: Менеджер Key, client: Партнер_Key, postd: true }
`,
  );
  expect(mistakes).toEqual([
    expect.stringMatching(
      /^mapping\.yaml:1:23 employees\.0\.entity: this is no name of a 1C object/,
    ),
    expect.stringMatching(/^mapping\.yaml:2:39 clients\.0\.telephones: no such setting/),
    expect.stringMatching(/^mapping\.yaml:4:36 events\.0\.type: this is no name of an event type/),
    expect.stringMatching(/^mapping\.yaml:4:52 events\.0\.employee: /),
    'mapping.yaml:4:87 events.0.postd: no such setting → did you mean "posted"?',
  ]);
});
