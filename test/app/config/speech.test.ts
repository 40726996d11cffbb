import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#app/config/load.ts';
import { mistakeInWords } from '#app/config/mistake.ts';
import type { SpeechEngine } from '#app/config/speech-engine.ts';

const ENV = { TEL_SPEECH_KEY: 'S3CR3T', TEL_SPEECH_PASSWORD: 'PASSW0RD' };
const EXAMPLE = new URL('../../../config/example.yaml', import.meta.url);

function folder(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'tel-speech-config-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

async function read(engine: string, beside: Readonly<Record<string, string>> = {}) {
  const text = `language: en\nvoice:\n  engines:\n    - ${engine}\n`;
  const dir = folder({ 'my.yaml': text, ...beside });
  const { config, mistakes } = await readConfig(join(dir, 'my.yaml'), ENV);
  expect(config === null).toBe(mistakes.length > 0);
  return {
    engine: config?.voice.engines[0],
    mistakes: mistakes.map((one) => mistakeInWords(one, 'en').replace(`${dir}/`, '')),
    inRussian: mistakes.map((one) => mistakeInWords(one, 'ru').replace(`${dir}/`, '')),
  };
}

const speechKit = (rest: string) => `{kind: speechkit, key: "\${TEL_SPEECH_KEY}"${rest}}`;

test('without a word about it espeak speaks, by language', async () => {
  const { config } = await readConfig(null, {});
  expect(config?.voice.engines).toEqual([{ kind: 'espeak', voice: null, wordsPerMinute: 150 }]);
});

test('a key is all that SpeechKit needs', async () => {
  const { engine } = await read(speechKit(''));
  expect(engine).toMatchObject({
    kind: 'speechkit',
    apis: ['v1', 'v3'],
    voice: 'marina',
    role: null,
    rateHz: 8_000,
    url: 'https://tts.api.cloud.yandex.net',
    grpcAddress: 'tts.api.cloud.yandex.net:443',
    limitMicros: null,
    prices: { currency: 'USD', perCharacterMicros: 11, perRequestMicros: 1_333 },
  });
  expect(JSON.stringify(engine)).not.toContain('S3CR3T');
});

describe('an api is left out when it lacks the voice or the role', () => {
  test.each<[string, readonly string[]]>([
    [', voice: dasha', ['v3']],
    [', voice: jane, role: evil', ['v1', 'v3']],
    [', voice: jane, role: evil, api: v1', ['v1']],
    [', voice: masha, role: friendly', ['v3']],
  ])('%s: %j', async (rest, apis) => {
    expect((await read(speechKit(rest))).engine).toMatchObject({ apis });
  });
});

describe('what is impossible is told with what is possible', () => {
  test.each<[string, string]>([
    [
      speechKit(', voice: alena, role: evil'),
      'voice.engines.0.role: the voice alena has no role evil → possible are: neutral, good; ' +
        'voices with the role evil: jane, omazh',
    ],
    [
      speechKit(', voice: filipp, role: good'),
      'voice.engines.0.role: the voice filipp has no role good → it has none: remove role; ' +
        'voices with the role good: alena, ermil, jane, zahar, dasha, masha, alexander, kirill, anton',
    ],
    [
      speechKit(', voice: filipp, role: angry'),
      'voice.engines.0.role: the voice filipp has no role angry → it has none: remove role',
    ],
    [
      speechKit(', voice: dasha, api: v1'),
      'voice.engines.0.voice: there is no voice dasha here → possible are: ' +
        'alena, filipp, ermil, jane, omazh, zahar, marina, madi_ru',
    ],
    [
      speechKit(', voice: constructor'),
      'voice.engines.0.voice: there is no voice constructor here → possible are: alena, filipp',
    ],
    [
      speechKit(', rate: 22050'),
      'voice.engines.0.rate: it does not speak at this rate → possible are: 8000, 16000, 48000',
    ],
    [
      speechKit(', api: cloud'),
      'voice.engines.0.api: this engine has no such api → write one of: auto, v1, v3',
    ],
    [
      speechKit(', words_per_minute: 150'),
      'voice.engines.0.words_per_minute: an engine speechkit has no setting words_per_minute → ' +
        'remove it; it knows: api, voice, role',
    ],
    [
      speechKit(', url: tts.example'),
      'voice.engines.0.url: this is no http:// or https:// address',
    ],
    [
      speechKit(', grpc_address: tts.example'),
      'voice.engines.0.grpc_address: this is no address with a port → write e.g. ',
    ],
    [speechKit(', currency: rubles'), 'voice.engines.0.currency: this is no code of a currency'],
    [speechKit(', speed: 4'), 'voice.engines.0.speed: the number is out of bounds'],
    [
      speechKit(', ca_file: nowhere.pem'),
      'voice.engines.0.ca_file: the file cannot be read (ENOENT)',
    ],
    ['{kind: speechkit}', 'voice.engines.0.kind: there is no key → write key: "${TEL_SPEECH_KEY}"'],
    [
      '{kind: speechkit, account_file: key.json}',
      'voice.engines.0.account_file: this is no key of a service account',
    ],
    [
      speechKit(', account_file: key.json'),
      'voice.engines.0.account_file: both key and account_file are given',
    ],
    [
      '{kind: voicefabric, user: firma, password: x, voice: Юлия}',
      'voice.engines.0.voice: there is no voice Юлия here → possible are: Julia, Anna, Anna_n',
    ],
    [
      '{kind: voicefabric, api: classic, key: x, rate: 16000}',
      'voice.engines.0.rate: it does not speak at this rate → possible are: 8000, 22050',
    ],
    ['{kind: voicefabric}', 'voice.engines.0.kind: the cloud needs user and password'],
    ['{kind: voicefabric, api: v3}', 'voice.engines.0.api: this engine has no such api'],
    [
      '{kind: voicefabric, user: firma, password: x, month_limit: 5}',
      'voice.engines.0.month_limit: there is a limit and no price → write price_per_million',
    ],
    ['{kind: espeak, role: good}', 'voice.engines.0.role: an engine espeak has no setting role'],
    ['{kind: speachkit}', 'voice.engines.0.kind: no such value → perhaps "speechkit"?'],
    [
      '{kind: espeak, speeed: 1}',
      'voice.engines.0.speeed: no such setting → did you mean "speed"?',
    ],
  ])('%s', async (engine, mistake) => {
    const { mistakes, inRussian } = await read(engine, { 'key.json': '{"id":"x"}' });
    expect(mistakes.join('\n')).toContain(mistake);
    expect(mistakes.join('\n')).toMatch(/^my\.yaml:4:\d+ /);
    expect(inRussian.join('\n')).toMatch(/[а-я]/);
    expect(mistakes.join('\n')).not.toContain('S3CR3T');
  });
});

test('a service account’s key is read from its file, relative to the settings', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const key = JSON.stringify({ id: 'a', service_account_id: 'b', private_key: pem });
  const { engine, mistakes } = await read('{kind: speechkit, account_file: key.json}', {
    'key.json': key,
  });
  expect(mistakes).toEqual([]);
  expect(engine).toMatchObject({ key: { kind: 'account' } });
  expect(JSON.stringify(engine)).not.toContain('PRIVATE');
});

test('VoiceFabric by the cloud and by the old site', async () => {
  const cloud = '{kind: voicefabric, user: firma, password: "${TEL_SPEECH_PASSWORD}"}';
  expect((await read(cloud)).engine).toMatchObject({
    voice: 'Julia',
    url: 'https://cloud.speechpro.com',
    login: { api: 'cloud', user: 'firma', domainId: 200 },
    perCharacterMicros: 0,
  });
  const classic =
    '{kind: voicefabric, api: classic, key: k, price_per_million: 300, month_limit: 5}';
  expect((await read(classic)).engine).toMatchObject({
    voice: 'Юлия',
    url: 'https://voicefabric.ru',
    login: { api: 'classic' },
    perCharacterMicros: 300,
    limitMicros: 5_000_000,
  });
});

test('the commented engines of example.yaml are right when they are switched on', async () => {
  const [voice = ''] = /^voice:\n[^]*?(?=^agi:)/m.exec(readFileSync(EXAMPLE, 'utf8')) ?? [];
  const on = voice.replaceAll(/^ {2}# {3}(?= *(?:- kind|[a-z_]+):)/gm, '    ');
  const dir = folder({ 'my.yaml': on });
  const { config, mistakes } = await readConfig(join(dir, 'my.yaml'), ENV);
  expect(mistakes.map((one) => mistakeInWords(one, 'en'))).toEqual([]);
  const engines: readonly SpeechEngine[] = config?.voice.engines ?? [];
  expect(engines.map(({ kind }) => kind)).toEqual(['espeak', 'speechkit', 'voicefabric']);
  expect(engines[1]).toMatchObject({ role: 'friendly', limitMicros: 10_000_000 });
});
