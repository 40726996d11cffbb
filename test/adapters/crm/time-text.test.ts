import { expect, test } from 'vitest';
import { endSecondsFrom, secondsFrom } from '#adapters/crm/time-text.ts';

const utc = (iso: string) => Date.parse(iso) / 1000;

test.each([
  ['1800000000', '2027-01-15T08:00:00Z'],
  ['2026-11-20T09:30:00Z', '2026-11-20T09:30:00Z'],
  ['2026-11-20T09:30:15+03:00', '2026-11-20T06:30:15Z'],
  ['2026-11-20 09:30:15.250-0530', '2026-11-20T15:00:15Z'],
  ['2026-11-20T09:30', '2026-11-20T06:30:00Z'],
  ['2026-11-20 9:30', '2026-11-20T06:30:00Z'],
  ['2026-11-20', '2026-11-19T21:00:00Z'],
  ['20.11.2026 9:30:00', '2026-11-20T06:30:00Z'],
  ['20.11.2026', '2026-11-19T21:00:00Z'],
])('%s in Moscow is %s', (text, expected) => {
  expect(secondsFrom(text, 'Europe/Moscow')).toBe(utc(expected));
});

test.each([
  ['2026-03-29T01:59:59', '2026-03-29T00:59:59Z', 'the last second of winter'],
  ['2026-03-29T03:00:00', '2026-03-29T01:00:00Z', 'the first of summer'],
  ['2026-10-25T03:00:00', '2026-10-25T02:00:00Z', 'the first hour that is winter for sure'],
])('%s in Berlin is %s, %s', (text, expected) => {
  expect(secondsFrom(text, 'Europe/Berlin')).toBe(utc(expected));
});

test.each([
  ['1800000000000', 'milliseconds'],
  ['2026-02-29T10:00:00', 'a day that never was'],
  ['31.04.2026', 'nor this one'],
  ['2026-11-20T24:00:00', 'an hour too many'],
  ['20/11/2026', 'a day, or a month?'],
  ['0001-01-01', 'what 1C writes for no date'],
  ['вчера', 'a word'],
  ['', 'nothing'],
])('%s is no time: %s', (text) => {
  const seconds = secondsFrom(text, 'Europe/Moscow');
  expect(seconds === null || seconds < 0).toBe(true);
});

test('a vacation until a day includes that day, until a moment excludes it', () => {
  expect(endSecondsFrom('2026-11-20', 'Europe/Moscow')).toBe(utc('2026-11-20T21:00:00Z'));
  expect(endSecondsFrom('2026-11-20T18:00', 'Europe/Moscow')).toBe(utc('2026-11-20T15:00:00Z'));
});
