import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#app/config/load.ts';
import { speechCheck } from '#app/doctor/speech.ts';
import { fakeSpeechMoney } from '#test/fakes/fake-speech-money.ts';
import { FakeSpeechKitV1 } from '#test/fakes/fake-speechkit-v1.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

async function findings(engines: (url: string) => string, accepts = 'Api-Key S3CR3T') {
  const kit = await new FakeSpeechKitV1().listen();
  kit.accepts = accepts;
  const dir = mkdtempSync(join(tmpdir(), 'tel-doctor-speech-'));
  onTestFinished(async () => {
    await kit[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true });
  });
  writeFileSync(join(dir, 'my.yaml'), `voice:\n  engines: [${engines(kit.url)}]\n`);
  const { config } = await readConfig(join(dir, 'my.yaml'), {});
  if (config === null) throw new Error('the settings are wrong');
  let opened = 0;
  const speechMoney = fakeSpeechMoney();
  const check = speechCheck(config, {
    log: quiet,
    now: () => new Date('2026-11-20T09:00:00Z'),
    openMoney: async () => {
      opened += 1;
      return { speechMoney, [Symbol.asyncDispose]: async () => void (opened -= 1) };
    },
  });
  const found = await check.run(AbortSignal.timeout(10_000));
  expect(opened).toBe(0);
  return found.map(({ severity, message }) => `${severity}: ${message.en}`);
}

const speechKit = (url: string): string =>
  `{kind: speechkit, api: v1, key: S3CR3T, url: "${url}", month_limit: 5}`;

test('each engine of the chain says a phrase, and what the month has cost is told', async () => {
  const found = await findings((url) => `${speechKit(url)}, {kind: espeak}`);
  expect(found).toEqual([
    expect.stringMatching(/^ok: SpeechKit v1 speaks \(\d\.\d s\)$/) as string,
    expect.stringMatching(
      /^ok: SpeechKit: in 2026-11 0\.000\d+ of 5\.00 USD were spent$/,
    ) as string,
    expect.stringMatching(/^ok: espeak-ng speaks/) as string,
  ]);
});

test('an engine that does not speak is a warning while another one does', async () => {
  const [first, , third] = await findings((url) => `${speechKit(url)}, {kind: espeak}`, 'nobody');
  expect(first).toBe(
    'warning: SpeechKit v1 does not speak: SpeechKit v1 did not take our key (401): check it',
  );
  expect(third).toMatch(/^ok: espeak-ng speaks/);
});

test('and an error when none does', async () => {
  const [first] = await findings(speechKit, 'nobody');
  expect(first).toMatch(/^error: SpeechKit v1 does not speak/);
});
