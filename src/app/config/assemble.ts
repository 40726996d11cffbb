import { daysFrom, shiftsFrom, type OfficeHours, type Shift } from '#domain/call/hours.ts';
import type { Config } from './config.ts';
import { crmMenuFrom } from './crm-menu.ts';
import { secretsOf, type Complain, type Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { withNulls } from './speech-settings.ts';
import { readEngine } from './speech.ts';
import { said } from './words.ts';

/** Short tokens can be guessed. */
const TOKEN_LENGTH_MIN = 16;
const HOUR_MS = 3_600_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings file's part of the Config; what only shows when all is seen together goes to `complain`. */
export async function assemble(
  settings: Settings,
  env: Environment,
  complain: Complain,
): Promise<Omit<Config, 'file' | 'weights' | 'canary' | 'people' | 'names' | 'phrases' | 'crm'>> {
  const { office, menu, learning, voice, agi, log, caller_name } = settings;
  const secrets = secretsOf(env, complain);
  if (settings.http.enabled && settings.http.port === agi.port)
    complain(['http', 'port'], said.samePort);
  return {
    language: settings.language,
    shadow: settings.mode === 'shadow',
    dataDir: settings.data_dir,
    office: {
      company: office.company,
      region: office.region,
      hours: officeHours(office),
    },
    menu: {
      keys: menu.keys,
      peopleMax: menu.people_max,
      threshold: menu.threshold,
      slotProbabilityMin: menu.slot_probability_min,
      directFrom: menu.direct_from,
      directLead: menu.direct_lead,
      savedSeconds: menu.saved_seconds,
      listenCostSeconds: menu.listen_cost_seconds,
      triesMax: menu.tries,
      silencesMax: menu.silences,
      keyWaitMs: menu.key_wait_seconds * 1000,
      interDigitMs: menu.inter_digit_ms,
      ringSeconds: menu.ring_seconds,
      roundsMax: menu.rounds_max,
      knownPriority: menu.known_priority,
    },
    presence: settings.presence,
    learning: {
      calibrates: learning.calibrate,
      labelDelayMs: learning.label_delay_hours * HOUR_MS,
      holdoutShare: learning.holdout_share,
      swapShare: learning.swap_share,
    },
    callerName: {
      isSet: caller_name.set,
      transliterates: caller_name.transliterate,
      lengthMax: caller_name.length_max,
    },
    voice: {
      engines: await enginesFrom(voice.engines, secrets, complain),
      mode: voice.mode,
      sampleRateHz: voice.sample_rate_hz,
      soundsDir: voice.sounds_dir,
      cacheBytesMax: voice.cache_mb_max * 1024 ** 2,
      recordedDir: voice.recorded_dir,
    },
    agi: {
      host: agi.host,
      port: agi.port,
      allow: agi.allow,
      visitsMax: agi.visits_max,
      visitCapMs: agi.visit_cap_seconds * 1000,
      drainMs: agi.drain_seconds * 1000,
      hintContext: agi.hint_context,
    },
    ami: await amiFrom(settings.ami, secrets, complain),
    http: await httpFrom(settings.http, secrets, complain),
    storage: await storageFrom(settings.storage, secrets, complain),
    crmMenu: await crmMenuFrom(settings.crm_menu, secrets, complain),
    journal: { keepDays: settings.journal.keep_days },
    log: { level: log.level, personalData: log.personal_data, format: log.format },
  };
}

async function enginesFrom(
  engines: Settings['voice']['engines'],
  secrets: Secrets,
  complain: Complain,
): Promise<Config['voice']['engines']> {
  const read = await Promise.all(
    engines.map((one, index) =>
      readEngine(withNulls(one), ['voice', 'engines', index], secrets, complain),
    ),
  );
  return read.flatMap((engine) => engine ?? []);
}

async function amiFrom(
  ami: Settings['ami'],
  secrets: Secrets,
  complain: Complain,
): Promise<Config['ami']> {
  if (!ami.enabled) return null;
  if (ami.secret === null && ami.secret_file === null) complain(['ami', 'enabled'], said.noSecret);
  const secret = await secrets.one(['ami', 'secret'], ami.secret, ami.secret_file);
  return secret && { host: ami.host, port: ami.port, user: ami.user, secret };
}

async function httpFrom(
  http: Settings['http'],
  secrets: Secrets,
  complain: Complain,
): Promise<Config['http']> {
  if (!http.enabled) return null;
  const tokens = await secrets.many(['http', 'tokens'], http.tokens, http.tokens_file);
  const isShort = tokens.some((token) => token.reveal().length < TOKEN_LENGTH_MIN);
  if (isShort)
    complain(['http', http.tokens_file === null ? 'tokens' : 'tokens_file'], said.shortToken);
  return { host: http.host, port: http.port, tokens };
}

async function storageFrom(
  storage: Settings['storage'],
  secrets: Secrets,
  complain: Complain,
): Promise<Config['storage']> {
  const url = await secrets.one(['storage', 'url'], storage.url, storage.url_file);
  if (url !== null && !/^postgres(?:ql)?:\/\//.test(url.reveal()))
    complain(['storage', 'url'], said.noDatabase);
  return { url };
}

/** What stands for special days wins over holidays; both are keys that the schema has checked. */
function officeHours({ zone, hours, holidays, special_days }: Settings['office']): OfficeHours {
  const days = new Map<string, readonly Shift[]>();
  for (const text of holidays) for (const day of daysFrom(text) ?? []) days.set(day, []);
  for (const [text, shifts] of Object.entries(special_days))
    for (const day of daysFrom(text) ?? []) days.set(day, shiftsFrom(shifts) ?? []);
  const week = Object.fromEntries(
    Object.entries(hours).map(([weekday, shifts]) => [weekday, shiftsFrom(shifts) ?? []]),
  ) as unknown as OfficeHours['week'];
  return { zone, week, days };
}
