import { generateKeyPairSync, verify, constants } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { accountKey, accountKeyFrom, type Key } from '#adapters/tts/speechkit/key.ts';
import { SPEECHKIT_PRICES } from '#adapters/tts/speechkit/prices.ts';
import { createSpeechKitV1 } from '#adapters/tts/speechkit/v1.ts';
import { FakeSpeechKitV1 } from '#test/fakes/fake-speechkit-v1.ts';
import { speechDoor } from '#test/fakes/speech-door.ts';

const never = new AbortController().signal;
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const FILE = JSON.stringify({
  id: 'ajekey',
  service_account_id: 'ajeaccount',
  created_at: '2026-01-01T00:00:00Z',
  key_algorithm: 'RSA_2048',
  private_key: `PLEASE DO NOT REMOVE THIS LINE!\n${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`,
});

async function bench(): Promise<{ kit: FakeSpeechKitV1; key: Key; clock: { now: Date } }> {
  const kit = await new FakeSpeechKitV1().listen();
  onTestFinished(() => kit[Symbol.asyncDispose]());
  const clock = { now: new Date('2026-11-20T09:00:00Z') };
  const http = speechDoor('Yandex IAM');
  const read = accountKeyFrom(FILE);
  if (read === null) throw new Error('expected a key');
  const key = accountKey(read, { http, url: `${kit.url}/iam/v1/tokens`, now: () => clock.now });
  return { kit, key, clock };
}

test('a service account shows who it is by a signed letter, good for an hour', async () => {
  const { kit, key } = await bench();
  kit.tokens.push('t1.abc');
  expect(await key.header(never)).toBe('Bearer t1.abc');
  const [head = '', claims = '', signature = ''] = kit.jwts[0]?.split('.') ?? [];
  const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  expect(decoded(head)).toEqual({ typ: 'JWT', alg: 'PS256', kid: 'ajekey' });
  expect(decoded(claims)).toEqual({
    iss: 'ajeaccount',
    aud: `${kit.url}/iam/v1/tokens`,
    iat: 1_795_165_200,
    exp: 1_795_168_800,
  });
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  expect(
    verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key: publicKey, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
      Buffer.from(signature, 'base64url'),
    ),
  ).toBe(true);
});

test('ten who need a token at once ask for one, and an hour later for the next', async () => {
  const { kit, key, clock } = await bench();
  kit.tokens.push('t1.abc', 't1.def');
  const headers = await Promise.all(Array.from({ length: 10 }, () => key.header(never)));
  expect(new Set(headers)).toEqual(new Set(['Bearer t1.abc']));
  clock.now = new Date(clock.now.getTime() + 3_599_000);
  expect(await key.header(never)).toBe('Bearer t1.abc');
  clock.now = new Date(clock.now.getTime() + 1_000);
  expect(await key.header(never)).toBe('Bearer t1.def');
  expect(kit.jwts).toHaveLength(2);
});

test('a token that the service does not take any more is replaced, and the text is said', async () => {
  const { kit, key } = await bench();
  kit.tokens.push('t1.old', 't1.new');
  kit.accepts = 'Bearer t1.new';
  const voice = { voice: 'alena', role: null, speed: 1, rateHz: 8_000 };
  const http = speechDoor('SpeechKit v1');
  const speech = createSpeechKitV1({ http, url: kit.url, key, prices: SPEECHKIT_PRICES, ...voice });
  const { samples } = await speech.synthesise('Сейчас Вам ответит Анна.', never);
  expect(samples.length).toBeGreaterThan(8_000);
  expect(kit.jwts).toHaveLength(2);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'AQVN-an-api-key'],
  ['JSON of something else', '{"id":"x"}'],
  ['a broken key', JSON.stringify({ ...JSON.parse(FILE), private_key: 'PEM' })],
])('a key file with %s in it is none', (_, text) => {
  expect(accountKeyFrom(text)).toBeNull();
});
