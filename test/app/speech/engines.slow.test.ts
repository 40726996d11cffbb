import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#app/config/load.ts';
import { composeEngines, patienceMs } from '#app/speech/engines.ts';
import type { Log, LogFields } from '#ports/log.ts';
import { createSounds, type SoundsHouse } from '#adapters/sounds/sounds.ts';
import { fakeSpeechMoney } from '#test/fakes/fake-speech-money.ts';
import { FakeSpeechKitV1 } from '#test/fakes/fake-speechkit-v1.ts';
import { FakeSpeechKitV3, type V3Mood } from '#test/fakes/fake-speechkit-v3.ts';
import { FakeVoiceFabricCloud } from '#test/fakes/fake-voicefabric.ts';
import type { RemoteMood } from '#test/fakes/speech-over-http.ts';

const TEXT = 'Сейчас Вам ответит Анна.';
const NOW = new Date('2026-11-20T09:00:00Z');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ACCOUNT = JSON.stringify({
  id: 'key',
  service_account_id: 'account',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
});

interface Chain {
  readonly kit1: FakeSpeechKitV1;
  readonly kit3: FakeSpeechKitV3;
  readonly fabric: FakeVoiceFabricCloud;
  readonly sounds: SoundsHouse;
  readonly lines: { readonly fields: LogFields; readonly text: string }[];
  readonly spent: () => Promise<number>;
  /** Files of fragments in the cache. */
  readonly cached: () => Promise<readonly string[]>;
}

/** SpeechKit, then VoiceFabric, as the settings have them, over fakes that speak the vendors' protocols. */
async function chain(rest = '', { isOpen = true, login = 'key: S3CR3T' } = {}): Promise<Chain> {
  const dir = mkdtempSync(join(tmpdir(), 'tel-chain-'));
  const [kit1, kit3, fabric] = await Promise.all([
    new FakeSpeechKitV1().listen(),
    new FakeSpeechKitV3().listen(),
    new FakeVoiceFabricCloud().listen(),
  ]);
  writeFileSync(join(dir, 'ca.pem'), kit3.ca);
  writeFileSync(join(dir, 'account.json'), ACCOUNT);
  const speechKit = `{kind: speechkit, ${login}, url: "${kit1.url}", grpc_address: "${kit3.address}", iam_url: "${kit1.url}/iam/v1/tokens", ca_file: ca.pem, timeout_seconds: 1${rest}}`;
  const voiceFabric = `{kind: voicefabric, user: firma, password: S3CR3T, url: "${fabric.url}", timeout_seconds: 1}`;
  const file = join(dir, 'my.yaml');
  writeFileSync(file, `voice:\n  engines:\n    - ${speechKit}\n    - ${voiceFabric}\n`);
  const { config, mistakes } = await readConfig(file, {});
  if (config === null) throw new Error(JSON.stringify(mistakes));
  const lines: Chain['lines'] = [];
  const note = (fields: LogFields, text: string): void => void lines.push({ fields, text });
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const money = fakeSpeechMoney();
  const directory = join(dir, 'sounds');
  const sounds = createSounds({
    directory,
    genericDirectory: dir,
    engines: composeEngines(config, { log, now: () => NOW, money: () => (isOpen ? money : null) }),
    synthesisTimeoutMs: patienceMs(config),
    recorded: null,
    phrases: config.phrases,
    company: '',
    log,
  });
  await sounds.start();
  onTestFinished(async () => {
    await sounds.stop();
    for (const fake of [kit1, kit3, fabric]) await fake[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true });
  });
  return {
    kit1,
    kit3,
    fabric,
    sounds,
    lines,
    spent: () => money.spent('SpeechKit', '2026-11'),
    cached: async () => (await readdir(directory)).filter((name) => name.endsWith('.wav')),
  };
}

test('a short phrase goes by v1, a long one by v3, and the log says for how much', async () => {
  const { sounds, lines, cached, spent } = await chain();
  expect((await sounds.say(TEXT)).by).toEqual({
    engine: 'SpeechKit v1',
    costMicros: 264,
    currency: 'USD',
    insteadOf: { engine: 'SpeechKit v3', costMicros: 1_333 },
  });
  const long = `${TEXT} `.repeat(6).trim();
  expect((await sounds.say(long)).by).toMatchObject({ engine: 'SpeechKit v3' });
  expect(await cached()).toHaveLength(2);
  expect(await spent()).toBe(264 + 1_333);
  const told = lines.filter(({ text }) => text === 'speech was paid for');
  expect(told.map(({ fields }) => fields)).toEqual([
    {
      engine: 'SpeechKit v1',
      characters: 24,
      costMicros: 264,
      currency: 'USD',
      insteadOf: { engine: 'SpeechKit v3', costMicros: 1_333 },
    },
    expect.objectContaining({ engine: 'SpeechKit v3', characters: 149, costMicros: 1_333 }),
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/Анна|S3CR3T/);
});

test('a service account speaks by both interfaces with one token', async () => {
  const { kit1, kit3, sounds } = await chain('', { login: 'account_file: account.json' });
  kit1.tokens.push('t1.abc');
  kit1.accepts = 'Bearer t1.abc';
  kit3.accepts = 'Bearer t1.abc';
  expect((await sounds.say(TEXT)).by?.engine).toBe('SpeechKit v1');
  expect((await sounds.say(`${TEXT} `.repeat(6).trim())).by?.engine).toBe('SpeechKit v3');
  expect(kit1.jwts).toHaveLength(1);
});

test('what was said before is not paid for again', async () => {
  const { sounds, kit1, spent } = await chain();
  await sounds.say(TEXT);
  expect((await sounds.say(TEXT)).by).toBeNull();
  expect(kit1.asked).toHaveLength(1);
  expect(await spent()).toBe(264);
});

describe('whatever SpeechKit does instead of speaking, nothing of it enters the cache, and VoiceFabric speaks', () => {
  test.each<[RemoteMood, V3Mood]>([
    ['silent', 'well'],
    ['wrong rate', 'well'],
    ['empty', 'empty'],
    ['half', 'half'],
    ['half a sample', 'half a sample'],
    ['words', 'broken off'],
    ['drips', 'drips'],
    ['quota used up', 'quota used up'],
    ['no key', 'unauthenticated'],
    ['trouble', 'away'],
    ['hangs', 'hangs'],
  ])('v1: %s, v3: %s', async (mood1, mood3) => {
    const { kit1, kit3, fabric, sounds, cached, lines } = await chain();
    kit1.moods.push(mood1, mood1);
    kit3.moods.push(mood3, mood3);
    const said = await sounds.say(TEXT);
    expect(said.by?.engine).toBe('VoiceFabric');
    expect(fabric.asked).toHaveLength(1);
    expect(await cached()).toHaveLength(1);
    expect(lines.map(({ text }) => text)).toContain('speech was not made');
  });
});

test('a session of VoiceFabric that ran out heals by a log-in', async () => {
  const { kit1, kit3, fabric, sounds } = await chain();
  kit1.moods.push('nonsense', 'nonsense');
  kit3.moods.push('nonsense', 'nonsense');
  await sounds.say(TEXT);
  fabric.endSessions();
  expect((await sounds.say('Анна.')).by?.engine).toBe('VoiceFabric');
  expect(fabric.logIns).toHaveLength(2);
});

test('at the limit of the month the next engine speaks, and the log says why', async () => {
  const { kit1, sounds, lines, spent } = await chain(', month_limit: 0.0003');
  expect((await sounds.say(TEXT)).by?.engine).toBe('SpeechKit v1');
  expect((await sounds.say('Сейчас Вам ответит Пётр.')).by?.engine).toBe('VoiceFabric');
  expect(kit1.asked).toHaveLength(1);
  expect(await spent()).toBe(264);
  expect(lines.map(({ fields }) => fields['reason'])).toContain(
    'SpeechKit: the limit of 0.0003 USD for 2026-11 is reached',
  );
});

test('while the database is not open, nothing that costs money is asked', async () => {
  const { kit1, kit3, sounds } = await chain('', { isOpen: false });
  expect((await sounds.say(TEXT)).by?.engine).toBe('VoiceFabric');
  expect([...kit1.asked, ...kit3.asked]).toEqual([]);
});

test('a voice of v3 alone is said by v3, short as the text may be', async () => {
  const { kit1, kit3, sounds } = await chain(', voice: dasha, role: good');
  expect((await sounds.say('Анна.')).by).toMatchObject({ engine: 'SpeechKit v3', insteadOf: null });
  expect([kit1.asked.length, kit3.asked.length]).toEqual([0, 1]);
});
