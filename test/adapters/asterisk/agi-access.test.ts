import { expect, test } from 'vitest';
import { allowOnly } from '#adapters/asterisk/agi-access.ts';

test('single addresses and blocks may connect, their neighbours may not', () => {
  const mayConnect = allowOnly(['127.0.0.1', '10.1.0.0/16', 'fd00::/8', '::1']);
  for (const address of ['127.0.0.1', '10.1.255.255', '::1', 'fdab::1']) {
    expect(mayConnect(address), address).toBe(true);
  }
  for (const address of ['127.0.0.2', '10.2.0.0', '::2', 'fe80::1', '', 'localhost']) {
    expect(mayConnect(address), address).toBe(false);
  }
});

test('an IPv4 address in clothes of IPv6 counts as IPv4', () => {
  expect(allowOnly(['127.0.0.1'])('::ffff:127.0.0.1')).toBe(true);
  expect(allowOnly(['127.0.0.1'])('::ffff:127.0.0.2')).toBe(false);
});

test('a socket that has lost its address may not', () => {
  expect(allowOnly(['0.0.0.0/0'])(undefined)).toBe(false);
});

test('what is no address is a mistake of the configuration', () => {
  for (const text of [
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/x',
    '::/129',
    '',
  ]) {
    expect(() => allowOnly([text]), text).toThrow(RangeError);
  }
});
