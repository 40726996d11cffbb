import { expect, test } from 'vitest';
import fc from 'fast-check';
import { backoffMs, DEFAULT_BACKOFF } from '#adapters/asterisk/ami-backoff.ts';
import { checkedAction, messageFrom, valueOf } from '#adapters/asterisk/ami-wire.ts';
import {
  deviceOfChannel,
  deviceStateFromExtensionStatus,
  deviceStateFromWord,
  devicesOfHint,
  localHalf,
} from '#adapters/asterisk/ami-words.ts';
import { Failure } from '#ports/failure.ts';

test('whatever the fields say, an action is one action with the fields it was given, or it is refused', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), (fields) => {
      try {
        const action = checkedAction('DBPut', fields);
        const lines = Object.entries(action).map(([key, value]) => `${key}: ${value}`);
        expect(lines.join('\r\n').split(/[\r\n\0]+/)).toHaveLength(Object.keys(fields).length + 1);
        expect(action['action']).toBe('DBPut');
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
        expect(error).toMatchObject({ code: 'invalid' });
      }
    }),
  );
});

test('a refusal never quotes the value: it may be a secret', () => {
  expect(() => checkedAction('Login', { Secret: 'hush\n' })).toThrow(/^(?!.*hush)/);
});

test('the name of an action is a word', () => {
  for (const name of ['', 'Ping\r\nAction', 'DB Get', 'a'.repeat(41)]) {
    expect(() => checkedAction(name, {})).toThrow(Failure);
  }
});

test('of a parsed message only text is left, repeated keys on lines of their own', () => {
  const message = messageFrom({
    event: 'Newchannel',
    chanvariable: { A: '1', B: 'x=y', C: '' },
    output: ['one', 'two'],
    constructor: [Object, 'said once'],
    odd: 7,
    nothing: null,
  });
  expect([...message]).toEqual([
    ['event', 'Newchannel'],
    ['chanvariable', 'A=1\nB=x=y\nC'],
    ['output', 'one\ntwo'],
    ['constructor', 'said once'],
  ]);
  expect(valueOf(message, 'output')).toBe('');
  expect(valueOf(message, 'missing')).toBe('');
});

test.each([
  ['NOT_INUSE', 'not_inuse'],
  ['RINGINUSE', 'ringinuse'],
  ['UNAVAILABLE', 'unavailable'],
  ['INVALID', 'invalid'],
  ['UNKNOWN', 'unknown'],
  ['SOMETHING_NEW', 'unknown'],
  ['', 'unknown'],
])('a device that says %s is %s', (word, state) => {
  expect(deviceStateFromWord(word)).toBe(state);
});

test.each([
  ['0', 'not_inuse'],
  ['1', 'inuse'],
  ['2', 'busy'],
  ['4', 'unavailable'],
  ['8', 'ringing'],
  ['9', 'ringinuse'],
  ['16', 'onhold'],
  ['17', 'inuse'],
  ['-1', 'removed'],
  ['-2', 'removed'],
  ['', 'unknown'],
  ['64', 'unknown'],
  ['1e3', 'unknown'],
])('an extension of status %j is %s', (status, state) => {
  expect(deviceStateFromExtensionStatus(status)).toBe(state);
});

test('a hint names its devices before the comma', () => {
  expect(devicesOfHint('PJSIP/34&Custom:DND34,CustomPresence:34')).toEqual([
    'PJSIP/34',
    'Custom:DND34',
  ]);
  expect(devicesOfHint('')).toEqual([]);
  expect(devicesOfHint(',CustomPresence:34')).toEqual([]);
  expect(devicesOfHint('Local/190@mobiles/n')).toEqual(['Local/190@mobiles']);
});

test('a channel is named after its device; a Local channel after its extension and its other half', () => {
  expect(deviceOfChannel('PJSIP/34-0000001a')).toBe('PJSIP/34');
  expect(deviceOfChannel('PJSIP/my-trunk-0000001a')).toBe('PJSIP/my-trunk');
  expect(deviceOfChannel('nonsense')).toBe('');
  expect(localHalf('Local/34@office-0000000a;1')).toEqual({
    extension: '34',
    device: 'Local/34@office',
    pair: 'Local/34@office-0000000a',
  });
  expect(localHalf('Local/34@office-0000000a;2')?.pair).toBe('Local/34@office-0000000a');
  expect(localHalf('PJSIP/34-0000001a')).toBeNull();
});

test('the back-off doubles from 0.2 to 15 s and never comes back in step with others', () => {
  const early = [1, 2, 3, 4, 8, 50].map((failures) => backoffMs(failures, DEFAULT_BACKOFF, 0));
  const late = [1, 2, 3, 4, 8, 50].map((failures) => backoffMs(failures, DEFAULT_BACKOFF, 0.9999));
  expect(early).toEqual([200, 200, 400, 800, 7_500, 7_500]);
  expect(late).toEqual([200, 400, 800, 1_600, 14_999, 14_999]);
});
