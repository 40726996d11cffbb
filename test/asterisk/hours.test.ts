import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { WEEKDAYS } from '#domain/call/hours.ts';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';

// Office hours and holidays by the real clock. The office lies where it is noon now: no midnight is near, and no
// summer time, at whatever minute this runs. Every change of the hours is made in the YAML while calls come in.

type Office = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;
const utcHour = new Date().getUTCHours();
const noon = { zone: zoneAt(12 - utcHour), todayMs: Date.now() + (12 - utcHour) * 3_600_000 };
const midnightZone = zoneAt(utcHour < 12 ? -utcHour : 24 - utcHour);
const today = dateOf(noon.todayMs);
const yesterday = dateOf(noon.todayMs - DAY_MS);
const tomorrow = dateOf(noon.todayMs + DAY_MS);
const weekdayToday = WEEKDAYS[(new Date(noon.todayMs).getUTCDay() + 6) % 7] ?? 'mon';

/** `Etc/GMT-3` is what everybody else calls UTC+3. */
function zoneAt(hoursEast: number): string {
  return hoursEast === 0 ? 'Etc/GMT' : `Etc/GMT${hoursEast > 0 ? '-' : '+'}${Math.abs(hoursEast)}`;
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function office(shifts: string): Office {
  const hours = Object.fromEntries(WEEKDAYS.map((day) => [day, shifts]));
  return { zone: noon.zone, hours };
}

const working = office('09:00-18:00');
const dayOff = { hours: { ...(working['hours'] as object), [weekdayToday]: 'closed' } };

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage({ settings: { office: office('14:00-18:00') } });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Saves these hours as an administrator does, and waits until the service goes by them. */
async function save(hours: Office): Promise<void> {
  const { configFile, lines } = stage.service;
  const before = await readFile(configFile, 'utf8');
  const settings = parse(before) as { office: { company: string } };
  const after = stringify({ ...settings, office: { company: settings.office.company, ...hours } });
  if (after === before) return;
  const since = lines.length;
  await writeFile(configFile, after);
  const line = await stage.service.line(({ msg }) => msg === 'settings reloaded', 10_000, since);
  expect(line['changed']).toEqual(['office']);
}

/** Files that Asterisk was told to play to this caller. */
function played(call: OfficeCall): readonly string[] {
  return stage.office.ami.events
    .filter(({ name, fields }) => name === 'AGIExecStart' && fields['Linkedid'] === call.uniqueid)
    .flatMap(({ fields }) => fields['Command'] ?? [])
    .filter((command) => command.startsWith('STREAM FILE'));
}

async function expectClosed(from: string, priority: string): Promise<void> {
  const call = await stage.place(from);
  expect((await call.reachesQueue(AT_ONCE_MS)).reason).toBe('closed');
  expect(played(call)).toEqual([]);
  expect(await call.variable('QUEUE_PRIO')).toBe(priority);
  await call.leave();
}

async function expectOpen(from: string): Promise<void> {
  const call = await stage.place(from);
  await stage.prompt(call);
  await call.press('0');
  expect((await call.reachesQueue(AT_ONCE_MS)).reason).toBe('asked-for-a-person');
  expect(played(call)).toHaveLength(1);
  await call.leave();
}

describe('nothing is said and the queue takes over, before all others whom we know', () => {
  test.for<readonly [string, Office]>([
    ['before the office opens', office('14:00-18:00')],
    ['after it has closed', office('06:00-11:00')],
    ['at lunch', office('09:00-11:00, 14:00-18:00')],
    ['on a weekday that is off', { ...working, ...dayOff }],
    ['on a holiday that is today', { ...working, holidays: [today] }],
    ['on a holiday of every year', { ...working, holidays: [today.slice(5)] }],
    ['in the middle of the holidays', { ...working, holidays: [`${yesterday}..${tomorrow}`] }],
    ['at noon here, when the office is where it is night', { ...working, zone: midnightZone }],
  ])('%s', async ([, hours]) => {
    await save(hours);
    await expectClosed(stage.callers.known.number, '5');
  });

  test('a stranger too, who waits like everybody', async () => {
    await save(office('14:00-18:00'));
    await expectClosed(stage.callers.stranger.number, '');
  });
});

describe('the menu is heard', () => {
  test.for<readonly [string, Office]>([
    ['within office hours', working],
    ['when yesterday and tomorrow are holidays', { ...working, holidays: [yesterday, tomorrow] }],
    [
      'on a holiday with hours of its own',
      { ...working, holidays: [today], special_days: { [today]: '09:00-18:00' } },
    ],
  ])('%s', async ([, hours]) => {
    await save(hours);
    await expectOpen(stage.callers.known.number);
  });
});
