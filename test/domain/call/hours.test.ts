import { describe, expect, test } from 'vitest';
import {
  daysFrom,
  openingHours,
  shiftsFrom,
  WEEKDAYS,
  type OfficeHours,
  type Weekday,
} from '#domain/call/hours.ts';

/** Office hours as an administrator writes them. */
function office(
  zone: string,
  week: Partial<Record<Weekday, string>>,
  days: Readonly<Record<string, string>> = {},
): OfficeHours {
  return {
    zone,
    week: Object.fromEntries(
      WEEKDAYS.map((day) => [day, shiftsFrom(week[day] ?? 'closed')!]),
    ) as unknown as OfficeHours['week'],
    days: new Map(
      Object.entries(days).flatMap(([text, shifts]) =>
        daysFrom(text)!.map((day) => [day, shiftsFrom(shifts)!]),
      ),
    ),
  };
}

const NINE_TO_SIX = {
  mon: '09:00-18:00',
  tue: '09:00-18:00',
  wed: '09:00-18:00',
  thu: '09:00-18:00',
  fri: '09:00-18:00',
};

describe('an office in Moscow, where clocks do not change', () => {
  const isOpen = openingHours(office('Europe/Moscow', NINE_TO_SIX));
  test.each([
    ['2026-11-20T05:59:59Z', false, 'Friday, a second before nine'],
    ['2026-11-20T06:00:00Z', true, 'nine sharp'],
    ['2026-11-20T14:59:59Z', true, 'a second before six'],
    ['2026-11-20T15:00:00Z', false, 'six sharp'],
    ['2026-11-21T09:00:00Z', false, 'Saturday noon'],
    ['2026-11-22T21:30:00Z', false, 'half past midnight on Monday'],
    ['2026-11-23T06:30:00Z', true, 'Monday morning'],
    ['2026-07-01T06:00:00Z', true, 'nine in summer is the same nine'],
  ])('at %s: open %s (%s)', (at, open) => {
    expect(isOpen(new Date(at))).toBe(open);
  });
});

describe('an office in Berlin, where they do', () => {
  const isOpen = openingHours(office('Europe/Berlin', { ...NINE_TO_SIX, sun: '02:00-04:00' }));
  test.each([
    ['2026-03-27T08:00:00Z', true, 'Friday nine by winter time'],
    ['2026-03-27T07:59:00Z', false, '… and a minute before'],
    ['2026-03-30T07:00:00Z', true, 'Monday nine by summer time'],
    ['2026-03-30T06:59:00Z', false, '… and a minute before'],
    ['2026-03-29T00:59:00Z', false, 'the night of the change, 1:59'],
    ['2026-03-29T01:00:00Z', true, 'a minute later it is 3:00, inside of 2 to 4'],
    ['2026-03-29T02:00:00Z', false, '4:00'],
    ['2026-10-25T00:00:00Z', true, 'the night with two hours from 2 to 3: the first'],
    ['2026-10-25T01:30:00Z', true, '… the second'],
    ['2026-10-25T03:00:00Z', false, '4:00'],
  ])('at %s: open %s (%s)', (at, open) => {
    expect(isOpen(new Date(at))).toBe(open);
  });
});

describe('days that differ from their weekday', () => {
  const isOpen = openingHours(
    office(
      'Asia/Yekaterinburg',
      { ...NINE_TO_SIX, fri: '09:00-13:00, 14:00-17:00' },
      {
        '05-09': 'closed',
        '2026-12-31..2027-01-08': 'closed',
        '2026-12-30': '09:00-12:00',
        '2026-11-21': '10:00-15:00',
        '02-28': 'closed',
        '2028-02-28': '09:00-18:00',
      },
    ),
  );
  test.each([
    ['2026-11-20T12:59:00+05:00', true, 'before lunch'],
    ['2026-11-20T13:00:00+05:00', false, 'lunch'],
    ['2026-11-20T14:00:00+05:00', true, 'after lunch'],
    ['2026-11-21T10:00:00+05:00', true, 'a working Saturday'],
    ['2026-11-28T10:00:00+05:00', false, 'any other Saturday'],
    ['2026-12-30T11:59:00+05:00', true, 'a shortened day'],
    ['2026-12-30T12:00:00+05:00', false, '… has ended'],
    ['2026-12-31T10:00:00+05:00', false, 'the first day of the holidays'],
    ['2027-01-08T23:59:00+05:00', false, 'the last one'],
    ['2027-01-11T10:00:00+05:00', true, 'the first working day after them'],
    ['2028-05-09T10:00:00+05:00', false, 'a holiday of every year'],
    ['2028-05-10T10:00:00+05:00', true, 'the day after it'],
    ['2030-02-28T10:00:00+05:00', false, 'a day of every year'],
    ['2028-02-28T10:00:00+05:00', true, '… except in one year, which wins'],
  ])('at %s: open %s (%s)', (at, open) => {
    expect(isOpen(new Date(at))).toBe(open);
  });
});

test('round the clock is open at every minute of a day', () => {
  const isOpen = openingHours(office('UTC', { sun: '00:00-24:00' }));
  for (let minute = 0; minute < 1440; minute++)
    expect(isOpen(new Date(Date.UTC(2026, 10, 22, 0, minute)))).toBe(true);
  expect(isOpen(new Date('2026-11-21T23:59:59Z'))).toBe(false);
  expect(isOpen(new Date('2026-11-23T00:00:00Z'))).toBe(false);
});

test('a zone that nobody knows is an error at once, not in a call', () => {
  expect(() => openingHours(office('Europe/Atlantis', {}))).toThrow(RangeError);
});

describe('hours as text', () => {
  test.each([
    ['09:00-18:00', [[540, 1080]]],
    ['9:00-18:00', [[540, 1080]]],
    [
      ' 09:00 - 13:00 , 14:00-18:30 ',
      [
        [540, 780],
        [840, 1110],
      ],
    ],
    ['00:00-24:00', [[0, 1440]]],
    ['closed', []],
  ])('%j', (text, shifts) => {
    expect(shiftsFrom(text)?.map(({ fromMinute, toMinute }) => [fromMinute, toMinute])).toEqual(
      shifts,
    );
  });

  test.each([
    '',
    '9-18',
    '09:00',
    '18:00-09:00',
    '09:00-09:00',
    '09:60-10:00',
    '09:00-24:01',
    '25:00-26:00',
    '09:00-18:00,',
    'open',
  ])('%j makes no sense', (text) => {
    expect(shiftsFrom(text)).toBeNull();
  });
});

describe('days as text', () => {
  test.each([
    ['2026-05-09', ['2026-05-09']],
    ['05-09', ['05-09']],
    ['02-29', ['02-29']],
    ['2026-12-31..2027-01-02', ['2026-12-31', '2027-01-01', '2027-01-02']],
    ['2026-05-09..2026-05-09', ['2026-05-09']],
  ])('%j', (text, days) => {
    expect(daysFrom(text)).toEqual(days);
  });

  test.each([
    '',
    '2026-02-30',
    '2026-13-01',
    '13-01',
    '02-30',
    '5-9',
    '2026-05-10..2026-05-09',
    '05-01..05-03',
    '2026-01-01..2026-03-02',
    '2026-01-01..2026-01-02..2026-01-03',
    'Christmas',
  ])('%j makes no sense', (text) => {
    expect(daysFrom(text)).toBeNull();
  });
});
