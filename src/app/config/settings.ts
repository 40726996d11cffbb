import { isIP } from 'node:net';
import { z } from 'zod';
import { DEFAULT_PRESENCE_POLICY, DEVICE_STATES } from '#domain/people/availability.ts';
import { daysFrom, shiftsFrom, WEEKDAYS } from '#domain/call/hours.ts';
import { isAddressOrBlock } from '#adapters/asterisk/agi-access.ts';
import { isRegion } from '#adapters/phone/e164.ts';
import { crmSourceSchema } from './crm-settings.ts';
import { isZone } from './zone.ts';
import { speechEngineSchema } from './speech-settings.ts';

/*
 * Every setting, described once: limits, default, whether a change needs a restart. Checks, config/schema.json and
 * the test of config/example.yaml are made of this. A check's message that begins with @ is a key of words.ts.
 */

/** Takes effect in running calls as soon as the file is saved. */
const live = { needsRestart: false } as const;
/** Is looked at once, at the start. */
const atStart = { needsRestart: true } as const;

const about = (description: string, when: { readonly needsRestart: boolean }) => ({
  description,
  ...when,
});

const host = z.string().regex(/^[\w.:-]{1,253}$/, '@host');
const address = z
  .string()
  .regex(/^[\da-fA-F.:]{2,45}$/, { error: '@address', abort: true })
  .refine((text) => isIP(text) !== 0, '@address');
const addressOrBlock = z
  .string()
  .regex(/^[\da-fA-F.:]{2,45}(?:\/\d{1,3})?$/, { error: '@address_or_block', abort: true })
  .refine(isAddressOrBlock, '@address_or_block');
const port = z.int().min(1).max(65_535);
const path = z.string().min(1).max(1024);
const share = z.number().min(0).max(1);
const whole = (min: number, max: number) => z.int().min(min).max(max);
const between = (min: number, max: number) => z.number().min(min).max(max);
/** A value, or `${NAME}` of the environment. */
const secret = z.string().min(1).max(4096);
const hours = z.string().refine((text) => shiftsFrom(text) !== null, '@hours');
const days = z.string().refine((text) => daysFrom(text) !== null, '@days');

const office = z.strictObject({
  company: z
    .string()
    .max(100)
    .default('')
    .meta(
      about('Name of the company as it is spoken; empty: it is left out of the greeting.', atStart),
    ),
  zone: z
    .string()
    .refine(isZone, '@zone')
    .default('Europe/Moscow')
    .meta(about('Time zone of the office, as in the IANA tables.', live)),
  region: z
    .string()
    .refine(isRegion, '@region')
    .default('RU')
    .meta(about('Country whose people write numbers without a country code (ISO 3166).', atStart)),
  hours: z
    .strictObject(everyOf(WEEKDAYS, () => hours.default('00:00-24:00')))
    .prefault({})
    .meta(about('When the office answers: 09:00-13:00, 14:00-18:00, or closed.', live)),
  holidays: z
    .array(days)
    .max(200)
    .default([])
    .meta(
      about('Days without work: 2026-05-09, 05-09 (every year), 2026-12-31..2027-01-08.', live),
    ),
  special_days: z
    .record(days, hours)
    .default({})
    .meta(
      about('Days with hours of their own, shortened or worked in; they win over holidays.', live),
    ),
});

const agi = z.strictObject({
  host: address.default('127.0.0.1').meta(about('Where calls come in; never localhost.', atStart)),
  port: port.default(4573).meta(about('FastAGI port; the dialplan names it.', atStart)),
  allow: z
    .array(addressOrBlock)
    .min(1)
    .max(100)
    .default(['127.0.0.1', '::1'])
    .meta(about('Addresses of Asterisk, or blocks: 10.0.0.0/8; others are refused.', atStart)),
  visits_max: whole(1, 10_000)
    .default(100)
    .meta(about('Visits at the same time; more go to the queue at once.', atStart)),
  visit_cap_seconds: whole(10, 600)
    .default(60)
    .meta(about('A visit never takes longer, whatever happens.', atStart)),
  drain_seconds: whole(0, 600)
    .default(60)
    .meta(about('How long a stop waits for the visits that go on.', atStart)),
  hint_context: z
    .string()
    .regex(/^[\w-]{1,79}$/, '@context')
    .default('telefonistka-employees')
    .meta(about('Dialplan context with the hints of the employees.', atStart)),
});

const ami = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .meta(about('Connect to AMI: who is busy, and how calls ended.', atStart)),
  host: host.default('127.0.0.1').meta(about('Address of AMI.', atStart)),
  port: port.default(5038).meta(about('Port of AMI.', atStart)),
  user: z
    .string()
    .regex(/^[\w.-]{1,79}$/, '@ami_user')
    .default('telefonistka')
    .meta(about('Section of manager.conf.', atStart)),
  secret: secret
    .nullable()
    .default(null)
    .meta(about('Its secret, or ${NAME} of the environment.', atStart)),
  secret_file: path
    .nullable()
    .default(null)
    .meta(about('File whose first line is the secret.', atStart)),
});

const http = z.strictObject({
  enabled: z.boolean().default(true).meta(about('Serve /health, /metrics and the API.', atStart)),
  host: host.default('127.0.0.1').meta(about('Where the API listens.', atStart)),
  port: port.default(8787).meta(about('Its port.', atStart)),
  tokens: z
    .array(secret)
    .max(50)
    .default([])
    .meta(
      about(
        'Bearer tokens of the API, at least 16 characters each; none: the API is closed.',
        atStart,
      ),
    ),
  tokens_file: path.nullable().default(null).meta(about('File with one token per line.', atStart)),
});

const storage = z.strictObject({
  url: secret
    .nullable()
    .default(null)
    .meta(about('postgres://…, or ${NAME} of the environment; null: SQLite in data_dir.', atStart)),
  url_file: path.nullable().default(null).meta(about('File whose first line is the url.', atStart)),
});

const menu = z.strictObject({
  keys: z
    .enum(['extension', 'position'])
    .default('extension')
    .meta(about('What the caller keys: real extensions, or 1, 2, 3.', live)),
  people_max: whole(1, 3).default(3).meta(about('How many people a menu names.', live)),
  threshold: share
    .default(0.5)
    .meta(about('Below this sum of probabilities the default menu is played.', live)),
  slot_probability_min: share.default(0.1).meta(about('Nobody less probable is named.', live)),
  direct_from: share
    .default(0.85)
    .meta(about('From here a caller is connected without a menu …', live)),
  direct_lead: between(1, 1000)
    .default(4)
    .meta(about('… if the first is so many times as probable as the second.', live)),
  saved_seconds: between(0, 600).default(30).meta(about('What a right name saves a caller.', live)),
  listen_cost_seconds: between(0, 60)
    .default(3)
    .meta(about('What listening to one more name costs.', live)),
  tries: whole(1, 4).default(3).meta(about('How often a menu is played at most.', live)),
  silences: whole(1, 4).default(2).meta(about('… and how many of these may end in silence.', live)),
  key_wait_seconds: between(1, 15).default(4).meta(about('Wait for the first key.', live)),
  inter_digit_ms: whole(300, 5000).default(1500).meta(about('Wait for the next key.', live)),
  ring_seconds: whole(5, 60).default(20).meta(about('How long an employee is rung.', live)),
  rounds_max: whole(0, 2)
    .default(2)
    .meta(about('How often a caller hears of more people after nobody answered.', live)),
  known_priority: whole(0, 100)
    .default(5)
    .meta(about('Priority of known callers in the queue; 0: as everybody.', live)),
});

const learning = z.strictObject({
  calibrate: z
    .boolean()
    .default(true)
    .meta(about('Correct the probabilities by what came of earlier calls.', live)),
  label_delay_hours: between(1, 2160)
    .default(24)
    .meta(about('The end of a call teaches only after so long.', live)),
  holdout_share: between(0, 0.5)
    .default(0)
    .meta(about('This share of the menus is not played: unbiased evidence.', live)),
  swap_share: between(0, 0.5)
    .default(0)
    .meta(about('In this share of the menus two nearly equal first names change places.', live)),
});

const canary = z.strictObject({
  ranking_file: path
    .nullable()
    .default(null)
    .meta(about('A second ranking on trial; half-lives as in ranking_file.', live)),
  share: share
    .default(0)
    .meta(about('For this share of the callers; the same caller always meets the same one.', live)),
});

const callerName = z.strictObject({
  set: z
    .boolean()
    .default(true)
    .meta(about('Show the name from the CRM where there is none.', live)),
  transliterate: z
    .boolean()
    .default(false)
    .meta(about('In Latin letters, for old telephones.', live)),
  length_max: whole(5, 80).default(40).meta(about('Characters that are shown.', live)),
});

const voice = z.strictObject({
  engines: z
    .array(speechEngineSchema)
    .max(10)
    .default([{ kind: 'espeak' }])
    .meta(about('What makes speech: the first that can; the others when it cannot.', atStart)),
  sounds_dir: path
    .default('../sounds-cache')
    .meta(about('Speech that was made; Asterisk must be able to read it.', atStart)),
  cache_mb_max: whole(10, 1_000_000)
    .default(2_048)
    .meta(
      about(
        'Megabytes of made speech, whole menus included; beyond it goes what nobody needs, the least used first.',
        atStart,
      ),
    ),
  recorded_dir: path
    .default('../var/recorded')
    .meta(about('Your own recordings; they win over made speech.', atStart)),
  mode: z
    .enum(['quality', 'economy'])
    .default('quality')
    .meta(
      about(
        'quality: sentences about employees are spoken whole; economy: glued from words that all of them share.',
        atStart,
      ),
    ),
  sample_rate_hz: z
    .literal([8_000, 16_000])
    .default(8_000)
    .meta(about('Of the speech that is made; 16000 where telephones are wideband.', atStart)),
});

const crmMenu = z.strictObject({
  url: secret
    .nullable()
    .default(null)
    .meta(
      about(
        'Asked with ?number= for a menu that the CRM made itself; null: our ranking decides.',
        atStart,
      ),
    ),
  url_file: path.nullable().default(null).meta(about('File whose first line is the url.', atStart)),
  user: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .meta(about('For Basic authentication.', atStart)),
  password: secret.nullable().default(null).meta(about('Its password, or ${NAME}.', atStart)),
  password_file: path
    .nullable()
    .default(null)
    .meta(about('File whose first line is the password.', atStart)),
  token: secret.nullable().default(null).meta(about('Or a bearer token, or ${NAME}.', atStart)),
  token_file: path
    .nullable()
    .default(null)
    .meta(about('File whose first line is the token.', atStart)),
  ca_file: path
    .nullable()
    .default(null)
    .meta(about('PEM of the authority that signed its certificate.', atStart)),
  budget_ms: whole(0, 1000)
    .default(150)
    .meta(about('How long a call waits for the first answer about its number.', atStart)),
  fresh_seconds: whole(0, 86_400)
    .default(60)
    .meta(about('An answer is not asked for again for so long.', atStart)),
  stale_seconds: whole(1, 2_592_000)
    .default(86_400)
    .meta(about('An answer may be used for so long while the CRM gives no other.', atStart)),
});

const journal = z.strictObject({
  keep_days: whole(1, 3650)
    .default(365)
    .meta(about('Calls older than so many days are forgotten, with their numbers.', atStart)),
});

const log = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .meta(about('The least that is written.', atStart)),
  personal_data: z
    .boolean()
    .default(false)
    .meta(about('Write numbers and names of callers in the clear.', atStart)),
  format: z
    .enum(['auto', 'lines', 'json'])
    .default('auto')
    .meta(about('auto: readable lines in a terminal, JSON elsewhere.', atStart)),
});

export const settingsSchema = z.strictObject({
  language: z
    .enum(['ru', 'en'])
    .default('ru')
    .meta(about('Of what is said to callers and to you.', atStart)),
  mode: z
    .enum(['live', 'shadow'])
    .default('live')
    .meta(
      about('shadow: note what would have been offered, say nothing, send all to the queue.', live),
    ),
  data_dir: path
    .default('../var')
    .meta(
      about(
        'What must last: the SQLite database, or the copy of PostgreSQL that calls read.',
        atStart,
      ),
    ),
  ranking_file: path
    .default('ranking.yaml')
    .meta(about('Event types with weight and half-life.', live)),
  people_file: path
    .default('people.yaml')
    .meta(about('Who may be offered, and what is known of people better than in the CRM.', live)),
  names_file: path
    .default('names.yaml')
    .meta(about('How odd names are said: ё, stress, cases, foreign names.', live)),
  phrases_file: path
    .default('phrases.{language}.yaml')
    .meta(about('What is said; {language} stands for ru or en.', live)),
  office: office.prefault({}),
  menu: menu.prefault({}),
  presence: z
    .strictObject(
      everyOf(DEVICE_STATES, (state) =>
        z.enum(['offer', 'skip']).default(DEFAULT_PRESENCE_POLICY[state]),
      ),
    )
    .prefault({})
    .meta(about('Whether a person is offered whose telephone is in that state.', live)),
  learning: learning.prefault({}),
  canary: canary.prefault({}),
  caller_name: callerName.prefault({}),
  voice: voice.prefault({}),
  agi: agi.prefault({}),
  ami: ami.prefault({}),
  http: http.prefault({}),
  storage: storage.prefault({}),
  crm: z
    .array(crmSourceSchema)
    .max(20)
    .default([])
    .meta(about('CRMs that events, employees and clients are read from, on a schedule.', atStart)),
  crm_menu: crmMenu.prefault({}),
  journal: journal.prefault({}),
  log: log.prefault({}),
});

/** The file as it is written, with defaults where it is silent. */
export type Settings = z.output<typeof settingsSchema>;

function everyOf<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
}
