import { expect, test } from 'vitest';
import { createPurse, type PurseOptions } from '#adapters/tts/purse.ts';
import { Failure, type FailureCode } from '#ports/failure.ts';
import { fakeSpeechMoney } from '#test/fakes/fake-speech-money.ts';

const NOW = new Date('2026-11-30T23:59:59.999Z');
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function bench(over: Partial<PurseOptions> = {}) {
  const money = fakeSpeechMoney();
  const purse = createPurse({
    account: 'SpeechKit',
    currency: 'USD',
    limitMicros: 1_000_000,
    money: () => money,
    now: () => NOW,
    log: quiet,
    ...over,
  });
  return { purse, spent: (month = '2026-11') => money.spent('SpeechKit', month) };
}

const failing = (code: FailureCode) => () => Promise.reject(new Failure(code, 'no'));

test('what is paid for is counted, and noted before it is asked for', async () => {
  const { purse, spent } = bench();
  const seen = await purse.pay(300, () => spent());
  expect(seen).toBe(300);
});

test('at the limit the engine is not asked, and the failure says which month and how much', async () => {
  const { purse, spent } = bench();
  await purse.pay(999_999, async () => 'ok');
  let asked = 0;
  await expect(purse.pay(2, async () => (asked += 1))).rejects.toMatchObject({
    code: 'exhausted',
    message: 'SpeechKit: the limit of 1.00 USD for 2026-11 is reached',
  });
  expect(asked).toBe(0);
  await purse.pay(1, async () => 'the rest');
  expect(await spent()).toBe(1_000_000);
});

test('a new month is a new limit', async () => {
  let now = NOW;
  const { purse, spent } = bench({ now: () => now });
  await purse.pay(1_000_000, async () => 'ok');
  now = new Date('2026-12-01T00:00:00Z');
  await purse.pay(5, async () => 'ok');
  expect([await spent(), await spent('2026-12')]).toEqual([1_000_000, 5]);
});

test.each<[FailureCode, number]>([
  ['refused', 0],
  ['unavailable', 0],
  ['not-found', 0],
  ['gone', 300], // we hung up: it may be billed
  ['invalid', 300], // something came, and was no speech
])('a request that ends as %s costs %i of 300', async (code, cost) => {
  const { purse, spent } = bench();
  await expect(purse.pay(300, failing(code))).rejects.toMatchObject({ code });
  expect(await spent()).toBe(cost);
});

test('while nobody counts, nothing is bought', async () => {
  const { purse } = bench({ money: () => null });
  await expect(purse.pay(1, async () => 'ok')).rejects.toMatchObject({ code: 'unavailable' });
});

test('a counter that breaks while money is given back hides no failure of the engine', async () => {
  const { purse } = bench({
    money: () => ({
      spent: async () => 0,
      spend: async ({ micros }) => {
        if (micros < 0) throw new Failure('unavailable', 'the store is away');
        return true;
      },
    }),
  });
  await expect(purse.pay(300, failing('refused'))).rejects.toMatchObject({ code: 'refused' });
});
